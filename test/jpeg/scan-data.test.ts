import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceCursor, readScanData, SCAN_PADDING } from '../../src/jpeg/scan-data.js';
import { stuff } from '../helpers/reference-huffman.js';

const ALL = Number.POSITIVE_INFINITY;
const read = (bytes: readonly number[], start = 0, maxRestarts = ALL) =>
  readScanData(Uint8Array.from(bytes), start, maxRestarts);
const dataOf = ({ bytes, length }: ReturnType<typeof read>) => [...bytes.subarray(0, length)];

/** Scan data with many FF, and runs long enough for both ways of copying. */
const scanByte = fc.oneof(fc.constant(0xff), fc.constant(0), fc.integer({ min: 0, max: 255 }));
const interval = fc.oneof(fc.array(scanByte, { maxLength: 40 }), fc.array(fc.constant(0x55), { maxLength: 200 }));

describe('the data of a scan', () => {
  test('loses its stuffing and its restart markers, and has zeros behind it', () => {
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1, maxLength: 12 }), fc.nat(7), (intervals, before) => {
        const marked = intervals.flatMap((bytes, i) => [
          ...(i > 0 ? [0xff, 0xd0 + ((i - 1) & 7)] : []),
          ...stuff(bytes),
        ]);
        const file = [...new Array<number>(before).fill(9), ...marked, 0xff, 0xd9, 1, 2];
        const data = read(file, before);
        expect(dataOf(data)).toEqual(intervals.flat());
        expect([data.start, data.end]).toEqual([before, before + marked.length]);
        expect(data.restartNumbers).toEqual(intervals.slice(1).map((_, i) => i & 7));
        let offset = 0;
        expect(data.restartOffsets).toEqual(
          intervals.slice(0, -1).map((bytes) => {
            offset += bytes.length;
            return offset;
          }),
        );
        const padding = data.bytes.subarray(data.length);
        expect(padding.length).toBeGreaterThanOrEqual(SCAN_PADDING);
        expect(padding.every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  test.each<[string, number[], number]>([
    ['EOI', [1, 2, 0xff, 0xd9], 2],
    ['another header segment', [1, 0xff, 0x00, 2, 0xff, 0xc4, 0, 9], 4],
    ['a fill byte', [1, 2, 0xff, 0xff, 0xd9], 2],
    ['the end of the file', [1, 2, 3], 3],
    ['half a marker at the end of the file', [1, 2, 0xff], 2],
    ['nothing', [], 0],
  ])('ends at %s', (_what, bytes, end) => {
    expect(read(bytes).end).toBe(end);
  });

  test('ends at a restart marker that there is no interval for', () => {
    const bytes = [1, 0xff, 0xd0, 2, 0xff, 0xd1, 3, 0xff, 0xd9];
    expect(read(bytes, 0, 2)).toMatchObject({ end: 7, restartOffsets: [1, 2] });
    expect(read(bytes, 0, 1)).toMatchObject({ end: 4, restartOffsets: [1] });
    expect(read(bytes, 0, 0)).toMatchObject({ end: 1, restartOffsets: [] });
  });
});

describe('the offset cursor', () => {
  test('tells where the data stands in the file', () => {
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1, maxLength: 6 }), fc.array(fc.nat()), (intervals, stops) => {
        const file = intervals.flatMap((bytes, i) => [...(i > 0 ? [0xff, 0xd0] : []), ...stuff(bytes)]);
        const data = read(file);
        const cursor = { position: 0, coded: 0, restarts: 0 };
        const positions = stops.map((stop) => stop % (data.length + 1)).sort((a, b) => a - b);
        for (const position of positions) {
          // A restart marker on a border belongs to what comes before it.
          const restarts = data.restartOffsets.filter((offset) => offset <= position).length;
          const coded = advanceCursor(cursor, data, position, restarts);
          expect(coded).toBe(stuff(intervals.flat().slice(0, position)).length + 2 * restarts);
        }
      }),
    );
  });
});
