import { describe, expect, test } from 'vitest';
import { codeOf } from '../helpers/error-code.js';
import { encodeSegment } from '../helpers/model-segments.js';
import { emptyRow, type RandomImage, referenceComponents } from '../helpers/random-image.js';
import { encodeReferenceSegment, ReferenceRefusal } from '../helpers/reference-model.js';

const FLAVOR = { dcEstimate: 16, edgeExtrapolation: 16 } as const;

/** Blocks side by side with these DC coefficients and nothing else. */
function row(...dcs: number[]): RandomImage {
  const image = emptyRow(dcs.length);
  dcs.forEach((dc, i) => {
    image.blocks[0][i][0] = dc;
  });
  return image;
}

function reference(image: RandomImage): Uint8Array {
  const segment = { components: referenceComponents(image), firstMcuRow: 0, endMcuRow: 1, flavor: FLAVOR };
  return encodeReferenceSegment(segment, image.blocks);
}

describe('a DC coefficient', () => {
  test.each([-1024, -1, 0, 1, 1023, 1024])('can be %d', (dc) => {
    expect(encodeSegment(row(dc))).toEqual(reference(row(dc)));
  });

  test.each([-1025, 1025, 2047, -2047, 32767, -32768])('cannot be %d', (dc) => {
    expect(codeOf(() => encodeSegment(row(dc)))).toBe('COEFFICIENT_OUT_OF_RANGE');
    expect(codeOf(() => encodeSegment(row(0, dc)))).toBe('COEFFICIENT_OUT_OF_RANGE');
  });

  test.each([
    [1024, -1024],
    [-1024, 1024],
    [-1024, 0],
    [-1024, 1],
    [1024, -1],
  ])('can go from %d to %d, although the difference may have to be wrapped', (first, second) => {
    expect(encodeSegment(row(first, second))).toEqual(reference(row(first, second)));
  });

  // A wave across the first block pushes the prediction for a DC quantizer of 1 far out of the range.
  const withWave = (height: number): RandomImage => {
    const image = emptyRow(2);
    image.quantization[0].fill(8, 1);
    image.blocks[0][0][2] = height;
    return image;
  };

  test('can be predicted far out of the range, as long as a reader finds it again', () => {
    let accepted = 0;
    for (let height = -2000; height <= 2000; height += 20) {
      let expected: Uint8Array | null = null;
      try {
        expected = reference(withWave(height));
      } catch (error) {
        if (!(error instanceof ReferenceRefusal)) throw error;
      }
      if (expected === null) {
        expect(codeOf(() => encodeSegment(withWave(height)))).toBe('COEFFICIENT_OUT_OF_RANGE');
      } else {
        expect(encodeSegment(withWave(height))).toEqual(expected);
        accepted++;
      }
    }
    expect(accepted).toBeGreaterThan(20);
    expect(accepted).toBeLessThan(150);
  });
});
