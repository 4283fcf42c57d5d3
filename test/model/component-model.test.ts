import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createComponentModel, finishRow, MAGNITUDES_PER_BLOCK } from '../../src/model/component-model.js';
import { EDGE_RASTER } from '../../src/model/tables.js';
import { codeOf } from '../helpers/error-code.js';
import { referencePrior, referenceThreshold } from '../helpers/reference-model.js';
import { walkZigzag } from '../helpers/zigzag.js';

const flat = (quantizer: number) => new Uint16Array(64).fill(quantizer);
const POSITIONS = Array.from({ length: 14 }, (_, z) => z);

describe('the model of a component', () => {
  test('has two colors: component 0 and all others', () => {
    expect([0, 1, 2, 3].map((index) => createComponentModel(index, 1, flat(1)).color)).toEqual([0, 1, 1, 1]);
  });

  test('finds the quantizers of row 0 and column 0 in a zig-zag table', () => {
    const zigzag = walkZigzag();
    const table = Uint16Array.from({ length: 64 }, (_, k) => 100 + zigzag[k]);
    const { edgeReciprocals, dcQuantizer, quantization } = createComponentModel(0, 1, table);
    expect([...quantization]).toEqual([...table]);
    expect(dcQuantizer).toBe(100);
    expect([...edgeReciprocals].map((reciprocal) => Math.round(1 / reciprocal / 8192))).toEqual(
      [...EDGE_RASTER].map((raster) => 100 + raster),
    );
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 255, 65535])('has the thresholds for a quantizer of %d', (q) => {
    const table = flat(q).fill(1, 0, 1);
    const { edgeThresholds } = createComponentModel(0, 1, table);
    expect([...edgeThresholds]).toEqual(POSITIONS.map((z) => referenceThreshold(q, z)));
  });

  test('has thresholds that were computed by hand', () => {
    // M = 1020: 10 bits, t = 3. (1020 + 3) / 4 = 255: 8 bits, t = 1. (931 + 8 - 1) / 8 = 117: 7 bits, t = 0.
    expect([...createComponentModel(0, 1, flat(1)).edgeThresholds]).toEqual(new Array(14).fill(3));
    expect(createComponentModel(0, 1, flat(4)).edgeThresholds[3]).toBe(1);
    expect(createComponentModel(0, 1, flat(8)).edgeThresholds[0]).toBe(0);
    // (1020 + 8 - 1) / 8 = 128 has 8 bits, but 985 + 7 only 124.
    expect([...createComponentModel(0, 1, flat(8)).edgeThresholds.subarray(0, 7)]).toEqual([0, 0, 0, 1, 0, 1, 1]);
  });

  // The block coders divide an edge sum by Q << 13 with `((sum + 0.5 + (sum >> 31)) * reciprocal) | 0`.
  test('has reciprocals that divide every sum exactly', () => {
    const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
    const quantizer = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom(1, 2, 3, 255, 65535));
    const divide = (sum: number, q: number) => {
      const [reciprocal] = createComponentModel(0, 1, flat(q)).edgeReciprocals;
      return ((sum + 0.5 + (sum >> 31)) * reciprocal) | 0;
    };
    fc.assert(
      fc.property(quantizer, int32, fc.integer({ min: -2, max: 2 }), (q, any, nearby) => {
        const multiple = Math.trunc(any / (q * 8192)) * q * 8192;
        for (const sum of [any, multiple, multiple + nearby, 0, nearby, 0x7fffffff, -0x80000000]) {
          if (sum !== (sum | 0)) continue;
          expect([sum, q, divide(sum, q)]).toEqual([sum, q, referencePrior(sum, q)]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('needs a DC quantizer, and takes zeros elsewhere until it divides by them', () => {
    expect(codeOf(() => createComponentModel(0, 1, flat(5).fill(0, 0, 1)))).toBe('ZERO_QUANTIZER');
    const { edgeReciprocals } = createComponentModel(0, 1, flat(0).fill(1, 0, 1));
    expect([...edgeReciprocals]).toEqual(new Array(14).fill(Number.POSITIVE_INFINITY));
  });

  test('moves the current row up when it is finished', () => {
    const model = createComponentModel(0, 2, flat(1));
    expect(model.hasAbove).toBe(false);
    model.magnitudes[MAGNITUDES_PER_BLOCK + 3] = 9;
    model.counts.set([0, 4, 5]);
    finishRow(model);
    expect(model.hasAbove).toBe(true);
    expect(model.magnitudesAbove[MAGNITUDES_PER_BLOCK + 3]).toBe(9);
    expect([...model.countsAbove]).toEqual([0, 4, 5]);
    finishRow(model);
    // Magnitudes are only written where they are not zero, so the row must come back empty.
    expect(model.magnitudes.every((magnitude) => magnitude === 0)).toBe(true);
  });
});
