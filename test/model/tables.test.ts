import { describe, expect, test } from 'vitest';
import {
  COUNT_CLASS,
  EDGE_COSINE,
  EDGE_COSINE_0,
  EDGE_MAXIMUM,
  EDGE_RASTER,
  EDGE_ZIGZAG,
  INNER_COLUMN_COSINE,
  INNER_COLUMN_SUM,
  INNER_COUNT,
  INNER_RASTER,
  INNER_ROW_COSINE,
  INNER_ROW_SUM,
  INNER_ZIGZAG,
  REMAINING_CLASS,
} from '../../src/model/tables.js';
import { walkZigzag } from '../helpers/zigzag.js';

const ZIGZAG = walkZigzag();

describe('the tables of the model', () => {
  test('take the inner coefficients in zig-zag order without row 0 and column 0', () => {
    const inner = ZIGZAG.filter((raster) => raster > 7 && raster % 8 !== 0);
    expect(INNER_COUNT).toBe(49);
    expect([...INNER_RASTER]).toEqual(inner);
    expect([...INNER_ZIGZAG]).toEqual(inner.map((raster) => ZIGZAG.indexOf(raster)));
    expect([...INNER_RASTER.subarray(0, 6)]).toEqual([9, 10, 17, 25, 18, 11]);
  });

  test('take row 0 and then column 0 from the lowest frequency on', () => {
    expect([...EDGE_RASTER]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 32, 40, 48, 56]);
    expect([...EDGE_ZIGZAG].map((k) => ZIGZAG[k])).toEqual([...EDGE_RASTER]);
  });

  // Format section 5.2: C[k] = 8192 * sqrt(2) * cos(k * pi / 16), rounded, but 0 for k = 0.
  test('hold the cosines of the edge predictor', () => {
    const cosines = Array.from({ length: 8 }, (_, k) => Math.round(8192 * Math.SQRT2 * Math.cos((k * Math.PI) / 16)));
    expect([...EDGE_COSINE]).toEqual([0, ...cosines.slice(1)]);
    expect([...EDGE_COSINE]).toEqual([0, 11363, 10703, 9633, 8192, 6436, 4433, 2260]);
    expect(EDGE_COSINE_0).toBe(8192);
  });

  test('send each inner coefficient to the two sums it belongs to', () => {
    [...INNER_RASTER].forEach((raster, i) => {
      const [u, v] = [raster % 8, raster >> 3];
      expect([INNER_COLUMN_SUM[i], INNER_COLUMN_COSINE[i]]).toEqual([v % 2 === 0 ? u : 8 + u, EDGE_COSINE[v]]);
      expect([INNER_ROW_SUM[i], INNER_ROW_COSINE[i]]).toEqual([u % 2 === 0 ? 16 + v : 24 + v, EDGE_COSINE[u]]);
    });
  });

  test('put the expected number of nonzero coefficients in classes (bin25)', () => {
    const runs = [[0], [1], [2], [3], [4, 5], [6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16, 17, 18, 19, 20]];
    runs.forEach((run, index) => {
      for (const expected of run) expect(COUNT_CLASS[expected]).toBe(index);
    });
    expect([...COUNT_CLASS.subarray(21)]).toEqual([8, 8, 8, 8, 8]);
    // The largest that neighbors can make: (49 + 49 + 2) >> 2 = 25 and (49 + 1) >> 1 = 25.
    expect(COUNT_CLASS.length).toBe(26);
  });

  test('put the number of coefficients to come in classes (bin50)', () => {
    const ends = [1, 2, 3, 5, 8, 12, 20, 31, 49];
    for (let remaining = 0; remaining <= 49; remaining++) {
      expect(REMAINING_CLASS[remaining]).toBe(ends.findIndex((end) => remaining <= end));
    }
    expect(REMAINING_CLASS.length).toBe(50);
  });

  test('hold the limits that the thresholds are made of', () => {
    expect([...EDGE_MAXIMUM]).toEqual([931, 985, 968, 1020, 968, 1020, 1020, 932, 985, 967, 1020, 969, 1020, 1020]);
  });
});
