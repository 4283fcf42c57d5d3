/** Integer inverse DCT without the DC coefficient, for the pixels that DC prediction looks at (format section 6). */
import { BLOCK, DEQUANTIZED, USED_ROWS } from './kernel.js';

const W1 = 2841;
const W2 = 2676;
const W3 = 2408;
const W5 = 1609;
const W6 = 1108;
const W7 = 565;

/** Pixels of the current block, scaled by 8 and centred on 0: index 8 * y + x; the inner 4x4 are not computed. */
export const PIXELS: Int16Array = new Int16Array(64);

/** Result of the first pass; rows without coefficients stay zero. */
const ROWS = new Int32Array(64);

/** Rows of {@link ROWS} that hold the block before, as bits. */
const STALE = new Int32Array(new ArrayBuffer(4));

/** The rounding of the second pass, which is all that a block without AC coefficients has. */
export const FLAT_PIXEL = 4;

/**
 * Computes the two outermost rows and columns of {@link PIXELS} from `DEQUANTIZED` and clears it for the next block.
 * Only rows that hold something take part in the first pass; a row of zeros would give zeros.
 */
export function inverseDctBorder(): void {
  const usedRows = BLOCK[USED_ROWS]!;
  transformRows(usedRows);
  for (let rows = STALE[0]! & ~usedRows; rows !== 0; rows &= rows - 1) {
    clearRow(8 * (31 - Math.clz32(rows & -rows)));
  }
  STALE[0] = usedRows;
  if (usedRows < 16) transformUpperColumns();
  else transformColumns();
}

function clearRow(row: number): void {
  ROWS[row] = 0;
  ROWS[row + 1] = 0;
  ROWS[row + 2] = 0;
  ROWS[row + 3] = 0;
  ROWS[row + 4] = 0;
  ROWS[row + 5] = 0;
  ROWS[row + 6] = 0;
  ROWS[row + 7] = 0;
}

/** First pass, for the rows whose bits are set. */
function transformRows(usedRows: number): void {
  const dequantized = DEQUANTIZED;
  const transformed = ROWS;
  for (let rows = usedRows; rows !== 0; rows &= rows - 1) {
    const row = 8 * (31 - Math.clz32(rows & -rows));
    const a1 = dequantized[row + 1]!;
    const a2 = dequantized[row + 2]!;
    const a3 = dequantized[row + 3]!;
    const a5 = dequantized[row + 5]!;
    const a6 = dequantized[row + 6]!;
    const a7 = dequantized[row + 7]!;
    const e0 = (dequantized[row]! << 11) + 128;
    const e4 = dequantized[row + 4]! << 11;
    dequantized[row] = 0;
    dequantized[row + 1] = 0;
    dequantized[row + 2] = 0;
    dequantized[row + 3] = 0;
    dequantized[row + 4] = 0;
    dequantized[row + 5] = 0;
    dequantized[row + 6] = 0;
    dequantized[row + 7] = 0;
    let t = Math.imul(W7, a1 + a7);
    const o1 = (t + Math.imul(W1 - W7, a1)) | 0;
    const o7 = (t - Math.imul(W1 + W7, a7)) | 0;
    t = Math.imul(W3, a5 + a3);
    const o5 = (t - Math.imul(W3 - W5, a5)) | 0;
    const o3 = (t - Math.imul(W3 + W5, a3)) | 0;
    t = Math.imul(W6, a2 + a6);
    const r6 = (t - Math.imul(W2 + W6, a6)) | 0;
    const r2 = (t + Math.imul(W2 - W6, a2)) | 0;
    const p = (e0 + e4) | 0;
    const q = (e0 - e4) | 0;
    const a = (o1 + o5) | 0;
    const b = (o1 - o5) | 0;
    const e = (o7 + o3) | 0;
    const g = (o7 - o3) | 0;
    const p0 = (p + r2) | 0;
    const p3 = (p - r2) | 0;
    const p1 = (q + r6) | 0;
    const p2 = (q - r6) | 0;
    const k = (Math.imul(181, b + g) + 128) >> 8;
    const j = (Math.imul(181, b - g) + 128) >> 8;
    transformed[row] = (p0 + a) >> 8;
    transformed[row + 1] = (p1 + k) >> 8;
    transformed[row + 2] = (p2 + j) >> 8;
    transformed[row + 3] = (p3 + e) >> 8;
    transformed[row + 4] = (p3 - e) >> 8;
    transformed[row + 5] = (p2 - j) >> 8;
    transformed[row + 6] = (p1 - k) >> 8;
    transformed[row + 7] = (p0 - a) >> 8;
  }
}

/** Second pass. */
function transformColumns(): void {
  const transformed = ROWS;
  const pixels = PIXELS;
  for (let x = 0; x < 8; x++) {
    const a1 = transformed[x + 8]!;
    const a2 = transformed[x + 16]!;
    const a3 = transformed[x + 24]!;
    const a5 = transformed[x + 40]!;
    const a6 = transformed[x + 48]!;
    const a7 = transformed[x + 56]!;
    const e0 = (transformed[x]! << 8) + 8192;
    const e4 = transformed[x + 32]! << 8;
    let t = (Math.imul(W7, a1 + a7) + 4) | 0;
    const o1 = (t + Math.imul(W1 - W7, a1)) >> 3;
    const o7 = (t - Math.imul(W1 + W7, a7)) >> 3;
    t = (Math.imul(W3, a5 + a3) + 4) | 0;
    const o5 = (t - Math.imul(W3 - W5, a5)) >> 3;
    const o3 = (t - Math.imul(W3 + W5, a3)) >> 3;
    t = (Math.imul(W6, a2 + a6) + 4) | 0;
    const r6 = (t - Math.imul(W2 + W6, a6)) >> 3;
    const r2 = (t + Math.imul(W2 - W6, a2)) >> 3;
    const p = (e0 + e4) | 0;
    const q = (e0 - e4) | 0;
    const a = (o1 + o5) | 0;
    const b = (o1 - o5) | 0;
    const e = (o7 + o3) | 0;
    const g = (o7 - o3) | 0;
    const p0 = (p + r2) | 0;
    const p1 = (q + r6) | 0;
    const k = (Math.imul(181, b + g) + 128) >> 8;
    pixels[x] = (p0 + a) >> 11;
    pixels[x + 8] = (p1 + k) >> 11;
    pixels[x + 48] = (p1 - k) >> 11;
    pixels[x + 56] = (p0 - a) >> 11;
    // Columns 2..5 lie inside: only their ends are looked at.
    if (x >= 2 && x < 6) continue;
    const p3 = (p - r2) | 0;
    const p2 = (q - r6) | 0;
    const j = (Math.imul(181, b - g) + 128) >> 8;
    pixels[x + 16] = (p2 + j) >> 11;
    pixels[x + 24] = (p3 + e) >> 11;
    pixels[x + 32] = (p3 - e) >> 11;
    pixels[x + 40] = (p2 - j) >> 11;
  }
}

/** {@link transformColumns} for a block whose rows 4..7 are zero: half of them, and half of the work. */
function transformUpperColumns(): void {
  const transformed = ROWS;
  const pixels = PIXELS;
  for (let x = 0; x < 8; x++) {
    const a1 = transformed[x + 8]!;
    const a2 = transformed[x + 16]!;
    const a3 = transformed[x + 24]!;
    const e0 = (transformed[x]! << 8) + 8192;
    const o1 = (Math.imul(W1, a1) + 4) >> 3;
    const o7 = (Math.imul(W7, a1) + 4) >> 3;
    const o5 = (Math.imul(W3, a3) + 4) >> 3;
    const o3 = (4 - Math.imul(W5, a3)) >> 3;
    const r6 = (Math.imul(W6, a2) + 4) >> 3;
    const r2 = (Math.imul(W2, a2) + 4) >> 3;
    const a = (o1 + o5) | 0;
    const b = (o1 - o5) | 0;
    const e = (o7 + o3) | 0;
    const g = (o7 - o3) | 0;
    const p0 = (e0 + r2) | 0;
    const p1 = (e0 + r6) | 0;
    const k = (Math.imul(181, b + g) + 128) >> 8;
    pixels[x] = (p0 + a) >> 11;
    pixels[x + 8] = (p1 + k) >> 11;
    pixels[x + 48] = (p1 - k) >> 11;
    pixels[x + 56] = (p0 - a) >> 11;
    if (x >= 2 && x < 6) continue;
    const p3 = (e0 - r2) | 0;
    const p2 = (e0 - r6) | 0;
    const j = (Math.imul(181, b - g) + 128) >> 8;
    pixels[x + 16] = (p2 + j) >> 11;
    pixels[x + 24] = (p3 + e) >> 11;
    pixels[x + 32] = (p3 - e) >> 11;
    pixels[x + 40] = (p2 - j) >> 11;
  }
}
