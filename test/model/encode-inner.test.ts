import { describe, expect, test } from 'vitest';
import { codeOf } from '../helpers/error-code.js';
import { encodeSegment } from '../helpers/model-segments.js';
import { emptyRow, type RandomImage, referenceComponents } from '../helpers/random-image.js';
import { encodeReferenceSegment } from '../helpers/reference-model.js';

const FLAVOR = { dcEstimate: 16, edgeExtrapolation: 16 } as const;

/** A block with one coefficient. */
function block(raster: number, coefficient: number): RandomImage {
  const image = emptyRow(1);
  image.blocks[0][0][raster] = coefficient;
  return image;
}

function reference(image: RandomImage): Uint8Array {
  const segment = { components: referenceComponents(image), firstMcuRow: 0, endMcuRow: 1, flavor: FLAVOR };
  return encodeReferenceSegment(segment, image.blocks);
}

describe.each([9, 10, 17, 27, 62, 63])('the inner coefficient at raster %d', (raster) => {
  test.each([2047, -2047, 1024, 1, -1])('can be %d', (coefficient) => {
    expect(encodeSegment(block(raster, coefficient))).toEqual(reference(block(raster, coefficient)));
  });

  test.each([2048, -2048, 4096, 32767, -32768])('cannot be %d', (coefficient) => {
    expect(codeOf(() => encodeSegment(block(raster, coefficient)))).toBe('COEFFICIENT_OUT_OF_RANGE');
  });
});
