import { expect, test } from 'vitest';
import { amountOfWork } from '../../src/codec/amount-of-work.js';
import { readPlainHeader } from '../../src/codec/encode/compress.js';
import { readFixture } from '../helpers/fixtures.js';

test.each([
  ['size-8x8-grey.jpg', 1],
  // 2 x 3 MCUs of 4 + 1 + 1 blocks.
  ['size-17x33-420.jpg', 2 * 3 * 6],
])('%s is as much work as its bytes and two for each block', (name, blocks) => {
  const jpeg = readFixture(name);
  expect(amountOfWork(readPlainHeader(jpeg).frame, jpeg.length)).toBe(jpeg.length + 2 * blocks);
});
