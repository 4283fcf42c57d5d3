/** Watches the bits that fill up partial bytes (ITU T.81 section F.1.2.3). */
import { LeptonError } from '../errors.js';
import { readerBit, readerByte, startReader } from './entropy-reader.js';

/** Pad byte for files that have no pad bits, or ones only: seven ones are all that can be needed. */
const ALL_ONES = 0x7f;

/** Pad bits seen so far: bit i is about the i-th pad bit written. */
export interface PadBits {
  /** Which of them were seen at all. */
  readonly seen: number;
  readonly values: number;
}

/** Remembers the pad bits of all scans of a file, which a Lepton file can tell only once. */
export class PaddingObserver {
  private seenBits: number;
  private values: number;

  /**
   * @param isTolerant whether oddities at the end of an interval are passed over, for the caller to patch
   * @param before what was seen of the same file elsewhere
   */
  constructor(
    readonly isTolerant = false,
    before: PadBits = { seen: 0, values: 0 },
  ) {
    this.seenBits = before.seen;
    this.values = before.values;
  }

  /**
   * Moves the reader to the next byte boundary and returns its offset.
   *
   * @throws LeptonError NOT_REPRESENTABLE if the bits differ from those before; the reader then has not moved
   */
  alignReader(bytes: Uint8Array): number {
    const bit = readerBit();
    const position = readerByte();
    if (bit === 0) return position;
    let { seenBits, values } = this;
    // The first pad bit is the highest one left of the byte, and bit 0 of the pad byte.
    for (let i = 0; i < 8 - bit; i++) {
      const value = (bytes[position]! >> (7 - bit - i)) & 1;
      const mask = 1 << i;
      if ((seenBits & mask) !== 0) {
        if (this.isTolerant || ((values & mask) !== 0) === (value === 1)) continue;
        throw new LeptonError(
          'NOT_REPRESENTABLE',
          `The pad bits at byte ${position} of the scan differ from those before.`,
        );
      }
      seenBits |= mask;
      values |= value << i;
    }
    this.seenBits = seenBits;
    this.values = values;
    startReader(position + 1);
    return position + 1;
  }

  /** What was seen so far. */
  get bits(): PadBits {
    return { seen: this.seenBits, values: this.values };
  }

  /** The pad byte: bit i is the i-th pad bit written. */
  get padByte(): number {
    return (this.values & this.seenBits) === this.seenBits ? ALL_ONES : this.values;
  }
}
