import { describe, expect, test } from 'vitest';
import { codedBlocks, cutOffExtent, wholeExtent } from '../../src/model/coded-extent.js';
import { makeFrame } from '../helpers/random-image.js';

// 5 x 4 MCUs of 16x16 samples: 10 x 8 blocks of component 0, 5 x 4 of the others.
const FRAME = makeFrame(80, 64, [
  [2, 2],
  [1, 1],
  [1, 1],
]);

/** Number of coded blocks in every row of a component. */
function rowsOf(extent: ReturnType<typeof wholeExtent>, index: number): number[] {
  const { blocksPerRow, blockRows } = FRAME.components[index];
  return Array.from({ length: blockRows }, (_, y) => codedBlocks(extent, index, y, blocksPerRow));
}

describe('the coded blocks', () => {
  test('are all of a whole frame', () => {
    expect(rowsOf(wholeExtent(FRAME), 0)).toEqual(new Array(8).fill(10));
    expect(rowsOf(wholeExtent(FRAME), 2)).toEqual(new Array(4).fill(5));
  });

  test('end after the last block that was started', () => {
    expect(rowsOf(cutOffExtent(FRAME, [39, 9, 9]), 1)).toEqual([5, 5, 0, 0]);
    expect(rowsOf(cutOffExtent(FRAME, [39, 6, 9]), 1)).toEqual([5, 2, 0, 0]);
    expect(rowsOf(cutOffExtent(FRAME, [39, 10, 9]), 1)).toEqual([5, 5, 1, 0]);
  });

  // Format section 8.1: rows are raised to whole MCU rows, and a raised row past the end still codes its first block.
  test('fill up a row of MCUs', () => {
    expect(rowsOf(cutOffExtent(FRAME, [32, 5, 5]), 0)).toEqual([10, 10, 10, 3, 0, 0, 0, 0]);
    expect(rowsOf(cutOffExtent(FRAME, [22, 5, 5]), 0)).toEqual([10, 10, 3, 1, 0, 0, 0, 0]);
    expect(rowsOf(cutOffExtent(FRAME, [29, 5, 5]), 0)).toEqual([10, 10, 10, 1, 0, 0, 0, 0]);
    expect(rowsOf(cutOffExtent(FRAME, [79, 19, 19]), 0)).toEqual(new Array(8).fill(10));
  });

  test('are one of each component when none was started', () => {
    expect(rowsOf(cutOffExtent(FRAME, [0, 0, 0]), 0)).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
    expect(rowsOf(cutOffExtent(FRAME, [0, 0, 0]), 2)).toEqual([1, 0, 0, 0]);
  });

  test('never leave the picture, whatever the file says', () => {
    expect(rowsOf(cutOffExtent(FRAME, [0xffffffff, 0xffffffff, 0xffffffff]), 0)).toEqual(new Array(8).fill(10));
    expect(rowsOf(cutOffExtent(FRAME, []), 1)).toEqual([1, 0, 0, 0]);
  });
});
