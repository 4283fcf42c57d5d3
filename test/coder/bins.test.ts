import { describe, expect, test } from 'vitest';
import {
  AFTER_ONE,
  binOf,
  createBins,
  FIRST_BIN,
  INITIAL_BIN,
  PROBABILITY_SHIFT,
  STATE_MASK,
} from '../../src/coder/bins.js';
import { ReferenceBin } from '../helpers/reference-range-coder.js';

const SUCCESSORS = createBins(FIRST_BIN);

/** The counts that the number of a state stands for: the more frequent bit is the column of a square table. */
function countsOf(bin: number): [zeros: number, ones: number] {
  const row = (bin & STATE_MASK) >> 9;
  const column = ((bin & STATE_MASK) >> 1) & 255;
  return column >= row ? [column, row] : [255 - row, 255 - column];
}
const zerosOf = (bin: number) => countsOf(bin)[0];
const onesOf = (bin: number) => countsOf(bin)[1];
const probabilityOf = (bin: number) => bin >>> PROBABILITY_SHIFT;
const successor = (bin: number, bit: number) => SUCCESSORS[(bin & STATE_MASK) + bit * AFTER_ONE];

describe('bins', () => {
  test('begin with both counts 1 and even odds', () => {
    expect([zerosOf(INITIAL_BIN), onesOf(INITIAL_BIN), probabilityOf(INITIAL_BIN)]).toEqual([1, 1, 128]);
    expect(binOf(1, 1)).toBe(INITIAL_BIN);
  });

  test('give every pair of counts the probability floor(256 * zeros / (zeros + ones)), 1 to 255', () => {
    for (let zeros = 1; zeros <= 255; zeros++) {
      for (let ones = 1; ones <= 255; ones++) {
        const bin = binOf(zeros, ones);
        expect([zerosOf(bin), onesOf(bin)]).toEqual([zeros, ones]);
        const p = Number((256n * BigInt(zeros)) / BigInt(zeros + ones));
        if (probabilityOf(bin) !== p || p < 1 || p > 255) expect.fail(`${zeros}, ${ones} gives ${probabilityOf(bin)}`);
      }
    }
  });

  test('go from every pair of counts to the one that the format says', () => {
    for (let zeros = 1; zeros <= 255; zeros++) {
      for (let ones = 1; ones <= 255; ones++) {
        for (const bit of [0, 1]) {
          const reference = new ReferenceBin();
          [reference.zeros, reference.ones] = [zeros, ones];
          reference.learn(bit);
          const next = successor(binOf(zeros, ones), bit);
          if (next !== binOf(reference.zeros, reference.ones)) expect.fail(`(${zeros}, ${ones}) after ${bit}`);
        }
      }
    }
  });

  // Format section 4, the overflow rule in numbers.
  test.each([
    ['stays at 255 while the other bit was never seen', 255, 1, 0, [255, 1]],
    ['stays at 255 ones likewise', 1, 255, 1, [1, 255]],
    ['halves when the other was seen once', 255, 2, 0, [129, 1]],
    ['halves and rounds up', 255, 4, 0, [129, 2]],
    ['halves 5 to 3', 255, 5, 0, [129, 3]],
    ['halves two full counts', 255, 255, 0, [129, 128]],
    ['halves for ones', 7, 255, 1, [4, 129]],
    ['counts the rarer bit without halving', 255, 1, 1, [255, 2]],
    ['counts up to 255', 254, 9, 0, [255, 9]],
  ] as const)('%s', (_what, zeros, ones, bit, [zerosAfter, onesAfter]) => {
    expect(successor(binOf(zeros, ones), bit)).toBe(binOf(zerosAfter, onesAfter));
  });

  test('learn a long run and forget it', () => {
    let bin = INITIAL_BIN;
    for (let i = 0; i < 1000; i++) bin = successor(bin, 0);
    expect([zerosOf(bin), onesOf(bin), probabilityOf(bin)]).toEqual([255, 1, 255]);
    for (let i = 0; i < 2000; i++) bin = successor(bin, 1);
    expect([zerosOf(bin), onesOf(bin), probabilityOf(bin)]).toEqual([1, 255, 1]);
  });
});
