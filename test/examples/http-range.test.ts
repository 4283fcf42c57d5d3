import { describe, expect, test } from 'vitest';
import { parseRange } from '../../examples/http-range.js';

describe('the Range header', () => {
  test.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-99', { start: 0, end: 100 }],
    ['bytes=0-1000', { start: 0, end: 100 }],
    ['bytes=50-', { start: 50, end: 100 }],
    ['bytes=99-', { start: 99, end: 100 }],
    ['bytes=-1', { start: 99, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
    ['Bytes=5-6', { start: 5, end: 7 }],
  ])('%s of 100 bytes is %o', (header, range) => expect(parseRange(header, 100)).toEqual(range));

  test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s of 100 bytes is unsatisfiable', (header) =>
    expect(parseRange(header, 100)).toBe('unsatisfiable'),
  );

  test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=9-8', 'bytes=0-1,5-6', 'items=0-1', 'bytes=a-b'])(
    '%s means the whole',
    (header) => expect(parseRange(header, 100)).toBeNull(),
  );

  test('nothing of an empty file can be had', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable');
  });
});
