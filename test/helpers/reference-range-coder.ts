/**
 * The boolean coder as RFC 6386 section 7 prints it: one byte and one shift at a time, carries resolved backwards at
 * once. Slow and plain, to hold the one of `src/coder` against.
 */

/** Codes one decision: an encoder writes `bit` and returns it, a decoder returns what it reads. */
export interface DecisionCoder {
  /** @param probability of the bit being 0, in 256ths, 1..255 */
  code(probability: number, bit: number): number;
}

/** RFC 6386 section 7.3, `bool_encoder`. */
export class ReferenceEncoder implements DecisionCoder {
  readonly output: number[] = [];
  private range = 255;
  private bottom = 0;
  private bitCount = 24;

  code(probability: number, bit: number): number {
    const split = 1 + (((this.range - 1) * probability) >> 8);
    if (bit === 1) {
      this.bottom = (this.bottom + split) >>> 0;
      this.range -= split;
    } else {
      this.range = split;
    }
    while (this.range < 128) {
      this.range *= 2;
      if (this.bottom >= 0x80000000) this.addOne();
      this.bottom = (this.bottom << 1) >>> 0;
      if (--this.bitCount === 0) {
        this.output.push(this.bottom >>> 24);
        this.bottom &= 0xffffff;
        this.bitCount = 8;
      }
    }
    return bit;
  }

  /** Ends as format section 4 says: 32 zero bits at even odds; what a byte-wise coder still holds back is dropped. */
  finish(): Uint8Array {
    for (let i = 0; i < 32; i++) this.code(128, 0);
    return Uint8Array.from(this.output);
  }

  private addOne(): void {
    let at = this.output.length - 1;
    while (this.output[at] === 255) this.output[at--] = 0;
    if (at < 0) throw new RangeError('a carry out of the first byte');
    this.output[at]++;
  }
}

/** RFC 6386 section 7.3, `bool_decoder`; zeros past the end. */
export class ReferenceDecoder implements DecisionCoder {
  /** Bytes read, those past the end too. */
  bytesRead = 2;
  private value: number;
  private range = 255;
  private bitCount = 0;

  constructor(private readonly input: Uint8Array) {
    this.value = ((input[0] ?? 0) << 8) | (input[1] ?? 0);
  }

  code(probability: number): number {
    const split = 1 + (((this.range - 1) * probability) >> 8);
    const bigSplit = split << 8;
    let bit = 0;
    if (this.value >= bigSplit) {
      bit = 1;
      this.range -= split;
      this.value -= bigSplit;
    } else {
      this.range = split;
    }
    while (this.range < 128) {
      this.value *= 2;
      this.range *= 2;
      if (++this.bitCount === 8) {
        this.bitCount = 0;
        this.value |= this.input[this.bytesRead++] ?? 0;
      }
    }
    return bit;
  }
}

/** A statistic bin as format section 4 describes it: two counts. */
export class ReferenceBin {
  zeros = 1;
  ones = 1;

  get probability(): number {
    return Math.floor((256 * this.zeros) / (this.zeros + this.ones));
  }

  learn(bit: number): void {
    if (bit === 0) [this.zeros, this.ones] = ReferenceBin.counted(this.zeros, this.ones);
    else [this.ones, this.zeros] = ReferenceBin.counted(this.ones, this.zeros);
  }

  /** "After a bit is coded its count goes up by one; when it would become 256: ..." */
  private static counted(seen: number, other: number): [seen: number, other: number] {
    if (seen + 1 !== 256) return [seen + 1, other];
    return other === 1 ? [255, 1] : [129, (other + 1) >> 1];
  }
}
