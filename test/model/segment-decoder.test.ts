import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeptonError } from '../../src/errors.js';
import { createPlane } from '../../src/jpeg/coefficient-plane.js';
import { cutOffExtent, wholeExtent } from '../../src/model/coded-extent.js';
import { FLAVOR_16, FLAVOR_32, FLAVOR_MIXED } from '../../src/model/flavor.js';
import { SegmentDecoder } from '../../src/model/segment-decoder.js';
import { codeOf } from '../helpers/error-code.js';
import { decodeSegment, encodeSegment, startDecoder } from '../helpers/model-segments.js';
import { arbitraryImage, makeImage, type RandomImage, referenceComponents } from '../helpers/random-image.js';
import type { ReferenceFlavor } from '../helpers/reference-dc.js';
import {
  codeReferenceSegment,
  decodeReferenceSegment,
  encodeReferenceSegment,
  ReferenceRefusal,
} from '../helpers/reference-model.js';
import { ReferenceDecoder } from '../helpers/reference-range-coder.js';
import { walkZigzag } from '../helpers/zigzag.js';

const ZIGZAG = walkZigzag();
const BOTH_16 = { dcEstimate: 16, edgeExtrapolation: 16 } as const;
const FLAVORS = [
  ['both 16-bit', FLAVOR_16, BOTH_16],
  ['both 32-bit', FLAVOR_32, { dcEstimate: 32, edgeExtrapolation: 32 }],
  ['mixed', FLAVOR_MIXED, { dcEstimate: 32, edgeExtrapolation: 16 }],
] as const satisfies readonly (readonly [string, typeof FLAVOR_16, ReferenceFlavor])[];

const SMALL_SETTING = {
  sampling: [
    [2, 1],
    [1, 1],
  ],
  mcusPerRow: 3,
  mcuRows: 3,
  styles: ['photo', 'sparse'],
  quantizerMaximum: 30,
  dcQuantizerMinimum: 16,
  seed: 77,
} as const;

/** All rows of an image as one reference segment. */
function wholeSegment(image: RandomImage, flavor: ReferenceFlavor, limits?: readonly number[]) {
  const segment = { components: referenceComponents(image), firstMcuRow: 0, endMcuRow: image.frame.mcuRows, flavor };
  return limits === undefined ? segment : { ...segment, limits };
}

/** The two words that tell which AC coefficients are nonzero. */
function nonzeroWords(block: readonly number[]): number[] {
  const words = [0, 0];
  ZIGZAG.forEach((raster, k) => {
    if (k > 0 && block[raster] !== 0) words[k >> 5] |= 1 << (31 - (k & 31));
  });
  return words;
}

function blockCounts({ frame }: RandomImage): number[] {
  return frame.components.map(({ blocksPerRow, blockRows }) => blocksPerRow * blockRows);
}

describe('the decoder of a segment', () => {
  test('restores every block that was encoded, and says which coefficients are nonzero', () => {
    fc.assert(
      fc.property(arbitraryImage({ dcQuantizerMinimum: 16 }), (image) => {
        const running = decodeSegment(image, encodeSegment(image));
        expect(running.blocks).toEqual(image.blocks);
        expect(running.nonzero).toEqual(image.blocks.map((component) => component.map(nonzeroWords)));
        expect(running.decoder.isAtEnd()).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('reads our stream as the model in format section 5 does', () => {
    fc.assert(
      fc.property(arbitraryImage({ maxMcus: 3, dcQuantizerMinimum: 16 }), (image) => {
        const coded = encodeSegment(image);
        const byReference = decodeReferenceSegment(wholeSegment(image, BOTH_16), coded, blockCounts(image));
        expect(byReference).toEqual(image.blocks);
      }),
      { numRuns: 60 },
    );
  });

  test.each(FLAVORS)('restores what an encoder of the flavor %s wrote', (_name, flavor, referenceFlavor) => {
    let tried = 0;
    fc.assert(
      fc.property(arbitraryImage({ maxMcus: 3 }), (image) => {
        let coded: Uint8Array;
        try {
          coded = encodeReferenceSegment(wholeSegment(image, referenceFlavor), image.blocks);
        } catch (error) {
          if (error instanceof ReferenceRefusal) return;
          throw error;
        }
        tried++;
        expect(decodeSegment(image, coded, { flavor }).blocks).toEqual(image.blocks);
      }),
      { numRuns: 60 },
    );
    expect(tried).toBeGreaterThan(20);
  });

  test('finds in damaged streams what the model in format section 5 finds', () => {
    const outcomes = { decoded: 0, refused: 0, rows: 0 };
    const place = fc.oneof(fc.nat(), fc.integer({ min: -5, max: -1 }));
    const damage = fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(arbitraryImage({ dcQuantizerMinimum: 16 }), damage, (image, changes) => {
        const coded = encodeSegment(image);
        for (const [at, change] of changes) coded[at < 0 ? coded.length + at : at % coded.length] ^= change;
        const expected = image.blocks.map((component) => component.map((block) => block.map(() => 0)));
        let isRefused = false;
        try {
          codeReferenceSegment(wholeSegment(image, BOTH_16), new ReferenceDecoder(coded), expected);
        } catch (error) {
          if (!(error instanceof ReferenceRefusal)) throw error;
          isRefused = true;
        }
        const found: number[][][] = image.blocks.map(() => []);
        const decodeAll = () => {
          const running = startDecoder(image, coded);
          for (let row = 0; row < image.frame.mcuRows; row++) {
            running.next();
            outcomes.rows++;
            running.blocks.forEach((component, index) => {
              found[index] = component;
            });
          }
        };
        if (isRefused) expect(codeOf(decodeAll)).toBe('STREAM_INCONSISTENT');
        else decodeAll();
        found.forEach((component, index) => {
          expect(component).toEqual(expected[index].slice(0, component.length));
        });
        outcomes[isRefused ? 'refused' : 'decoded']++;
      }),
      { numRuns: 200 },
    );
    expect(outcomes.decoded).toBeGreaterThan(5);
    expect(outcomes.refused).toBeGreaterThan(20);
    expect(outcomes.rows).toBeGreaterThan(50);
  });

  test('reads zeros past the end of a stream that was cut off', () => {
    const image = makeImage(SMALL_SETTING);
    const coded = encodeSegment(image);
    for (let length = 0; length <= coded.length; length += 7) {
      const cut = coded.slice(0, length);
      let expected: unknown = 'refused';
      try {
        expected = decodeReferenceSegment(wholeSegment(image, BOTH_16), cut, blockCounts(image));
      } catch (error) {
        if (!(error instanceof ReferenceRefusal)) throw error;
      }
      let found: unknown = 'refused';
      try {
        found = decodeSegment(image, cut).blocks;
      } catch (error) {
        if (!(error instanceof LeptonError)) throw error;
      }
      expect(found).toEqual(expected);
    }
  });

  test('decodes the blocks that a cut-off file has', () => {
    fc.assert(
      fc.property(arbitraryImage({ maxMcus: 4, dcQuantizerMinimum: 16 }), fc.nat(), (image, cut) => {
        const { frame } = image;
        // The last block of each component that an interleaved scan cut in this MCU has started.
        const mcus = cut % (frame.mcusPerRow * frame.mcuRows);
        const [row, column] = [Math.floor(mcus / frame.mcusPerRow), mcus % frame.mcusPerRow];
        const last = frame.components.map((part) => {
          const y = row * part.verticalSampling + part.verticalSampling - 1;
          return y * part.blocksPerRow + (column + 1) * part.horizontalSampling - 1;
        });
        const limits = last.map((block) => block + 1);
        const extent = cutOffExtent(frame, last);
        const coded = encodeSegment(image, { extent });
        expect(coded).toEqual(encodeReferenceSegment(wholeSegment(image, BOTH_16, limits), image.blocks));
        const { blocks } = decodeSegment(image, coded, { extent });
        const expected = decodeReferenceSegment(wholeSegment(image, BOTH_16, limits), coded, blockCounts(image));
        expect(blocks).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('clears what the planes held before', () => {
    const image = makeImage({ ...SMALL_SETTING, styles: ['zero'] });
    const { frame, quantization } = image;
    const coded = encodeSegment(image);
    const planes = frame.components.map((part) => createPlane(part.blocksPerRow, part.verticalSampling));
    for (const plane of planes) {
      plane.coefficients.fill(99);
      plane.nonzero.fill(-1);
    }
    const padded = new Uint8Array(coded.length + 2048);
    padded.set(coded);
    const decoder = new SegmentDecoder(
      frame,
      quantization,
      padded,
      coded.length,
      planes,
      FLAVOR_16,
      wholeExtent(frame),
    );
    decoder.decodeMcuRow(0);
    decoder.close();
    for (const plane of planes) {
      expect(plane.coefficients.every((coefficient) => coefficient === 0)).toBe(true);
      expect(plane.nonzero.every((word) => word === 0)).toBe(true);
    }
  });

  test('tells bytes that are left over', () => {
    const image = makeImage(SMALL_SETTING);
    const coded = encodeSegment(image);
    const longer = (extra: number) => Uint8Array.from([...coded, ...new Array<number>(extra).fill(0x55)]);
    expect(decodeSegment(image, coded).decoder.isAtEnd()).toBe(true);
    expect(decodeSegment(image, longer(1)).decoder.isAtEnd()).toBe(true); // one byte is what known files may leave
    expect(decodeSegment(image, longer(2)).decoder.isAtEnd()).toBe(false);
    const started = startDecoder(image, coded);
    started.next();
    expect(started.decoder.isAtEnd()).toBe(false);
    started.decoder.close();
  });

  test('refuses a stream whose leading bit is 1', () => {
    expect(codeOf(() => startDecoder(makeImage(SMALL_SETTING), Uint8Array.of(0x80, 0, 0)))).toBe('STREAM_INCONSISTENT');
  });

  test('refuses a zero DC quantizer', () => {
    const image = makeImage(SMALL_SETTING);
    const coded = encodeSegment(image);
    image.quantization[1][0] = 0;
    expect(codeOf(() => startDecoder(image, coded))).toBe('ZERO_QUANTIZER');
  });

  test('calls it a bug of ours when the coded bytes have no padding', () => {
    const { frame, quantization } = makeImage(SMALL_SETTING);
    const run = () => new SegmentDecoder(frame, quantization, new Uint8Array(9), 9, [], FLAVOR_16, wholeExtent(frame));
    expect(codeOf(run)).toBe('INTERNAL_ERROR');
  });
});
