import { describe, expect, test } from 'vitest';
import { codeOf } from '../helpers/error-code.js';
import { decodeSegment, encodeSegment } from '../helpers/model-segments.js';
import { emptyRow, makeImage, type RandomImage, referenceComponents } from '../helpers/random-image.js';
import { decodeReferenceSegment, ReferenceRefusal } from '../helpers/reference-model.js';

/** Blocks side by side with these DC coefficients and nothing else. */
function row(...dcs: number[]): RandomImage {
  const image = emptyRow(dcs.length);
  dcs.forEach((dc, i) => {
    image.blocks[0][i][0] = dc;
  });
  return image;
}

describe('the decoder of the DC coefficient', () => {
  // From one end of the range to the other the difference is 2048, which does not fit and is coded as -1.
  test.each([
    [1024, -1024],
    [-1024, 1024],
    [1024, 0],
    [-1024, -1],
    [1000, -30],
    [-25, 1000],
  ])('undoes the wrap from %d to %d', (first, second) => {
    const image = row(first, second, first);
    expect(decodeSegment(image, encodeSegment(image)).blocks).toEqual(image.blocks);
  });

  test('refuses a coefficient that cannot be brought back into the range', () => {
    // The streams of small DC quantizers, read with large predictions: AC coefficients of 2047 * 16 in the neighbor.
    let refused = 0;
    for (let seed = 1; seed < 40; seed++) {
      const image = makeImage({
        sampling: [[1, 1]],
        mcusPerRow: 3,
        mcuRows: 1,
        styles: ['extreme'],
        quantizerMaximum: 60,
        dcQuantizerMinimum: 16,
        seed,
      });
      const coded = encodeSegment(image);
      image.quantization[0][0] = 1;
      const segment = {
        components: referenceComponents(image),
        firstMcuRow: 0,
        endMcuRow: 1,
        flavor: { dcEstimate: 16, edgeExtrapolation: 16 } as const,
      };
      let isRefused = false;
      try {
        decodeReferenceSegment(segment, coded, [3]);
      } catch (error) {
        if (!(error instanceof ReferenceRefusal) || !error.message.startsWith('DC')) continue;
        isRefused = true;
      }
      if (!isRefused) continue;
      expect(codeOf(() => decodeSegment(image, coded))).toBe('STREAM_INCONSISTENT');
      refused++;
    }
    expect(refused).toBeGreaterThanOrEqual(5);
  });
});
