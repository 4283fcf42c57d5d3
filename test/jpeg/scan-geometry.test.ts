import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/jpeg/frame.js';
import { expectedRestarts, mcuBlocks, scanGrid } from '../../src/jpeg/scan-geometry.js';
import type { Scan } from '../../src/jpeg/scan-header.js';
import { makeFrame } from '../helpers/random-image.js';

// 3 x 2 MCUs of 16x16 samples, of which 33 x 17 are in the picture.
const FRAME = makeFrame(33, 17, [
  [2, 2],
  [1, 2],
  [1, 1],
]);

function scanOf(frame: Frame, indices: readonly number[], restartInterval = 0): Scan {
  return {
    components: indices.map((index) => ({ component: frame.components[index], dcTable: null, acTable: null })),
    spectralStart: 0,
    spectralEnd: 63,
    approximationHigh: 0,
    approximationLow: 0,
    restartInterval,
  };
}

describe('the grid of a scan (T.81 A.2)', () => {
  test('is of MCUs for several components, also for two of three', () => {
    for (const indices of [
      [0, 1, 2],
      [1, 2],
    ]) {
      const scan = scanOf(FRAME, indices);
      expect(scanGrid(FRAME, scan)).toEqual({ mcusPerRow: 3, mcuRows: 2, rowsPerFrameRow: 1 });
      expect(mcuBlocks(scan, FRAME.components[1])).toEqual({ width: 1, height: 2 });
    }
  });

  test.each([
    [0, 5, 3, 2],
    [1, 3, 3, 2],
    [2, 3, 2, 1],
  ])('is of the blocks in the picture for component %d alone', (index, mcusPerRow, mcuRows, rowsPerFrameRow) => {
    const scan = scanOf(FRAME, [index]);
    expect(scanGrid(FRAME, scan)).toEqual({ mcusPerRow, mcuRows, rowsPerFrameRow });
    expect(mcuBlocks(scan, FRAME.components[index])).toEqual({ width: 1, height: 1 });
  });

  test.each([
    [[0, 1, 2], 0, 0],
    [[0, 1, 2], 1, 5],
    [[0, 1, 2], 3, 1],
    [[0, 1, 2], 4, 1],
    [[0, 1, 2], 5, 1],
    [[0, 1, 2], 6, 0],
    [[0, 1, 2], 65535, 0],
    [[0], 4, 3],
    [[0], 14, 1],
    [[0], 15, 0],
  ])('of components %j with a restart interval of %d has %d restart markers', (indices, interval, restarts) => {
    expect(expectedRestarts(FRAME, scanOf(FRAME, indices, interval))).toBe(restarts);
  });
});
