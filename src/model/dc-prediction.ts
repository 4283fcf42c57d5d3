/** Prediction of the DC coefficient from the borders of the neighboring blocks (format section 5.4). */
import type { ComponentModel } from './component-model.js';
import { FLAT_PIXEL, inverseDctBorder, PIXELS } from './inverse-dct.js';
import { BLOCK, LEFT_PIXELS, USED_ROWS } from './kernel.js';

/**
 * The two places where existing files differ in arithmetic, each as the number of bits (16 or 0) that the difference
 * of two pixels is shifted up and down again.
 */
export interface Flavor {
  /** Cut of the differences that extrapolate this block's own outer borders ("16-bit DC estimate"). */
  readonly dcEstimateCut: number;
  /** Cut of the differences that extrapolate this block's inner borders ("16-bit edge extrapolation"). */
  readonly edgeExtrapolationCut: number;
}

/** Both 16-bit: what every writer uses. */
export const FLAVOR_16: Flavor = { dcEstimateCut: 16, edgeExtrapolationCut: 16 };
/** Both 32-bit: scalar builds of the C++ tool. */
export const FLAVOR_32: Flavor = { dcEstimateCut: 0, edgeExtrapolationCut: 0 };
/** DC estimate 32-bit, edge extrapolation 16-bit: an early version of the Rust library. */
export const FLAVOR_MIXED: Flavor = { dcEstimateCut: 0, edgeExtrapolationCut: 16 };

/** Largest magnitude of a DC coefficient. */
export const DC_LIMIT = 1024;

/** Brings a difference or a sum nearer to the range of DC coefficients, once, as every reader and writer does. */
export function wrapDc(value: number): number {
  const raised = value < -DC_LIMIT ? value + 2 * DC_LIMIT + 1 : value;
  return raised > DC_LIMIT ? raised - 2 * DC_LIMIT - 1 : raised;
}

/** What DC coding needs to know of a block; see the index constants. */
export const DC_CONTEXT: Int32Array = new Int32Array(new ArrayBuffer(12));
/** Index in {@link DC_CONTEXT}: predicted DC coefficient, quantised. */
export const PREDICTION = 0;
/** Index in {@link DC_CONTEXT}: u1, how far the single border estimates lie apart, s16. */
export const SPREAD = 1;
/** Index in {@link DC_CONTEXT}: u2, how far the two borders disagree, s16. */
export const DEVIATION = 2;

/** Extrapolated right border of the current block before its DC is added, by y. */
const RIGHT = new Int32Array(new ArrayBuffer(32));
/** Extrapolated lower border of the current block before its DC is added, by x. */
const BELOW = new Int32Array(new ArrayBuffer(32));

/** Half the difference of two pixels, toward zero, after keeping its low 16 bits if `cut` is 16. */
function halfDifference(a: number, b: number, cut: number): number {
  const difference = ((a - b) << cut) >> cut;
  return (difference + (difference >>> 31)) >> 1;
}

/** Fills {@link DC_CONTEXT} for the block at `column`, whose AC coefficients are in `DEQUANTIZED`. */
export function predictDc(model: ComponentModel, column: number, flavor: Flavor): void {
  const above = model.pixelsAbove;
  const base = 8 * column;
  const { hasAbove } = model;
  const hasLeft = column > 0;
  let minimumAbove = 0x7fff;
  let maximumAbove = -0x8000;
  let minimumLeft = 0x7fff;
  let maximumLeft = -0x8000;
  let vertical = 0;
  let horizontal = 0;
  if (BLOCK[USED_ROWS] === 0) {
    // A fifth of the blocks of most photos: all pixels are the same, and so are all extrapolations.
    for (let i = 0; i < 8; i++) {
      const estimateAbove = (((above[base + i] as number) - FLAT_PIXEL) << 16) >> 16;
      vertical += estimateAbove;
      minimumAbove = smaller(minimumAbove, estimateAbove);
      maximumAbove = larger(maximumAbove, estimateAbove);
      const estimateLeft = (((LEFT_PIXELS[i] as number) - FLAT_PIXEL) << 16) >> 16;
      horizontal += estimateLeft;
      minimumLeft = smaller(minimumLeft, estimateLeft);
      maximumLeft = larger(maximumLeft, estimateLeft);
      BELOW[i] = FLAT_PIXEL;
      RIGHT[i] = FLAT_PIXEL;
    }
  } else {
    inverseDctBorder();
    const cut = flavor.edgeExtrapolationCut;
    const outerCut = flavor.dcEstimateCut;
    for (let x = 0; x < 8; x++) {
      const top = PIXELS[x] as number;
      const extrapolated = top + halfDifference(top, PIXELS[8 + x] as number, cut);
      const estimate = (((above[base + x] as number) - extrapolated) << 16) >> 16;
      vertical += estimate;
      minimumAbove = smaller(minimumAbove, estimate);
      maximumAbove = larger(maximumAbove, estimate);
      const bottom = PIXELS[56 + x] as number;
      BELOW[x] = bottom + halfDifference(bottom, PIXELS[48 + x] as number, outerCut);
    }
    for (let y = 0; y < 8; y++) {
      const left = PIXELS[8 * y] as number;
      const extrapolated = left + halfDifference(left, PIXELS[8 * y + 1] as number, cut);
      const estimate = (((LEFT_PIXELS[y] as number) - extrapolated) << 16) >> 16;
      horizontal += estimate;
      minimumLeft = smaller(minimumLeft, estimate);
      maximumLeft = larger(maximumLeft, estimate);
      const right = PIXELS[8 * y + 7] as number;
      RIGHT[y] = right + halfDifference(right, PIXELS[8 * y + 6] as number, outerCut);
    }
  }
  // At a border the neighbor that exists stands for both.
  if (!hasAbove) {
    if (!hasLeft) {
      DC_CONTEXT[PREDICTION] = 0;
      DC_CONTEXT[SPREAD] = 0;
      DC_CONTEXT[DEVIATION] = 0;
      return;
    }
    vertical = horizontal;
    minimumAbove = minimumLeft;
    maximumAbove = maximumLeft;
  } else if (!hasLeft) {
    horizontal = vertical;
    minimumLeft = minimumAbove;
    maximumLeft = maximumAbove;
  }
  const average = (horizontal + vertical) >> 1;
  horizontal -= average;
  vertical -= average;
  const nearer = Math.abs(horizontal) < Math.abs(vertical) ? horizontal : vertical;
  const spread = larger(maximumAbove, maximumLeft) - smaller(minimumAbove, minimumLeft);
  DC_CONTEXT[PREDICTION] = (((average / model.dcQuantizer) | 0) + 4) >> 3;
  DC_CONTEXT[SPREAD] = (spread << 13) >> 16;
  DC_CONTEXT[DEVIATION] = (nearer << 13) >> 16;
}

/** Keeps the outer borders of the block at `column` for its neighbors, now that its DC coefficient is known. */
export function keepBorders(model: ComponentModel, column: number, dc: number): void {
  const offset = (Math.imul(dc, model.dcQuantizer) << 16) >> 16;
  const above = model.pixelsAbove;
  const base = 8 * column;
  for (let i = 0; i < 8; i++) {
    above[base + i] = (BELOW[i] as number) + offset;
    LEFT_PIXELS[i] = (RIGHT[i] as number) + offset;
  }
}

// With shifts instead of Math.min and Math.max, which V8 compiles to slower code here.
function smaller(a: number, b: number): number {
  return b + ((a - b) & ((a - b) >> 31));
}

function larger(a: number, b: number): number {
  return a - ((a - b) & ((a - b) >> 31));
}
