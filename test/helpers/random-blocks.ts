/** Blocks in zig-zag order, drawn at random, for tests of the Huffman coders. */
import fc from 'fast-check';

const value = (bits: number) =>
  fc.oneof(
    fc.constantFrom(1, -1, 2 ** bits - 1, 1 - 2 ** bits),
    fc.integer({ min: 1 - 2 ** bits, max: 2 ** bits - 1 }),
    fc.integer({ min: -8, max: 8 }),
  );

/** AC values up to 2047 after runs of zeros of any length, and a DC coefficient in -1024..1024. */
export const arbitraryBlock: fc.Arbitrary<Int16Array> = fc
  .record({
    dc: fc.oneof(fc.integer({ min: -1024, max: 1024 }), fc.constantFrom(0, -1024, 1024)),
    runs: fc.array(fc.tuple(fc.oneof(fc.nat(3), fc.nat(63)), value(11)), { maxLength: 63 }),
    atEnd: fc.option(value(11)),
  })
  .map(({ dc, runs, atEnd }) => {
    const block = new Int16Array(64);
    block[0] = dc;
    let k = 1;
    for (const [run, coefficient] of runs) {
      k += run;
      if (k > 63) break;
      block[k++] = coefficient;
    }
    if (atEnd !== null) block[63] = atEnd;
    return block;
  });

/** Which AC coefficients are nonzero, as `CoefficientPlane.nonzero` tells it. */
export function nonzeroWordsOf(block: ArrayLike<number>): [low: number, high: number] {
  const words: [number, number] = [0, 0];
  for (let k = 1; k < 64; k++) if (block[k] !== 0) words[k >> 5] |= 1 << (31 - (k & 31));
  return words;
}

/** All symbols that a sequential block of 8-bit samples can need, with ZRL and EOB. */
export const AC_SYMBOLS: readonly number[] = [
  0x00,
  0xf0,
  ...Array.from({ length: 16 }, (_, run) => Array.from({ length: 11 }, (_unused, i) => (run << 4) | (i + 1))).flat(),
];

/** All sizes of a DC difference between coefficients in -1024..1024. */
export const DC_SYMBOLS: readonly number[] = Array.from({ length: 13 }, (_, size) => size);
