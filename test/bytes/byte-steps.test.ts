import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copySteps, findDifferenceSteps, joinBytes, joinSteps } from '../../src/bytes/byte-steps.js';
import { runToEnd, type Steps } from '../../src/work/steps.js';
import { withByte } from '../helpers/with-byte.js';

const STEP = 512 * 1024;
const LONG = Uint8Array.from({ length: 3 * STEP + 5 }, (_, index) => (index * 2654435761) >>> 24);

function countSteps(steps: Steps<unknown>): number {
  let count = 0;
  while (steps.next().done !== true) count++;
  return count;
}

describe('copying', () => {
  test.each([0, 1, STEP - 1, STEP, STEP + 1, LONG.length])('%i bytes leaves all others as they are', (length) => {
    const target = new Uint8Array(length + 20).fill(7);
    runToEnd(copySteps(target, LONG.subarray(0, length), 11));
    expect(Buffer.compare(target.subarray(11, 11 + length), LONG.subarray(0, length))).toBe(0);
    expect([...target.subarray(0, 11), ...target.subarray(11 + length)]).toEqual(new Array(20).fill(7));
  });

  test('takes a step for each half megabyte', () => {
    expect(countSteps(copySteps(new Uint8Array(LONG.length), LONG, 0))).toBe(4);
    expect(countSteps(joinSteps([LONG, LONG]))).toBe(8);
    expect(countSteps(findDifferenceSteps(LONG, LONG.slice()))).toBe(4);
  });
});

describe('comparing', () => {
  test.each([0, 1, STEP - 1, STEP, 2 * STEP + 3, LONG.length - 1])('finds a difference at %i', (offset) => {
    const other = withByte(LONG, offset, LONG[offset] ^ 1);
    expect(runToEnd(findDifferenceSteps(LONG, other))).toBe(offset);
    expect(runToEnd(findDifferenceSteps(LONG.subarray(0, offset), other))).toBe(offset);
    expect(runToEnd(findDifferenceSteps(other, LONG.subarray(0, offset)))).toBe(offset);
  });
});

test('joining puts all parts behind each other', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (parts) => {
      expect([...joinBytes(parts)]).toEqual(parts.flatMap((part) => [...part]));
    }),
  );
});
