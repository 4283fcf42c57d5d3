import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compressSync, decompressSync, inspect } from '../../src/index.js';
import { AC_SYMBOLS, DC_SYMBOLS } from '../helpers/random-blocks.js';
import { arbitraryImage } from '../helpers/random-image.js';
import { arbitraryHuffmanLists } from '../helpers/reference-huffman.js';
import { encodeReferenceJpeg, type JpegSetting } from '../helpers/reference-jpeg.js';

const image = arbitraryImage({ maxMcus: 6, dcQuantizerMinimum: 16 });
const segments = fc.integer({ min: 1, max: 8 });

function expectRoundTrip(jpeg: Uint8Array, count: number): Uint8Array {
  // Without verification, so that it is the test that finds a difference.
  const lepton = compressSync(jpeg, { segments: count, verify: false });
  expect(Buffer.compare(decompressSync(lepton), jpeg)).toBe(0);
  return lepton;
}

describe('JPEGs of random coefficients come back bit for bit', () => {
  test('with any restart interval, pad bits and trailing bytes', () => {
    const setting: fc.Arbitrary<JpegSetting> = fc.record({
      restartInterval: fc.nat(12),
      padByte: fc.constantFrom(0x7f, 0x00, 0x55, 0x2a),
      trailing: fc
        .oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 60 }))
        .map((bytes) => [0xff, 0xd9, ...bytes]),
    });
    fc.assert(
      fc.property(image, setting, segments, (drawn, how, count) => {
        const jpeg = encodeReferenceJpeg(drawn, how);
        const lepton = expectRoundTrip(jpeg, count);
        const info = inspect(lepton);
        expect(info).toMatchObject({ kind: 'Z', version: 1, outputSize: jpeg.length });
        const made = 'segments' in info ? info.segments.length : 0;
        expect(made).toBeGreaterThanOrEqual(1);
        expect(made).toBeLessThanOrEqual(Math.max(1, Math.min(count, drawn.frame.mcuRows >> 1)));
      }),
      { numRuns: 80 },
    );
  });

  test('with any order of the components in the scan', () => {
    const orders: fc.Arbitrary<readonly number[]> = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    fc.assert(
      fc.property(image, orders, segments, (drawn, shuffled, count) => {
        const order = shuffled.filter((index) => index < drawn.frame.components.length);
        expectRoundTrip(encodeReferenceJpeg(drawn, { order, restartInterval: count & 3 }), count);
      }),
      { numRuns: 40 },
    );
  });

  test('with Huffman tables of any code lengths', () => {
    const tables = fc.tuple(arbitraryHuffmanLists(DC_SYMBOLS), arbitraryHuffmanLists(AC_SYMBOLS));
    fc.assert(
      fc.property(image, tables, segments, (drawn, [dc, ac], count) => {
        expectRoundTrip(encodeReferenceJpeg(drawn, { dc, ac }), count);
      }),
      { numRuns: 40 },
    );
  });
});
