import { describe, expect, test } from 'vitest';
import { codeOf } from '../helpers/error-code.js';
import { decodeSegment } from '../helpers/model-segments.js';
import { emptyRow } from '../helpers/random-image.js';
import { ReferenceEncoder } from '../helpers/reference-range-coder.js';

const ONE_BLOCK = emptyRow(1);

/** A stream of decisions at even odds; every bin of a block is asked once, except where bits are handed in anew. */
function streamOf(...bits: number[]): Uint8Array {
  const encoder = new ReferenceEncoder();
  for (const bit of [0, ...bits]) encoder.code(128, bit);
  return encoder.finish();
}

const NO_INNER = [0, 0, 0, 0, 0, 0];

describe('the decoder of the edges', () => {
  test.each([1, 4, 7])('refuses a row 0 that announces %d coefficients and has none', (m) => {
    const bits = [...NO_INNER, m >> 2, (m >> 1) & 1, m & 1, ...new Array<number>(7).fill(0)];
    expect(codeOf(() => decodeSegment(ONE_BLOCK, streamOf(...bits)))).toBe('STREAM_INCONSISTENT');
  });

  test('refuses a column 0 that announces coefficients and has none', () => {
    const bits = [...NO_INNER, 0, 0, 0, 0, 1, 1, ...new Array<number>(7).fill(0)];
    expect(codeOf(() => decodeSegment(ONE_BLOCK, streamOf(...bits)))).toBe('STREAM_INCONSISTENT');
  });

  test('takes the last of row 0 and the last of column 0 for the only ones', () => {
    const edge = [0, 0, 1, ...new Array<number>(6).fill(0), 1, 0];
    // Positive in row 0. Its sign bin has then counted a 1, so the next decision with it has the odds 85 to 171.
    const encoder = new ReferenceEncoder();
    for (const bit of [0, ...NO_INNER, ...edge, 1, ...edge]) encoder.code(128, bit);
    encoder.code(85, 0);
    for (let i = 0; i < 8; i++) encoder.code(128, 0);
    const { blocks } = decodeSegment(ONE_BLOCK, encoder.finish());
    const expected = new Array<number>(64).fill(0);
    expected[7] = 1;
    expected[56] = -1;
    expect(blocks[0][0]).toEqual(expected);
  });

  test('refuses to divide by a zero quantizer', () => {
    const image = emptyRow(2);
    image.quantization[0].fill(0, 1);
    const encoder = new ReferenceEncoder();
    // The first block is empty: 6 + 3 + 3 zeros, and a DC difference of length 0.
    for (let i = 0; i < 14; i++) encoder.code(128, 0);
    // The bins of the counts have each seen a 0: 2 of 3 parts. In column 0 of the second block something is announced.
    for (let i = 0; i < 9; i++) encoder.code(170, 0);
    for (let i = 0; i < 3; i++) encoder.code(170, i === 2 ? 1 : 0);
    expect(codeOf(() => decodeSegment(image, encoder.finish()))).toBe('ZERO_QUANTIZER');
  });
});
