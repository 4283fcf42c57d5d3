import { describe, expect, test } from 'vitest';
import {
  clearBlocks,
  createPlane,
  firstBlockOfRow,
  markNonzero,
  planeBytes,
} from '../../src/jpeg/coefficient-plane.js';

describe('a coefficient plane', () => {
  test('holds 64 zeros per block and takes the bytes it says', () => {
    const { coefficients, nonzero } = createPlane(5, 3);
    expect(coefficients.length).toBe(64 * 15);
    expect(coefficients.every((coefficient) => coefficient === 0)).toBe(true);
    expect(nonzero.length).toBe(30);
    expect(planeBytes(5, 3)).toBe(coefficients.byteLength + nonzero.byteLength);
  });

  test('tells and forgets what is not zero', () => {
    const plane = createPlane(2, 2);
    plane.coefficients.set([5, 0, -1], 64);
    plane.coefficients[64 + 31] = 1;
    plane.coefficients[64 + 32] = 1;
    plane.coefficients[2 * 64 + 63] = -7;
    markNonzero(plane, 0, 3);
    expect([...plane.nonzero]).toEqual([0, 0, 0x20000001, 0x80000000 | 0, 0, 1, 0, 0]);
    clearBlocks(plane, 1, 2);
    expect([...plane.nonzero]).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
    expect([...plane.coefficients.entries()].filter(([, coefficient]) => coefficient !== 0)).toEqual([
      [2 * 64 + 63, -7],
    ]);
  });

  test('holds its rows in turn', () => {
    const plane = createPlane(5, 3);
    expect([0, 1, 2, 3, 4, 5, 300].map((y) => firstBlockOfRow(plane, y))).toEqual([0, 5, 10, 0, 5, 10, 0]);
  });
});
