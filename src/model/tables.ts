/** Constant tables of the model, in coded order (format section 5). */
import { ZIGZAG_TO_RASTER } from '../jpeg/zigzag.js';

/**
 * V8 keeps typed arrays of up to 64 bytes inside objects that move, and reaches them in four steps instead of one;
 * over a buffer of their own they stand still, and compiled code has their address as a constant.
 */
function table(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(values.length));
  bytes.set(values);
  return bytes;
}

/** Cosines of the edge predictor, scaled by 8192 (format section 5.2). */
export const EDGE_COSINE: Int32Array = new Int32Array([0, 11363, 10703, 9633, 8192, 6436, 4433, 2260]);

/** Weight of the coefficient nearest the border in a neighbor's edge sum. */
export const EDGE_COSINE_0 = 8192;

const innerZigzag = Array.from(ZIGZAG_TO_RASTER.keys()).filter((k) => {
  const raster = ZIGZAG_TO_RASTER[k]!;
  return (raster & 7) !== 0 && raster >> 3 !== 0;
});
const innerRaster = innerZigzag.map((k) => ZIGZAG_TO_RASTER[k]!);

/** Number of inner (7x7) coefficients of a block. */
export const INNER_COUNT = 49;

/** Zig-zag position of the i-th inner coefficient: the zig-zag sequence with row 0 and column 0 left out. */
export const INNER_ZIGZAG: Uint8Array = table(innerZigzag);
/** Raster index of the i-th inner coefficient. */
export const INNER_RASTER: Uint8Array = Uint8Array.from(innerRaster);
/** Where the i-th inner coefficient adds to the sums along its column: `8 * (v & 1) + u`. */
export const INNER_COLUMN_SUM: Uint8Array = Uint8Array.from(innerRaster, (r) => 8 * ((r >> 3) & 1) + (r & 7));
/** Where the i-th inner coefficient adds to the sums along its row: `16 + 8 * (u & 1) + v`. */
export const INNER_ROW_SUM: Uint8Array = Uint8Array.from(innerRaster, (r) => 16 + 8 * (r & 1) + (r >> 3));
/** Cosine that weighs the i-th inner coefficient in the sum along its column. */
export const INNER_COLUMN_COSINE: Int32Array = Int32Array.from(innerRaster, (r) => EDGE_COSINE[r >> 3]!);
/** Cosine that weighs the i-th inner coefficient in the sum along its row. */
export const INNER_ROW_COSINE: Int32Array = Int32Array.from(innerRaster, (r) => EDGE_COSINE[r & 7]!);

/** Raster index of edge coefficient z: row 0 for z = 0..6 (u = 1..7), column 0 for z = 7..13 (v = 1..7). */
export const EDGE_RASTER: Uint8Array = table(Array.from({ length: 14 }, (_, z) => (z < 7 ? z + 1 : 8 * (z - 6))));
/** Zig-zag position of edge coefficient z. */
export const EDGE_ZIGZAG: Uint8Array = table(EDGE_RASTER.map((raster) => ZIGZAG_TO_RASTER.indexOf(raster)));

/** Largest dequantized magnitude that the threshold of an edge coefficient allows for, before rounding. */
export const EDGE_MAXIMUM: Int32Array = new Int32Array([
  931, 985, 968, 1020, 968, 1020, 1020, 932, 985, 967, 1020, 969, 1020, 1020,
]);

/** bin25: class of the expected number of nonzero inner coefficients, for 0..25. */
export const COUNT_CLASS: Uint8Array = table([
  0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8,
]);

/** bin50: class of the number of nonzero inner coefficients still to come, for 0..49. */
export const REMAINING_CLASS: Uint8Array = table(
  Array.from({ length: 50 }, (_, remaining) => {
    const firstOfClass = [0, 2, 3, 4, 6, 9, 13, 21, 32];
    return firstOfClass.filter((first) => first <= remaining).length - 1;
  }),
);

/** countClass of the edges: `floor((n + 3) / 7)` for n = 0..49 nonzero inner coefficients. */
export const EDGE_COUNT_CLASS: Uint8Array = table(Array.from({ length: 50 }, (_, n) => Math.floor((n + 3) / 7)));

/**
 * All that the coders need to know of the place of the i-th inner coefficient in one word: zig-zag position (bits 0..5),
 * raster index (6..11), place in the column sums (12..16) and in the row sums (17..21).
 */
export const INNER_PLACE: Int32Array = Int32Array.from(
  innerRaster,
  (raster, i) => innerZigzag[i]! | (raster << 6) | (INNER_COLUMN_SUM[i]! << 12) | (INNER_ROW_SUM[i]! << 17),
);
/** Both cosines of the i-th inner coefficient: that of its column sum (bits 0..15), that of its row sum above. */
export const INNER_COSINES: Int32Array = Int32Array.from(
  innerRaster,
  (_, i) => INNER_COLUMN_COSINE[i]! | (INNER_ROW_COSINE[i]! << 16),
);
/** Column u (bit u) and row v (bit 8 + v) of the i-th inner coefficient. */
export const INNER_MARK: Int32Array = Int32Array.from(innerRaster, (r) => (1 << (r & 7)) | (0x100 << (r >> 3)));
