import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planSegmentCount, planSegmentStarts, SegmentPlanner } from '../../../src/codec/encode/segment-plan.js';
import { codeOf } from '../../helpers/error-code.js';

describe('the number of segments', () => {
  // Format section 3: as the C++ tool plans them.
  test.each([
    [1, 1],
    [124_999, 1],
    [125_000, 2],
    [249_999, 2],
    [250_000, 4],
    [499_999, 4],
    [500_000, 8],
    [100_000_000, 8],
  ])('for a scan of %d bytes is %d', (scanBytes, count) => {
    expect(planSegmentCount(scanBytes, 1000, false, undefined)).toBe(count);
  });

  test.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [7, 3],
    [15, 7],
    [16, 8],
  ])('for %d rows of MCUs is at most %d', (mcuRows, count) => {
    expect(planSegmentCount(1e9, mcuRows, false, undefined)).toBe(count);
    expect(planSegmentCount(1, mcuRows, false, 8)).toBe(count);
    expect(planSegmentCount(1e9, mcuRows, true, 8)).toBe(count);
  });

  test('can be asked for', () => {
    for (let wanted = 1; wanted <= 8; wanted++) {
      expect(planSegmentCount(1, 100, false, wanted)).toBe(wanted);
      expect(planSegmentCount(1e9, 100, true, wanted)).toBe(wanted);
    }
  });

  test.each([0, -1, 9, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot be %d', (wanted) => {
    expect(codeOf(() => planSegmentCount(1e6, 100, false, wanted))).toBe('USAGE');
  });

  test('grows more slowly where the whole image is needed, up to 8', () => {
    let before = 0;
    for (let scanBytes = 0; scanBytes < 1e7; scanBytes += 50_000) {
      const count = planSegmentCount(scanBytes, 1000, true, undefined);
      expect(count).toBeGreaterThanOrEqual(Math.max(1, before));
      expect(count).toBeLessThanOrEqual(planSegmentCount(scanBytes, 1000, false, undefined));
      before = count;
    }
    expect(before).toBe(8);
  });
});

describe('the first rows of the segments', () => {
  const rowBytes = fc.array(fc.oneof(fc.nat(3000), fc.constantFrom(0, 100_000)), { minLength: 2, maxLength: 120 });

  test('begin at 0 and go up; there may be fewer than asked for', () => {
    fc.assert(
      fc.property(rowBytes, fc.integer({ min: 1, max: 8 }), (bytes, wanted) => {
        const count = Math.max(1, Math.min(wanted, bytes.length >> 1));
        const { offsets, total } = sumUp(bytes);
        const starts = planSegmentStarts(offsets, total, count);
        expect(starts.length).toBeGreaterThanOrEqual(1);
        expect(starts.length).toBeLessThanOrEqual(count);
        expect(starts[0]).toBe(0);
        starts.forEach((start, i) => {
          expect(Number.isInteger(start)).toBe(true);
          if (i > 0) expect(start).toBeGreaterThan(starts[i - 1]);
          expect(start).toBeLessThan(bytes.length);
        });
      }),
    );
  });

  test('lie as near as a row can to equal shares of the bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 40, maxLength: 120 }),
        fc.integer({ min: 2, max: 8 }),
        (jitter, count) => {
          const { offsets, total } = sumUp(jitter.map((each) => 1000 + each));
          planSegmentStarts(offsets, total, count).forEach((start, i) => {
            const target = (total * i) / count;
            const distances = offsets.map((offset) => Math.abs(offset - target));
            expect(distances[start]).toBe(Math.min(...distances));
          });
        },
      ),
    );
  });

  test('follow one row that has nearly all bytes as soon as there is another', () => {
    const atStart = sumUp([100_000, 1, 1, 1, 1, 1, 1, 1]);
    expect(planSegmentStarts(atStart.offsets, atStart.total, 4)).toEqual([0, 1, 2, 3]);
    const atEnd = sumUp([1, 1, 1, 1, 1, 1, 100_000, 1]);
    expect(planSegmentStarts(atEnd.offsets, atEnd.total, 4)).toEqual([0, 5, 6, 7]);
  });

  test('are as many as asked for wherever there are rows for them', () => {
    const atEnd = sumUp([0, 0, 0, 100_000]);
    expect(planSegmentStarts(atEnd.offsets, atEnd.total, 2)).toEqual([0, 3]);
    expect(planSegmentStarts(atEnd.offsets, atEnd.total, 4)).toEqual([0, 1, 2, 3]);
  });

  test('are known when the rows up to them and one more are', () => {
    const rows = [3000, 10, 10, 9000, 500, 500, 7000, 20, 20, 20, 4000, 100];
    const { offsets, total } = sumUp(rows);
    const planner = new SegmentPlanner(total, 4, rows.length);
    offsets.forEach((offset, row) => {
      const before = planner.starts.length;
      const isStart = planner.addRow(offset);
      expect(planner.starts.length).toBe(before + (isStart ? 1 : 0));
      if (isStart) expect([row - 1, row]).toContain(planner.starts.at(-1));
    });
    expect(planner.starts).toEqual(planSegmentStarts(offsets, total, 4));
    expect(planner.starts.length).toBe(4);
  });
});

/** Bytes before each row, and all of them. */
function sumUp(rowBytes: readonly number[]): { offsets: number[]; total: number } {
  let total = 0;
  const offsets = rowBytes.map((bytes) => {
    total += bytes;
    return total - bytes;
  });
  return { offsets, total };
}
