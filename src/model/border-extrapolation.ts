/** Extrapolation of the pixels of a block by half a pixel beyond its four borders (format section 5.4). A hot file. */
import type { Flavor } from './flavor.js';
import { FLAT_PIXEL, PIXELS } from './inverse-dct.js';

/** Beyond the upper border of the current block, where the block above ends, before DC is added; by x. */
export const ABOVE: Int32Array = new Int32Array(new ArrayBuffer(32));
/** Beyond the left border, by y. */
export const LEFT: Int32Array = new Int32Array(new ArrayBuffer(32));
/** Beyond the lower border, by x. */
export const BELOW: Int32Array = new Int32Array(new ArrayBuffer(32));
/** Beyond the right border, by y. */
export const RIGHT: Int32Array = new Int32Array(new ArrayBuffer(32));

/** Extrapolates a block without AC coefficients: a fifth of the blocks of most photos. */
export function extrapolateFlat(): void {
  for (let i = 0; i < 8; i++) {
    ABOVE[i] = FLAT_PIXEL;
    LEFT[i] = FLAT_PIXEL;
    BELOW[i] = FLAT_PIXEL;
    RIGHT[i] = FLAT_PIXEL;
  }
}

/** Extrapolates {@link PIXELS} as `extrapolateBorders` does with both cuts 16, which is what nearly every file needs. */
export function extrapolateBorders16(): void {
  // A function in a constant, or each call, though it is inlined, would look whether it is still the same.
  const pixels = PIXELS;
  const halve = half;
  for (let i = 0; i < 8; i++) {
    const top = pixels[i]!;
    const bottom = pixels[56 + i]!;
    ABOVE[i] = top + halve(((top - pixels[8 + i]!) << 16) >> 16);
    BELOW[i] = bottom + halve(((bottom - pixels[48 + i]!) << 16) >> 16);
    const left = pixels[8 * i]!;
    const right = pixels[8 * i + 7]!;
    LEFT[i] = left + halve(((left - pixels[8 * i + 1]!) << 16) >> 16);
    RIGHT[i] = right + halve(((right - pixels[8 * i + 6]!) << 16) >> 16);
  }
}

/** Extrapolates {@link PIXELS}. A shift by a variable takes three times as long as one by a constant. */
export function extrapolateBorders({ dcEstimateCut: outer, edgeExtrapolationCut: inner }: Flavor): void {
  for (let i = 0; i < 8; i++) {
    const top = PIXELS[i]!;
    const bottom = PIXELS[56 + i]!;
    ABOVE[i] = top + half(((top - PIXELS[8 + i]!) << inner) >> inner);
    BELOW[i] = bottom + half(((bottom - PIXELS[48 + i]!) << outer) >> outer);
    const left = PIXELS[8 * i]!;
    const right = PIXELS[8 * i + 7]!;
    LEFT[i] = left + half(((left - PIXELS[8 * i + 1]!) << inner) >> inner);
    RIGHT[i] = right + half(((right - PIXELS[8 * i + 6]!) << outer) >> outer);
  }
}

/** Half of a number, toward zero. */
function half(difference: number): number {
  return (difference + (difference >>> 31)) >> 1;
}
