/** Encoders of the blocks of progressive scans (ITU T.81 section G.1.2). */
import { longestEndOfBandRun } from './end-of-band-run.js';
import { noCode, putBits } from './entropy-writer.js';
import type { HuffmanTable } from './huffman-table.js';

/** Symbol for a run of 16 zeros. */
const ZRL = 0xf0;

/** Writes the code of a symbol and `count` (0..11) bits behind it. */
export function putSymbol(output: Uint8Array, table: HuffmanTable, symbol: number, bits: number, count: number): void {
  const length = table.lengths[symbol]!;
  if (length === 0) throw noCode();
  putBits(output, (table.codes[symbol]! << count) | (bits & ((1 << count) - 1)), length + count);
}

/** First scan of a DC coefficient (G.1.2.1): the difference to the predictor, both shifted down by Al. */
export function writeDcFirst(output: Uint8Array, table: HuffmanTable, difference: number): void {
  const sign = difference >> 31;
  const size = 32 - Math.clz32((difference ^ sign) - sign);
  putSymbol(output, table, size, difference + sign, size);
}

/** Encoder of the blocks of one AC scan; makes end-of-band runs as long as they can be, apart from given breaks. */
export class AcWriter {
  private endOfBandRun = 0;
  private readonly longestRun: number;
  /** Number of blocks begun. */
  private blocks = 0;
  private nextBreak = 0;
  /** Correction bits that follow the pending end-of-band run. */
  private readonly runCorrections: number[] = [];
  /** Correction bits of the current block that follow its next symbol. */
  private readonly blockCorrections: number[] = [];

  constructor(
    private readonly table: HuffmanTable,
    private readonly coefficients: Int16Array,
    private readonly spectralStart: number,
    private readonly spectralEnd: number,
    private readonly approximationLow: number,
    private readonly runBreaks: readonly number[],
  ) {
    this.longestRun = longestEndOfBandRun(table);
  }

  /** Bytes that finishing the pending run can take at most. */
  get pendingBytes(): number {
    return 16 + (this.runCorrections.length >> 2);
  }

  /** First scan of a band (G.1.2.2). */
  writeFirst(output: Uint8Array, base: number): void {
    let run = 0;
    for (let k = this.spectralStart; k <= this.spectralEnd; k++) {
      const coefficient = this.coefficients[base + k]!;
      const sign = coefficient >> 31;
      // The point transform is a division that rounds toward zero.
      const magnitude = ((coefficient ^ sign) - sign) >> this.approximationLow;
      if (magnitude === 0) {
        run++;
        continue;
      }
      this.finishRun(output);
      for (; run > 15; run -= 16) putSymbol(output, this.table, ZRL, 0, 0);
      const size = 32 - Math.clz32(magnitude);
      putSymbol(output, this.table, (run << 4) | size, magnitude ^ sign, size);
      run = 0;
    }
    if (run > 0) this.lengthenRun(output);
    this.finishBlock(output);
  }

  /** Later scan of a band (G.1.2.3). */
  writeRefinement(output: Uint8Array, base: number): void {
    const lastFresh = this.lastFresh(base);
    const corrections = this.blockCorrections;
    let run = 0;
    for (let k = this.spectralStart; k <= this.spectralEnd; k++) {
      const coefficient = this.coefficients[base + k]!;
      const magnitude = Math.abs(coefficient) >> this.approximationLow;
      if (magnitude === 0) {
        run++;
        continue;
      }
      for (; run > 15 && k <= lastFresh; run -= 16) {
        this.finishRun(output);
        putSymbol(output, this.table, ZRL, 0, 0);
        putCorrections(output, corrections);
      }
      if (magnitude > 1) {
        corrections.push(magnitude & 1);
        continue;
      }
      this.finishRun(output);
      putSymbol(output, this.table, (run << 4) | 1, coefficient > 0 ? 1 : 0, 1);
      putCorrections(output, corrections);
      run = 0;
    }
    if (run > 0 || corrections.length > 0) {
      for (const bit of corrections) this.runCorrections.push(bit);
      corrections.length = 0;
      this.lengthenRun(output);
    }
    this.finishBlock(output);
  }

  /** Writes the pending end-of-band run; at a restart and at the end of the scan too. */
  finishRun(output: Uint8Array): void {
    if (this.endOfBandRun === 0) return;
    const exponent = 31 - Math.clz32(this.endOfBandRun);
    // Run lengths above 2047 have more bits than one call of putSymbol takes.
    putSymbol(output, this.table, exponent << 4, 0, 0);
    if (exponent > 0) putBits(output, this.endOfBandRun - (1 << exponent), exponent);
    this.endOfBandRun = 0;
    putCorrections(output, this.runCorrections);
  }

  private lengthenRun(output: Uint8Array): void {
    this.endOfBandRun++;
    if (this.endOfBandRun === this.longestRun) this.finishRun(output);
  }

  /** Ends the run behind a block where the original did so although it need not. */
  private finishBlock(output: Uint8Array): void {
    if (this.runBreaks[this.nextBreak] === this.blocks) {
      this.nextBreak++;
      this.finishRun(output);
    }
    this.blocks++;
  }

  /** Zig-zag position of the last coefficient that becomes nonzero in this scan; 0 if none does. */
  private lastFresh(base: number): number {
    for (let k = this.spectralEnd; k >= this.spectralStart; k--) {
      if (Math.abs(this.coefficients[base + k]!) >> this.approximationLow === 1) return k;
    }
    return 0;
  }
}

function putCorrections(output: Uint8Array, corrections: number[]): void {
  for (const bit of corrections) putBits(output, bit, 1);
  corrections.length = 0;
}
