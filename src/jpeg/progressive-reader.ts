/** Decoders of the blocks of progressive scans (ITU T.81 section G.1.2, decoded as in G.2). */
import { MAX_AC_SIZE, MAX_DC } from './coefficient-range.js';
import { longestEndOfBandRun, RunBreaks } from './end-of-band-run.js';
import {
  coefficientTooLarge,
  impossibleCode,
  NEXT,
  READER,
  readBits,
  readSymbol,
  runPastBlock,
} from './entropy-reader.js';
import { extendSign, type HuffmanTable } from './huffman-table.js';

/** First scan of a DC coefficient (G.1.2.1): a difference, shifted up by Al. Returns the unshifted DC coefficient. */
export function readDcFirst(
  bytes: Uint8Array,
  table: HuffmanTable,
  coefficients: Int16Array,
  base: number,
  predictor: number,
  approximationLow: number,
): number {
  const size = readSymbol(bytes, table);
  if (size > 15) throw impossibleCode(READER[NEXT]!);
  const dc = size === 0 ? predictor : predictor + extendSign(readBits(bytes, size), size);
  const shifted = dc * (1 << approximationLow);
  if (shifted > MAX_DC || shifted < -MAX_DC) throw coefficientTooLarge(READER[NEXT]!);
  coefficients[base] = shifted;
  return dc;
}

/** Later scan of a DC coefficient: one more bit. */
export function readDcRefinement(
  bytes: Uint8Array,
  coefficients: Int16Array,
  base: number,
  approximationLow: number,
): void {
  coefficients[base] = coefficients[base]! | (readBits(bytes, 1) << approximationLow);
}

/** Decoder of the blocks of one AC scan; remembers how many blocks an end-of-band run still covers. */
export class AcReader {
  /** Where runs were cut that could have gone on. */
  readonly breaks: RunBreaks;
  /** Blocks that follow without bits of their own except for corrections. */
  private endOfBandRun = 0;
  /** Length of the run that is under way. */
  private runLength = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly table: HuffmanTable,
    private readonly coefficients: Int16Array,
    private readonly spectralStart: number,
    private readonly spectralEnd: number,
    private readonly approximationLow: number,
  ) {
    this.breaks = new RunBreaks(longestEndOfBandRun(table));
  }

  /** Forgets the run that is under way, as an interval ends. */
  restart(): void {
    this.endOfBandRun = 0;
    this.breaks.restart();
  }

  /** First scan of a band (G.1.2.2). */
  readFirst(base: number): void {
    this.breaks.begin();
    this.readFirstBand(base);
    this.finishBlock();
  }

  private readFirstBand(base: number): void {
    if (this.endOfBandRun > 0) {
      this.endOfBandRun--;
      return;
    }
    const { bytes, table, coefficients, spectralEnd, approximationLow } = this;
    for (let k = this.spectralStart; k <= spectralEnd; k++) {
      const symbol = readSymbol(bytes, table);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        this.startRun(run, k);
        this.endOfBandRun--;
        return;
      }
      k += run;
      if (k > spectralEnd) throw runPastBlock(READER[NEXT]!);
      if (size === 0) continue;
      if (size + approximationLow > MAX_AC_SIZE) throw coefficientTooLarge(READER[NEXT]!);
      coefficients[base + k] = extendSign(readBits(bytes, size), size) * (1 << approximationLow);
    }
  }

  /** Later scan of a band (G.1.2.3): corrections of known coefficients, and new ones of magnitude 1 << Al. */
  readRefinement(base: number): void {
    this.breaks.begin();
    this.readRefinementBand(base);
    this.finishBlock();
  }

  private finishBlock(): void {
    if (this.endOfBandRun > 0) return;
    this.breaks.end(this.runLength);
    this.runLength = 0;
  }

  /** Reads how many blocks a run covers, the one that has its symbol before coefficient k included. */
  private startRun(exponent: number, k: number): void {
    if (k === this.spectralStart) this.breaks.startWithRun();
    this.endOfBandRun = (1 << exponent) + (exponent === 0 ? 0 : readBits(this.bytes, exponent));
    this.runLength = this.endOfBandRun;
  }

  private readRefinementBand(base: number): void {
    const { bytes, table, coefficients, spectralEnd } = this;
    let k = this.spectralStart;
    if (this.endOfBandRun === 0) {
      for (; k <= spectralEnd; k++) {
        const symbol = readSymbol(bytes, table);
        const size = symbol & 15;
        const run = symbol >> 4;
        if (size > 1) throw impossibleCode(READER[NEXT]!);
        if (size === 0 && run < 15) {
          this.startRun(run, k);
          break;
        }
        // The sign comes before the corrections of the coefficients that are skipped.
        const fresh = size === 0 ? 0 : (readBits(bytes, 1) === 1 ? 1 : -1) * (1 << this.approximationLow);
        k = this.skipZeros(base, k, run);
        if (k > spectralEnd && fresh !== 0) throw runPastBlock(READER[NEXT]!);
        if (fresh !== 0) coefficients[base + k] = fresh;
      }
    }
    if (this.endOfBandRun > 0) {
      this.skipZeros(base, k, 64);
      this.endOfBandRun--;
    }
  }

  /** Corrects known coefficients from k on until `run` zeros are passed; returns where the next zero stands. */
  private skipZeros(base: number, from: number, run: number): number {
    const { bytes, coefficients, spectralEnd, approximationLow } = this;
    let zeros = run;
    let k = from;
    for (; k <= spectralEnd; k++) {
      const coefficient = coefficients[base + k]!;
      if (coefficient === 0) {
        if (zeros-- === 0) break;
      } else if (readBits(bytes, 1) === 1) {
        const step = 1 << approximationLow;
        coefficients[base + k] = coefficient + (coefficient > 0 ? step : -step);
      }
    }
    return k;
  }
}
