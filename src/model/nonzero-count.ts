/** How many coefficients of each part of a block are nonzero, counted in the words of `CoefficientPlane.nonzero`. */
import { EDGE_ZIGZAG, INNER_ZIGZAG } from './tables.js';

const INNER_LOW = maskOf(INNER_ZIGZAG, 0);
const INNER_HIGH = maskOf(INNER_ZIGZAG, 32);
const ROW_LOW = maskOf(EDGE_ZIGZAG.subarray(0, 7), 0);
const COLUMN_LOW = maskOf(EDGE_ZIGZAG.subarray(7), 0);
const LAST_OF_COLUMN = 63 - EDGE_ZIGZAG[13]!;

/** Bits of zig-zag positions `first` to `first + 31`, the first of them highest. */
function maskOf(positions: Uint8Array, first: number): number {
  return positions.reduce((mask, k) => (k >= first && k < first + 32 ? mask | (0x80000000 >>> (k - first)) : mask), 0);
}

/** Number of nonzero inner (7x7) coefficients. */
export function countInner(low: number, high: number): number {
  return countOnes(low & INNER_LOW) + countOnes(high & INNER_HIGH);
}

/** Number of nonzero coefficients of row 0 without DC, which all stand in the low word. */
export function countRow(low: number): number {
  return countOnes(low & ROW_LOW);
}

/** Number of nonzero coefficients of column 0 without DC; the last of them alone stands in the high word. */
export function countColumn(low: number, high: number): number {
  return countOnes(low & COLUMN_LOW) + ((high >>> LAST_OF_COLUMN) & 1);
}

/** Number of bits that are set. */
function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
