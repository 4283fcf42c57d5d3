/** Prediction of the DC coefficient from the borders of the neighboring blocks (format section 5.4). */
import {
  ABOVE,
  BELOW,
  extrapolateBorders,
  extrapolateBorders16,
  extrapolateFlat,
  LEFT,
  RIGHT,
} from './border-extrapolation.js';
import type { ComponentModel } from './component-model.js';
import { FLAVOR_16, type Flavor } from './flavor.js';
import { inverseDctBorder } from './inverse-dct.js';
import { BLOCK, LEFT_PIXELS, USED_ROWS } from './kernel.js';

/** Largest magnitude of a DC coefficient. */
export const DC_LIMIT = 1024;

/** Brings a difference or a sum nearer to the range of DC coefficients, once, as every reader and writer does. */
export function wrapDc(value: number): number {
  const raised = value < -DC_LIMIT ? value + 2 * DC_LIMIT + 1 : value;
  return raised > DC_LIMIT ? raised - 2 * DC_LIMIT - 1 : raised;
}

/** What DC coding needs to know of a block; see the index constants. */
export const DC_CONTEXT: Int32Array = new Int32Array(new ArrayBuffer(12));
/** Index in {@link DC_CONTEXT}: predicted DC coefficient, quantized. */
export const PREDICTION = 0;
/** Index in {@link DC_CONTEXT}: u1, how far the single border estimates lie apart, s16. */
export const SPREAD = 1;
/** Index in {@link DC_CONTEXT}: u2, how far the two borders disagree, s16. */
export const DEVIATION = 2;

/** Fills {@link DC_CONTEXT} for the block at `column`, whose AC coefficients are in `DEQUANTIZED`. */
export function predictDc(model: ComponentModel, column: number, flavor: Flavor): void {
  const { hasAbove } = model;
  const hasLeft = column > 0;
  if (BLOCK[USED_ROWS] === 0) {
    extrapolateFlat();
  } else {
    inverseDctBorder();
    if (flavor === FLAVOR_16) extrapolateBorders16();
    else extrapolateBorders(flavor);
  }
  const pixelsAbove = model.pixelsAbove;
  const base = Math.imul(8, column);
  let minimum = 0x7fff;
  let maximum = -0x8000;
  let vertical = 0;
  let horizontal = 0;
  if (hasAbove && hasLeft) {
    // In locals for the reason that `decodeInner` gives.
    const above = ABOVE;
    const left = LEFT;
    const leftPixels = LEFT_PIXELS;
    for (let i = 0; i < 8; i++) {
      const fromAbove = ((pixelsAbove[(base + i) | 0]! - above[i]!) << 16) >> 16;
      const fromLeft = ((leftPixels[i]! - left[i]!) << 16) >> 16;
      vertical = (vertical + fromAbove) | 0;
      horizontal = (horizontal + fromLeft) | 0;
      // With shifts instead of Math.min and Math.max, which V8 compiles to slower code here.
      const difference = fromAbove - fromLeft;
      const lower = difference & (difference >> 31);
      const under = (fromLeft + lower - minimum) | 0;
      const over = (fromAbove - lower - maximum) | 0;
      minimum = (minimum + (under & (under >> 31))) | 0;
      maximum = (maximum + (over & ~(over >> 31))) | 0;
    }
  } else if (hasAbove || hasLeft) {
    // At a border the neighbor that exists stands for both.
    for (let i = 0; i < 8; i++) {
      const outside = (hasAbove ? pixelsAbove[base + i] : LEFT_PIXELS[i])!;
      const estimate = ((outside - (hasAbove ? ABOVE[i] : LEFT[i])!) << 16) >> 16;
      vertical += estimate;
      minimum = smaller(minimum, estimate);
      maximum = larger(maximum, estimate);
    }
    horizontal = vertical;
  } else {
    DC_CONTEXT[PREDICTION] = 0;
    DC_CONTEXT[SPREAD] = 0;
    DC_CONTEXT[DEVIATION] = 0;
    return;
  }
  const average = (horizontal + vertical) >> 1;
  horizontal -= average;
  vertical -= average;
  const nearer = Math.abs(horizontal) < Math.abs(vertical) ? horizontal : vertical;
  DC_CONTEXT[PREDICTION] = (((average / model.dcQuantizer) | 0) + 4) >> 3;
  DC_CONTEXT[SPREAD] = ((maximum - minimum) << 13) >> 16;
  DC_CONTEXT[DEVIATION] = (nearer << 13) >> 16;
}

/** Keeps the outer borders of the block at `column` for its neighbors, now that its DC coefficient is known. */
export function keepBorders(model: ComponentModel, column: number, dc: number): void {
  const offset = (Math.imul(dc, model.dcQuantizer) << 16) >> 16;
  const above = model.pixelsAbove;
  const base = Math.imul(8, column);
  const leftPixels = LEFT_PIXELS;
  const below = BELOW;
  const right = RIGHT;
  for (let i = 0; i < 8; i++) {
    above[(base + i) | 0] = (below[i]! + offset) | 0;
    leftPixels[i] = (right[i]! + offset) | 0;
  }
}

// With shifts instead of Math.min and Math.max, which V8 compiles to slower code here.
function smaller(a: number, b: number): number {
  return b + ((a - b) & ((a - b) >> 31));
}

function larger(a: number, b: number): number {
  return a - ((a - b) & ((a - b) >> 31));
}
