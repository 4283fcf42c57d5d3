import { describe, expect, test } from 'vitest';
import { codeOf } from '../helpers/error-code.js';
import { encodeSegment } from '../helpers/model-segments.js';
import { emptyRow, type RandomImage, referenceComponents } from '../helpers/random-image.js';
import { encodeReferenceSegment } from '../helpers/reference-model.js';

const FLAVOR = { dcEstimate: 16, edgeExtrapolation: 16 } as const;

/** Two blocks side by side, with one coefficient in one of them. */
function blocks(column: number, raster: number, coefficient: number): RandomImage {
  const image = emptyRow(2);
  image.quantization[0][0] = 64; // keeps the DC prediction of the second block in its range
  image.blocks[0][column][raster] = coefficient;
  return image;
}

function reference(image: RandomImage): Uint8Array {
  const segment = { components: referenceComponents(image), firstMcuRow: 0, endMcuRow: 1, flavor: FLAVOR };
  return encodeReferenceSegment(segment, image.blocks);
}

describe.each([1, 2, 7, 8, 16, 56])('the coefficient of row 0 or column 0 at raster %d', (raster) => {
  test.each([2047, -2047, 1024, 1, -1])('can be %d', (coefficient) => {
    for (const column of [0, 1]) {
      const image = blocks(column, raster, coefficient);
      expect(encodeSegment(image)).toEqual(reference(image));
    }
  });

  test.each([2048, -2048, 4096, 32767, -32768])('cannot be %d', (coefficient) => {
    expect(codeOf(() => encodeSegment(blocks(1, raster, coefficient)))).toBe('COEFFICIENT_OUT_OF_RANGE');
  });
});

// The prediction across an edge divides by the quantizer; without a neighbor there, or coefficients, nothing does.
describe('a zero quantizer', () => {
  const withZeros = (column: number, raster: number): RandomImage => {
    const image = blocks(column, raster, 3);
    image.quantization[0].fill(0, 1);
    return image;
  };

  test('is refused where a prediction is divided by it', () => {
    expect(codeOf(() => encodeSegment(withZeros(1, 8)))).toBe('ZERO_QUANTIZER');
  });

  test.each([
    ['in column 0 without a left neighbor', 0, 8],
    ['in row 0 without a neighbor above', 0, 1],
    ['in row 0 without a neighbor above, further right', 1, 1],
    ['inside', 1, 9],
  ])('is taken %s', (_where, column, raster) => {
    const image = withZeros(column, raster);
    expect(encodeSegment(image)).toEqual(reference(image));
  });
});
