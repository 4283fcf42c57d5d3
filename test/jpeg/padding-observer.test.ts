import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBits, readerBit, readerByte, startReader } from '../../src/jpeg/entropy-reader.js';
import { PaddingObserver } from '../../src/jpeg/padding-observer.js';
import { codeOf } from '../helpers/error-code.js';
import { packBits } from '../helpers/reference-huffman.js';

/** Reads intervals of these numbers of bits, each of which is filled up to a byte. */
function align(observer: PaddingObserver, bytes: readonly number[], bitCounts: readonly number[]): number[] {
  const padded = Uint8Array.from([...bytes, 0, 0, 0, 0]);
  startReader(0);
  return bitCounts.map((count) => {
    for (let i = 0; i < count; i++) readBits(padded, 1);
    return observer.alignReader(padded);
  });
}

describe('the pad bits', () => {
  test('of any pad byte are found again as far as they were seen', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 127 }), counts, (padByte, bitCounts) => {
        const intervals = bitCounts.map((count) => packBits('0'.repeat(count), padByte));
        const observer = new PaddingObserver();
        let end = 0;
        const ends = intervals.map((bytes) => {
          end += bytes.length;
          return end;
        });
        expect(align(observer, intervals.flat(), bitCounts)).toEqual(ends);
        // Written anew with what was found, the intervals are the same.
        expect(bitCounts.map((count) => packBits('0'.repeat(count), observer.padByte))).toEqual(intervals);
      }),
    );
  });

  test('are all ones where none were seen', () => {
    const observer = new PaddingObserver();
    expect(observer.padByte).toBe(0x7f);
    align(observer, [0xaa, 0xbb], [8, 8]);
    expect(observer.padByte).toBe(0x7f);
  });

  test.each([
    [
      [0b10111111, 0b10000000],
      [2, 2],
    ],
    [
      [0b00000001, 0b00000000],
      [7, 7],
    ],
    [
      [0b00001111, 0b10111011],
      [4, 4],
    ],
  ])('that differ inside a file are refused: %j', (bytes, counts) => {
    const observer = new PaddingObserver();
    expect(codeOf(() => align(observer, bytes, counts))).toBe('NOT_REPRESENTABLE');
    // The reader has not moved, and what was known is still known.
    expect([readerByte(), readerBit()]).toEqual([1, counts[1]]);
    align(observer, bytes.slice(0, 1), counts.slice(0, 1));
  });
});
