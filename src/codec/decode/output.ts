/** Collects the output of one Lepton file, the parts of which come in their order. */
import { copySteps } from '../../bytes/byte-steps.js';
import { runToEnd, type Steps } from '../../work/steps.js';
import { checkFront, type OutputLayout } from './output-layout.js';

/** The output of one Lepton file, of known size. */
export class Output {
  private readonly bytes: Uint8Array;
  /** Bytes that came in front of the trailing ones, with those that lead past them. */
  private restored = 0;

  /** @param layout of which what is restored is taken */
  constructor(private readonly layout: OutputLayout) {
    this.bytes = new Uint8Array(layout.size);
  }

  /** Bytes that are missing in front of the trailing ones. */
  get missingBytes(): number {
    return Math.max(0, this.layout.frontSize - this.restored);
  }

  /** Adds bytes; what leads past the front is only counted. */
  append(bytes: Uint8Array): void {
    runToEnd(this.appendSteps(bytes));
  }

  /** The steps of {@link append}. */
  *appendSteps(bytes: Uint8Array): Steps<void> {
    yield* copySteps(this.bytes, bytes.subarray(0, this.missingBytes), this.restored);
    this.restored += bytes.length;
  }

  /** Room for the next bytes, which are put there later, as far as they belong to the front. */
  reserve(count: number): Uint8Array {
    const room = this.rest.subarray(0, count);
    this.restored += count;
    return room;
  }

  /** All room that is left in front of the trailing bytes. */
  get rest(): Uint8Array {
    const { frontSize } = this.layout;
    return this.bytes.subarray(Math.min(this.restored, frontSize), frontSize);
  }

  /** Adds the trailing bytes and returns the whole. @throws LeptonError STREAM_INCONSISTENT */
  *finish(): Steps<Uint8Array> {
    const { bytes, layout } = this;
    checkFront(layout, this.restored);
    yield* copySteps(bytes, layout.trailing.subarray(0, layout.size - layout.frontSize), layout.frontSize);
    return bytes;
  }
}
