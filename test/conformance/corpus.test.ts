import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const { compressSync, decompressSync, LeptonError } = await loadBuiltLibrary();
const TABLE = 'corpus/CORPUS.tsv';
const rows = readSharedTable(TABLE);
skipWithoutTable(TABLE);

const accepted = rows.filter(({ cpp_exit }) => cpp_exit === '0');
const others = rows.filter((row) => !accepted.includes(row));
const read = (file: string) => readShared(`corpus/${file}`);

/** Compresses without verification, so that it is the test that compares. */
function expectRoundTrip(jpeg: Uint8Array, options: { extended?: boolean; any?: boolean } = {}): Uint8Array {
  const lepton = compressSync(jpeg, { ...options, verify: false });
  expect(Buffer.compare(decompressSync(lepton), jpeg)).toBe(0);
  return lepton;
}

describe.runIf(rows.length > 0)('photographs and decoder test images', () => {
  test('are there', () => {
    expect(accepted.length).toBeGreaterThanOrEqual(70);
    expect(others.length).toBeGreaterThanOrEqual(15);
  });

  test.each(accepted)('$file ($frame, $sampling) comes back, and is small enough', (row) => {
    const jpeg = read(row.file);
    const lepton = expectRoundTrip(jpeg);
    if (jpeg.length > 50_000) expect(lepton.length / Number(row.cpp_lep_bytes)).toBeLessThanOrEqual(1.005);
  });

  test.each(others)('$file ($frame, $sampling) comes back or is refused with a code', ({ file }) => {
    const jpeg = read(file);
    try {
      expectRoundTrip(jpeg);
    } catch (error) {
      if (!(error instanceof LeptonError)) throw error;
      expect(error.code).toMatch(
        /^(FOUR_COMPONENTS|SAMPLING_BEYOND_TWO|UNSUPPORTED_JPEG|NOT_REPRESENTABLE|DAMAGED_JPEG|COEFFICIENT_OUT_OF_RANGE)$/,
      );
    }
    expectRoundTrip(jpeg, { any: true });
  });

  test.each(others.filter(({ frame }) => /^SOF[012]/.test(frame)))(
    '$file comes back as an extended file',
    ({ file }) => {
      const jpeg = read(file);
      expect(expectRoundTrip(jpeg, { extended: true }).length).toBeLessThan(jpeg.length);
    },
  );
});
