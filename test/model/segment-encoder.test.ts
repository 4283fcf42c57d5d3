import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeptonError } from '../../src/errors.js';
import { codeOf } from '../helpers/error-code.js';
import { encodeSegment, startEncoder } from '../helpers/model-segments.js';
import { arbitraryImage, emptyRow, makeImage, type RandomImage, referenceComponents } from '../helpers/random-image.js';
import { encodeReferenceSegment, ReferenceRefusal } from '../helpers/reference-model.js';

const FLAVOR = { dcEstimate: 16, edgeExtrapolation: 16 } as const;

/** What the reference makes of a range of rows; null if the format cannot hold it. */
function reference(image: RandomImage, firstMcuRow = 0, endMcuRow = image.frame.mcuRows): Uint8Array | null {
  const segment = { components: referenceComponents(image), firstMcuRow, endMcuRow, flavor: FLAVOR };
  try {
    return encodeReferenceSegment(segment, image.blocks);
  } catch (error) {
    if (error instanceof ReferenceRefusal) return null;
    throw error;
  }
}

function encoded(image: RandomImage, firstMcuRow = 0, endMcuRow = image.frame.mcuRows): Uint8Array | null {
  try {
    return encodeSegment(image, { firstMcuRow, endMcuRow });
  } catch (error) {
    if (error instanceof LeptonError && error.code === 'COEFFICIENT_OUT_OF_RANGE') return null;
    throw error;
  }
}

describe('the encoder of a segment', () => {
  test('writes the bytes of the model in format section 5, or refuses what it cannot hold', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        expect(encoded(image)).toEqual(reference(image));
      }),
      { numRuns: 150 },
    );
  });

  test('takes and refuses extreme coefficients as the model does', () => {
    const outcomes = { accepted: 0, refused: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const image = makeImage({
        sampling: [[1, 1]],
        mcusPerRow: 2,
        mcuRows: 1,
        styles: ['single', 'extreme'],
        quantizerMaximum: [1, 8, 60, 4000][seed & 3],
        dcQuantizerMinimum: 1,
        seed,
      });
      const wanted = reference(image);
      expect(encoded(image)).toEqual(wanted);
      outcomes[wanted === null ? 'refused' : 'accepted']++;
    }
    expect(outcomes.accepted).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(5);
  });

  test('knows nothing of the rows before its first', () => {
    fc.assert(
      fc.property(arbitraryImage({ maxMcus: 3, dcQuantizerMinimum: 16 }), fc.nat(2), (image, start) => {
        const first = start % image.frame.mcuRows;
        const wanted = reference(image, first);
        expect(wanted).not.toBeNull();
        expect(encoded(image, first)).toEqual(wanted);
        const whole = startEncoder(image);
        whole.close();
      }),
      { numRuns: 40 },
    );
  });

  test('grows its output for a segment that is larger than it begins with', () => {
    const image = makeImage({
      sampling: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
      mcusPerRow: 12,
      mcuRows: 8,
      styles: ['dense'],
      quantizerMaximum: 8,
      dcQuantizerMinimum: 16,
      seed: 5,
    });
    const wanted = reference(image);
    expect(wanted?.length).toBeGreaterThan(34_000);
    expect(encoded(image)).toEqual(wanted);
  });

  test('gives the same bytes every time', () => {
    const image = emptyRow(3);
    image.blocks[0][1].fill(-7);
    expect(encodeSegment(image)).toEqual(encodeSegment(image));
  });

  test('refuses a zero DC quantizer', () => {
    const image = emptyRow(1);
    image.quantization[0][0] = 0;
    expect(codeOf(() => encodeSegment(image))).toBe('ZERO_QUANTIZER');
  });
});
