import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as patches from '../../src/codec/patches.js';
import type { Patch } from '../../src/container/extension.js';
import { runToEnd } from '../../src/work/steps.js';
import { codeOf } from '../helpers/error-code.js';

const findPatches = (...args: Parameters<typeof patches.findPatches>) => runToEnd(patches.findPatches(...args));
const applyPatches = (...args: Parameters<typeof patches.applyPatches>) => runToEnd(patches.applyPatches(...args));

/** A place in the written form where the original has other bytes. */
interface Edit {
  readonly distance: number;
  readonly removed: number;
  readonly inserted: Uint8Array;
}

const bytes = fc.uint8Array({ minLength: 2, maxLength: 3000 });
const edit: fc.Arbitrary<Edit> = fc.record({
  distance: fc.integer({ min: 0, max: 400 }),
  removed: fc.nat(40),
  inserted: fc.uint8Array({ maxLength: 40 }),
});

function change(written: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const original = [...written.subarray(0, 2)];
  let at = 2;
  for (const { distance, removed, inserted } of edits) {
    original.push(...written.subarray(at, at + distance), ...inserted);
    at = Math.min(written.length, at + distance + removed);
  }
  return Uint8Array.from([...original, ...written.subarray(at)]);
}

/** Finds patches, checks that they lead to what they claim, and tells how far. */
function expectRestored(written: Uint8Array, original: Uint8Array, originalEnd = original.length) {
  const found = findPatches(written, original, originalEnd);
  const { patches, writtenBytes, originalBytes } = found;
  expect(writtenBytes).toBeLessThanOrEqual(written.length);
  expect(originalBytes).toBeLessThanOrEqual(originalEnd);
  const restored = applyPatches(written, writtenBytes, patches, originalBytes);
  expect(restored).toEqual(original.slice(0, originalBytes));
  return found;
}

describe('patches', () => {
  test('lead from the written form to the original as far as they say, for any edits', () => {
    fc.assert(
      fc.property(bytes, fc.array(edit, { maxLength: 12 }), fc.nat(5000), (written, edits, end) => {
        const original = change(written, edits);
        expectRestored(written, original);
        expectRestored(written, original, Math.min(end, original.length));
      }),
      { numRuns: 300 },
    );
  });

  test('lead as far for bytes that repeat, where there are many places to go on', () => {
    const few = fc.array(fc.constantFrom(0, 1), { maxLength: 400 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(few, few, (written, original) => {
        expectRestored(written, original);
      }),
      { numRuns: 300 },
    );
  });

  /** Bytes of which no twelve stand twice. */
  const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 13) & 255);
  const far = fc.array(
    edit.map(({ distance, ...rest }) => ({ ...rest, distance: distance + 20 })),
    { maxLength: 12 },
  );

  test('lead to the end where the edits stand apart', () => {
    fc.assert(
      fc.property(far, (edits) => {
        const written = noise(8000);
        const original = change(written, edits);
        const { originalBytes } = expectRestored(written, original);
        expect(originalBytes).toBe(original.length);
      }),
      { numRuns: 200 },
    );
  });

  test('are none where both agree, and end where one of the two does', () => {
    const written = noise(500);
    const none = { patches: [], writtenBytes: 500, originalBytes: 500 };
    expect(findPatches(written, written.slice(), 500)).toEqual(none);
    expect(findPatches(written, Uint8Array.of(...written, 1, 2, 3), 503)).toEqual(none);
    expect(findPatches(Uint8Array.of(...written, 1, 2, 3), written, 500)).toEqual(none);
    expect(findPatches(written, written, 100)).toEqual({ patches: [], writtenBytes: 100, originalBytes: 100 });
  });

  test('are as short as the edit', () => {
    const written = noise(500);
    const at = (offset: number, removed: number, ...inserted: number[]) =>
      Uint8Array.of(...written.subarray(0, offset), ...inserted, ...written.subarray(offset + removed));
    const patchesOf = (original: Uint8Array) => findPatches(written, original, original.length).patches;
    const other = (written[100] as number) ^ 1;
    expect(patchesOf(at(100, 1, other))).toEqual([{ gap: 100, removed: 1, inserted: Uint8Array.of(other) }]);
    expect(patchesOf(at(100, 3))).toEqual([{ gap: 100, removed: 3, inserted: new Uint8Array() }]);
    expect(patchesOf(at(100, 0, other, 7))).toEqual([{ gap: 100, removed: 0, inserted: Uint8Array.of(other, 7) }]);
    const twice = at(100, 1, other);
    twice[200] = (written[200] as number) ^ 1;
    expect(patchesOf(twice).map(({ gap, removed }) => [gap, removed])).toEqual([
      [100, 1],
      [99, 1],
    ]);
  });

  test('end where nothing in reach agrees', () => {
    const written = noise(1000);
    const original = Uint8Array.of(...written.subarray(0, 300), ...new Uint8Array(700));
    expect(findPatches(written, original, 1000)).toEqual({ patches: [], writtenBytes: 300, originalBytes: 300 });
    // 64 other bytes are in reach, 65 are not.
    const apart = (count: number) => written.map((byte, i) => (i >= 300 && i < 300 + count ? byte ^ 0x80 : byte));
    expect(findPatches(written, apart(64), 1000)).toMatchObject({ patches: { length: 1 }, originalBytes: 1000 });
    expect(findPatches(written, apart(65), 1000)).toMatchObject({ patches: [], originalBytes: 300 });
  });
});

describe('patches that do not fit', () => {
  const written = Uint8Array.from({ length: 100 }, (_, i) => i);
  const patch = (gap: number, removed: number, inserted = 0): Patch => ({
    gap,
    removed,
    inserted: new Uint8Array(inserted),
  });

  test('the ones that the others are made of do fit', () => {
    const restored = applyPatches(written, 90, [patch(10, 5, 2), patch(0, 0, 1), patch(75, 0, 3)], 91);
    expect([...restored]).toEqual([...written.subarray(0, 10), 0, 0, 0, ...written.subarray(15, 90), 0, 0, 0]);
    expect(applyPatches(written, 0, [], 0)).toHaveLength(0);
  });

  test.each<[string, number, Patch[], number]>([
    ['more written bytes than there are', 101, [], 101],
    ['a result that is longer', 90, [], 91],
    ['a result that is shorter', 90, [], 89],
    ['a gap past the written bytes', 90, [patch(91, 0)], 90],
    ['a gap past the result', 90, [patch(60, 30)], 59],
    ['gaps that add up past the written bytes', 90, [patch(50, 0), patch(41, 0)], 90],
    ['bytes left out past the written ones', 90, [patch(85, 6)], 85],
    ['bytes put in past the result', 90, [patch(90, 0, 1)], 90],
    ['bytes put in past the result at the start', 0, [patch(0, 0, 1)], 0],
    ['the largest numbers', 90, [patch(2 ** 35 - 1, 2 ** 35 - 1)], 90],
    ['a large number to leave out', 90, [patch(0, 2 ** 35 - 1)], 0],
  ])('are refused: %s', (_what, writtenBytes, patches, size) => {
    expect(codeOf(() => applyPatches(written, writtenBytes, patches, size))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('any numbers either fit or are refused', () => {
    const number = fc.oneof(fc.nat(30), fc.nat(2 ** 31 - 1));
    const patches = fc.array(fc.record({ gap: number, removed: number, inserted: fc.uint8Array({ maxLength: 20 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(patches, fc.nat(110), fc.nat(120), (list, writtenBytes, size) => {
        const left = list.reduce((rest, { gap, removed }) => rest - gap - removed, writtenBytes);
        const made = list.reduce((sum, { removed, inserted }) => sum + inserted.length - removed, writtenBytes);
        const fits = writtenBytes <= 100 && left >= 0 && made === size;
        if (fits) expect(applyPatches(written, writtenBytes, list, size)).toHaveLength(size);
        else expect(codeOf(() => applyPatches(written, writtenBytes, list, size))).toBe('DAMAGED_LEPTON_FILE');
      }),
      { numRuns: 500 },
    );
  });
});
