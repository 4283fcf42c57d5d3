import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const { compressSync, decompressSync } = await loadBuiltLibrary();
const TABLE = 'golden/JPEG.tsv';
const rows = readSharedTable(TABLE);
skipWithoutTable(TABLE);

const accepted = rows.filter(({ cpp_exit, rust_exit }) => cpp_exit === '0' || rust_exit === '0');
const others = rows.filter((row) => !accepted.includes(row));
const read = (file: string) => readShared(`golden/${file}`);
const restores = (lepton: Uint8Array, jpeg: Uint8Array) => Buffer.compare(decompressSync(lepton), jpeg) === 0;

/** Files above 50 KB are compared in size. */
const MIN_COMPARED = 50_000;
/** Files that end inside their scan, of which the existing tools keep other bytes than we do. */
const ENDS_EARLY = ['gray2sf.jpg', 'singlerowtrunc.jpg', 'truncatedzerorun.jpg'];
const isWhole = (file: string) => !file.startsWith('cut_') && !ENDS_EARLY.includes(file);
/** Smallest of the sizes that are given; `-` stands for none. */
const smallest = (...sizes: string[]) => Math.min(...sizes.filter((size) => size !== '-').map(Number));

describe.runIf(rows.length > 0)('golden JPEGs that an existing tool accepts', () => {
  test('are there', () => {
    expect(accepted.length).toBeGreaterThanOrEqual(28);
    expect(others.length).toBeGreaterThanOrEqual(6);
  });

  test.each(accepted)('$file comes back, and is small enough', (row) => {
    const jpeg = read(row.file);
    const lepton = compressSync(jpeg, { verify: false });
    expect(restores(lepton, jpeg)).toBe(true);
    if (jpeg.length <= MIN_COMPARED) return;
    const limit = isWhole(row.file) ? 1.003 : 1.005;
    expect(lepton.length / smallest(row.cpp_lep_bytes, row.rust_lep_bytes)).toBeLessThanOrEqual(limit);
  });

  const withOnePartition = accepted.filter(
    ({ file, bytes, rust_1partition_bytes }) =>
      Number(bytes) > MIN_COMPARED && rust_1partition_bytes !== '-' && isWhole(file),
  );
  test.each(withOnePartition)('$file with one segment is as small as the Rust library makes it', (row) => {
    const lepton = compressSync(read(row.file), { segments: 1 });
    expect(lepton.length / Number(row.rust_1partition_bytes)).toBeLessThanOrEqual(1.001);
  });
});

describe.runIf(rows.length > 0)('golden JPEGs that no existing tool accepts', () => {
  // Arithmetic coding is left; everything else here is sequential or progressive Huffman coding with 8 bits.
  test.each(others.filter(({ file }) => file !== 'refuse_arithmetic.jpg'))(
    '$file comes back as an extended file',
    ({ file }) => {
      const jpeg = read(file);
      const lepton = compressSync(jpeg, { extended: true, verify: false });
      expect(restores(lepton, jpeg)).toBe(true);
      expect(lepton.length).toBeLessThan(jpeg.length);
    },
  );

  test.each(others)('$file comes back from being stored', ({ file }) => {
    const jpeg = read(file);
    expect(restores(compressSync(jpeg, { any: true, verify: false }), jpeg)).toBe(true);
  });
});
