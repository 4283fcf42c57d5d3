/** The integer inverse DCT of format section 6, dense, one formula after the other. All numbers wrap at 32 bits. */

const W1 = 2841;
const W2 = 2676;
const W3 = 2408;
const W5 = 1609;
const W6 = 1108;
const W7 = 565;

const wrap = (x: number): number => x | 0;
const times = Math.imul;

/** Results before the last shift; `round` is added to each t, `shift` applied to what is made of them. */
function butterfly(e0: number, a: readonly number[], e4: number, round: number, shift: number): number[] {
  let t = wrap(times(W7, wrap(a[1] + a[7])) + round);
  const o1 = wrap(t + times(W1 - W7, a[1])) >> shift;
  const o7 = wrap(t - times(W1 + W7, a[7])) >> shift;
  t = wrap(times(W3, wrap(a[5] + a[3])) + round);
  const o5 = wrap(t - times(W3 - W5, a[5])) >> shift;
  const o3 = wrap(t - times(W3 + W5, a[3])) >> shift;
  const p = wrap(e0 + e4);
  const q = wrap(e0 - e4);
  t = wrap(times(W6, wrap(a[2] + a[6])) + round);
  const r6 = wrap(t - times(W2 + W6, a[6])) >> shift;
  const r2 = wrap(t + times(W2 - W6, a[2])) >> shift;
  const [A, B, E, G] = [wrap(o1 + o5), wrap(o1 - o5), wrap(o7 + o3), wrap(o7 - o3)];
  const [P0, P3, P1, P2] = [wrap(p + r2), wrap(p - r2), wrap(q + r6), wrap(q - r6)];
  const K = wrap(times(181, wrap(B + G)) + 128) >> 8;
  const J = wrap(times(181, wrap(B - G)) + 128) >> 8;
  return [P0 + A, P1 + K, P2 + J, P3 + E, P3 - E, P2 - J, P1 - K, P0 - A].map(wrap);
}

/** Pixels of a block, scaled by 8, each kept as 16 bits: from `D[8 * v + u]` to `px[8 * y + x]`. */
export function referenceInverseDct(D: ArrayLike<number>): number[] {
  const rows: number[] = [];
  for (let v = 0; v < 8; v++) {
    const a = Array.from({ length: 8 }, (_, u) => D[8 * v + u]);
    rows.push(...butterfly(wrap((a[0] << 11) + 128), a, a[4] << 11, 0, 0).map((x) => x >> 8));
  }
  const pixels = new Array<number>(64).fill(0);
  for (let x = 0; x < 8; x++) {
    const a = Array.from({ length: 8 }, (_, y) => rows[8 * y + x]);
    const column = butterfly(wrap((a[0] << 8) + 8192), a, a[4] << 8, 4, 3);
    column.forEach((pixel, y) => {
      pixels[8 * y + x] = ((pixel >> 11) << 16) >> 16;
    });
  }
  return pixels;
}
