import { describe, expect, test } from 'vitest';
import { codeOf } from '../helpers/error-code.js';
import { decodeSegment } from '../helpers/model-segments.js';
import { emptyRow } from '../helpers/random-image.js';
import { ReferenceEncoder } from '../helpers/reference-range-coder.js';

const ONE_BLOCK = emptyRow(1);

/** A stream of decisions at even odds, which is what every bin begins with. */
function streamOf(...bits: number[]): Uint8Array {
  const encoder = new ReferenceEncoder();
  for (const bit of [0, ...bits]) encoder.code(128, bit);
  return encoder.finish();
}

/** The six bits of the number of nonzero inner coefficients. */
const count = (n: number): number[] => [5, 4, 3, 2, 1, 0].map((position) => (n >> position) & 1);

describe('the decoder of the inner coefficients', () => {
  test.each([50, 51, 56, 63])('refuses %d of them in a block', (n) => {
    expect(codeOf(() => decodeSegment(ONE_BLOCK, streamOf(...count(n))))).toBe('STREAM_INCONSISTENT');
  });

  test.each([1, 2, 49])('refuses a block that announces %d and has none', (n) => {
    const noExponents = new Array<number>(49).fill(0);
    expect(codeOf(() => decodeSegment(ONE_BLOCK, streamOf(...count(n), ...noExponents)))).toBe('STREAM_INCONSISTENT');
  });

  test('takes the last coefficient for the only one', () => {
    // 48 zeros, then length 1 (a one and a zero), then the sign; the edges and DC are zero.
    const bits = [...count(1), ...new Array<number>(48).fill(0), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const { blocks } = decodeSegment(ONE_BLOCK, streamOf(...bits));
    expect(blocks[0][0]).toEqual([...new Array<number>(63).fill(0), -1]);
  });

  test('takes 2047, whose length of 11 has no zero behind it', () => {
    const bits = [
      ...count(1),
      ...new Array<number>(11).fill(1),
      1,
      ...new Array<number>(10).fill(1),
      ...Array(8).fill(0),
    ];
    const { blocks } = decodeSegment(ONE_BLOCK, streamOf(...bits));
    expect(blocks[0][0][9]).toBe(2047);
    expect(blocks[0][0].filter((coefficient) => coefficient !== 0)).toEqual([2047]);
  });
});
