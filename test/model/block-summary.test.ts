import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { keepEdgeSums } from '../../src/model/block-summary.js';
import { createComponentModel } from '../../src/model/component-model.js';
import { clearScratch, DEQUANTIZED, EDGE_SUMS, LEFT_EDGE } from '../../src/model/kernel.js';
import {
  INNER_COLUMN_COSINE,
  INNER_COLUMN_SUM,
  INNER_RASTER,
  INNER_ROW_COSINE,
  INNER_ROW_SUM,
} from '../../src/model/tables.js';
import { referenceEdgeSum } from '../helpers/reference-model.js';

beforeEach(clearScratch);

const EMPTY = new Array<number>(64).fill(0);
const ODD = [1, 2, 3, 4, 5, 6, 7];
const dequantized = fc.oneof(
  fc.integer({ min: -2047, max: 2047 }),
  fc.integer({ min: -2047 * 65535, max: 2047 * 65535 }),
  fc.constantFrom(0, 2047 * 65535, -2047 * 65535),
);
const blocks = fc.array(dequantized, { minLength: 64, maxLength: 64 });

/** Gathers the sums of a block as the coders of the inner coefficients do. */
function gather(block: readonly number[]): void {
  block.forEach((value, raster) => {
    if (raster > 0) DEQUANTIZED[raster] = value;
  });
  [...INNER_RASTER].forEach((raster, i) => {
    EDGE_SUMS[INNER_COLUMN_SUM[i]] += Math.imul(block[raster], INNER_COLUMN_COSINE[i]);
    EDGE_SUMS[INNER_ROW_SUM[i]] += Math.imul(block[raster], INNER_ROW_COSINE[i]);
  });
}

test('the sums of a block predict the edges of the block below and of the one to the right', () => {
  fc.assert(
    fc.property(blocks, fc.integer({ min: 0, max: 4 }), (block, column) => {
      clearScratch();
      const model = createComponentModel(0, 5, new Uint16Array(64).fill(1));
      gather(block);
      keepEdgeSums(model, column);
      for (const i of ODD) {
        expect(model.edgesAbove[8 * column + i]).toBe(referenceEdgeSum(block, EMPTY, i, false));
        expect(LEFT_EDGE[i]).toBe(referenceEdgeSum(block, EMPTY, i, true));
      }
      expect(model.edgesAbove.filter((_, i) => i >> 3 !== column).every((sum) => sum === 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a block's own sums are what its edge predictions subtract", () => {
  fc.assert(
    fc.property(blocks, (block) => {
      clearScratch();
      gather(block);
      for (const i of ODD) {
        expect(-(EDGE_SUMS[i] + EDGE_SUMS[8 + i]) | 0).toBe(referenceEdgeSum(EMPTY, block, i, false));
        expect(-(EDGE_SUMS[16 + i] + EDGE_SUMS[24 + i]) | 0).toBe(referenceEdgeSum(EMPTY, block, i, true));
      }
    }),
    { numRuns: 300 },
  );
});

test('keeping the sums clears them for the next block', () => {
  const model = createComponentModel(0, 1, new Uint16Array(64).fill(1));
  EDGE_SUMS.fill(5);
  keepEdgeSums(model, 0);
  expect(EDGE_SUMS.every((sum) => sum === 0)).toBe(true);
});
