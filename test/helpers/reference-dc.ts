/** DC prediction of format section 5.4, one formula after the other. */
import { referenceInverseDct } from './reference-transform.js';

/** Whether the two differences that existing files disagree about are cut to 16 bits. */
export interface ReferenceFlavor {
  readonly dcEstimate: 16 | 32;
  readonly edgeExtrapolation: 16 | 32;
}

/** Extrapolated borders of a block, by y and by x. */
export interface Borders {
  readonly right: readonly number[];
  readonly below: readonly number[];
}

/** What the DC coefficient of a block is coded with. */
export interface DcContext {
  readonly prediction: number;
  readonly u1: number;
  readonly u2: number;
  /** Borders of this block without its DC. */
  readonly borders: Borders;
}

export const s16 = (x: number): number => (x << 16) >> 16;

/**
 * @param D dequantized coefficients, raster order; the first is left out
 * @param left borders of the block to the left, null without one
 */
export function referenceDcContext(
  D: readonly number[],
  dcQuantizer: number,
  left: Borders | null,
  above: Borders | null,
  flavor: ReferenceFlavor,
): DcContext {
  const pixels = referenceInverseDct([0, ...D.slice(1)]);
  const px = (y: number, x: number): number => pixels[8 * y + x];
  const half = (a: number, b: number, bits: 16 | 32): number => {
    const d = bits === 16 ? s16(a - b) : a - b;
    return s16(a + ((d + (d < 0 ? 1 : 0)) >> 1));
  };
  const eight = (of: (i: number) => number): number[] => Array.from({ length: 8 }, (_, i) => of(i));
  const borders = {
    right: eight((y) => half(px(y, 7), px(y, 6), flavor.dcEstimate)),
    below: eight((x) => half(px(7, x), px(6, x), flavor.dcEstimate)),
  };
  const bits = flavor.edgeExtrapolation;
  const h = left === null ? [] : eight((y) => s16(left.right[y] - half(px(y, 0), px(y, 1), bits)));
  const w = above === null ? [] : eight((x) => s16(above.below[x] - half(px(0, x), px(1, x), bits)));
  if (left === null && above === null) return { prediction: 0, u1: 0, u2: 0, borders };

  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  let H = sum(left === null ? w : h);
  let W = sum(above === null ? h : w);
  const a = (H + W) >> 1;
  const u1 = s16((Math.max(...h, ...w) - Math.min(...h, ...w)) >> 3);
  H -= a;
  W -= a;
  const f = Math.abs(H) < Math.abs(W) ? H : W;
  const u2 = s16(f >> 3);
  return { prediction: (Math.trunc(a / dcQuantizer) + 4) >> 3, u1, u2, borders };
}

/** The borders with the block's own DC in them, for the neighbors. */
export function withDc({ right, below }: Borders, dc: number, dcQuantizer: number): Borders {
  const offset = s16(Math.imul(dc, dcQuantizer));
  const moved = (values: readonly number[]): number[] => values.map((value) => s16(value + offset));
  return { right: moved(right), below: moved(below) };
}

/** Brings a DC coefficient or difference back into -1024..1024, once. */
export function wrapDc(value: number): number {
  if (value < -1024) return value + 2049;
  return value > 1024 ? value - 2049 : value;
}
