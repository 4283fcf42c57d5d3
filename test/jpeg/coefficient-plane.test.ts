import { describe, expect, test } from 'vitest';
import { createPlane, firstBlockOfRow, planeBytes } from '../../src/jpeg/coefficient-plane.js';

describe('a coefficient plane', () => {
  test('holds 64 zeros per block and takes the bytes it says', () => {
    for (const withNonzero of [true, false]) {
      const { coefficients, nonzero } = createPlane(5, 3, withNonzero);
      expect(coefficients.length).toBe(64 * 15);
      expect(coefficients.every((coefficient) => coefficient === 0)).toBe(true);
      expect(nonzero?.length).toBe(withNonzero ? 30 : undefined);
      expect(planeBytes(5, 3, withNonzero)).toBe(coefficients.byteLength + (nonzero?.byteLength ?? 0));
    }
  });

  test('holds its rows in turn', () => {
    const plane = createPlane(5, 3, false);
    expect([0, 1, 2, 3, 4, 5, 300].map((y) => firstBlockOfRow(plane, y))).toEqual([0, 5, 10, 0, 5, 10, 0]);
  });
});
