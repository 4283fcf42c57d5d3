/** Decodes parts of single segments, with the arithmetic flavour that fits. */

import { joinBytes } from '../byte-steps.js';
import { LeptonError } from '../errors.js';
import type { Flavor } from '../model/flavor.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';
import { SegmentRestorer } from './segment-restorer.js';

/** Bytes in order; each chunk is valid until the next one is asked for. */
type Chunks = Generator<Uint8Array, void>;

const NOTHING = new Uint8Array(0);

/** Decodes segments of one file with the arithmetic flavour that fits. */
export class SegmentDecoding {
  /** @param flavors the flavours to try; the one that fits comes first from then on */
  constructor(
    private readonly image: LeptonImage,
    public flavors: readonly Flavor[],
  ) {}

  /** Bytes `[from, to)` of what a segment restores; all from `from` on if `to` is infinite. */
  *chunks(segment: SegmentRows, from: number, to: number): Chunks {
    const { flavors } = this;
    if (flavors.length === 1) {
      yield* this.chunksWith(flavors[0]!, segment, from, to);
      return;
    }
    // Only its end tells whether a flavour fits: nothing may be told before.
    let firstError: LeptonError | null = null;
    for (const flavor of flavors) {
      const collected: Uint8Array[] = [];
      try {
        for (const chunk of this.chunksWith(flavor, segment, from, to)) {
          collected.push(chunk.slice());
          yield NOTHING;
        }
      } catch (error) {
        if (!(error instanceof LeptonError) || error.code !== 'STREAM_INCONSISTENT') throw error;
        firstError ??= error;
        continue;
      }
      this.flavors = [flavor, ...flavors.filter((other) => other !== flavor)];
      yield joinBytes(collected);
      return;
    }
    throw firstError ?? new LeptonError('INTERNAL_ERROR', 'No arithmetic flavour was tried.');
  }

  private *chunksWith(flavor: Flavor, segment: SegmentRows, from: number, to: number): Chunks {
    const restorer = new SegmentRestorer(this.image, segment, flavor, null);
    try {
      let offset = 0;
      for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
        yield bytes.subarray(Math.max(0, from - offset), Math.max(0, to - offset));
        offset += bytes.length;
      }
      if (offset < to && to !== Number.POSITIVE_INFINITY) {
        const what = `its segment ${segment.index} restores only ${offset} bytes`;
        throw new LeptonError('STREAM_INCONSISTENT', `The Lepton file is damaged: ${what}.`);
      }
    } finally {
      restorer.close();
    }
  }
}
