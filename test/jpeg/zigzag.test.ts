import { describe, expect, test } from 'vitest';
import { RASTER_TO_ZIGZAG, ZIGZAG_TO_RASTER } from '../../src/jpeg/zigzag.js';
import { walkZigzag } from '../helpers/zigzag.js';

describe('the zig-zag sequence', () => {
  test('walks the diagonals of T.81 figure A.6', () => {
    expect([...ZIGZAG_TO_RASTER]).toEqual(walkZigzag());
  });

  // Rows of figure A.6: the position in the sequence of each coefficient.
  test('puts the coefficients where the figure has them', () => {
    expect([...RASTER_TO_ZIGZAG.subarray(0, 8)]).toEqual([0, 1, 5, 6, 14, 15, 27, 28]);
    expect([...RASTER_TO_ZIGZAG.subarray(24, 32)]).toEqual([9, 11, 18, 24, 31, 40, 44, 53]);
    expect([...RASTER_TO_ZIGZAG.subarray(56, 64)]).toEqual([35, 36, 48, 49, 57, 58, 62, 63]);
  });

  test('and its inverse undo each other', () => {
    for (let k = 0; k < 64; k++) expect(RASTER_TO_ZIGZAG[ZIGZAG_TO_RASTER[k]]).toBe(k);
  });
});
