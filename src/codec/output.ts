/** Collects restored bytes up to where the trailing bytes begin. */

import { copySteps } from '../byte-steps.js';
import { LeptonError } from '../errors.js';
import { runToEnd, type Steps } from '../steps.js';

/** The output of one Lepton file, of known size. */
export class Output {
  readonly bytes: Uint8Array;
  private length = 0;
  private surplus = 0;

  /**
   * @param size bytes of the whole output
   * @param limit bytes in front of the trailing ones
   */
  constructor(
    size: number,
    private readonly limit: number,
  ) {
    this.bytes = new Uint8Array(size);
  }

  /** Whether everything in front of the trailing bytes is there. */
  get isFull(): boolean {
    return this.length === this.limit;
  }

  /** Bytes that are missing in front of the trailing ones. */
  get missingBytes(): number {
    return this.limit - this.length;
  }

  /** What is there so far. */
  get written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Adds bytes; what leads past the limit is only counted. */
  append(bytes: Uint8Array): void {
    runToEnd(this.appendSteps(bytes));
  }

  /** The steps of {@link append}. */
  *appendSteps(bytes: Uint8Array): Steps<void> {
    const wanted = Math.min(bytes.length, this.limit - this.length);
    yield* copySteps(this.bytes, bytes.subarray(0, wanted), this.length);
    this.length += wanted;
    this.surplus += bytes.length - wanted;
  }

  /**
   * Adds the trailing bytes and returns the whole.
   *
   * @param mayHaveSurplus whether more may have been restored than belongs to the file
   * @throws LeptonError STREAM_INCONSISTENT if there are too few bytes, or too many
   */
  *finish(trailing: Uint8Array, mayHaveSurplus: boolean): Steps<Uint8Array> {
    const { bytes, length, limit, surplus } = this;
    if (!this.isFull || (surplus > 0 && !mayHaveSurplus)) {
      throw new LeptonError(
        'STREAM_INCONSISTENT',
        `The Lepton file is damaged: it restores ${length + surplus} bytes in front of the last ${trailing.length} instead of ${limit}.`,
      );
    }
    yield* copySteps(bytes, trailing.subarray(0, bytes.length - length), length);
    return bytes;
  }
}
