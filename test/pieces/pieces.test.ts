import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLeptonFiles } from '../../src/container/lepton-reader.js';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { sequentialFixtures } from '../helpers/sequential-fixtures.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const { compressPieces, compressPiecesSync, compressSync, decompressSync, LeptonError } = await loadBuiltLibrary();
type Piece = import('../../src/index.js').Piece;

const error = (code: string) => expect.objectContaining({ code });

const readLepton = (lepton: Uint8Array) => readLeptonFiles(lepton, { padding: 0, limit: 2 ** 27, brotli: null })[0]!;

/** Every piece alone, the last first, must restore its bytes and no others. */
function expectExact(pieces: readonly Piece[], jpeg: Uint8Array, pieceSize: number): void {
  expect(pieces.map(({ index, start, end }) => [index, start, end])).toEqual(
    Array.from({ length: Math.ceil(jpeg.length / pieceSize) }, (_, index) => [
      index,
      index * pieceSize,
      Math.min((index + 1) * pieceSize, jpeg.length),
    ]),
  );
  for (const { start, end, lepton } of [...pieces].reverse()) {
    expect(Buffer.compare(decompressSync(lepton), jpeg.subarray(start, end))).toBe(0);
  }
}

describe('pieces of sequential JPEGs', () => {
  test.each(sequentialFixtures())('of %s restore exactly their bytes', (file) => {
    const jpeg = readFixture(file);
    const pieceSizes = [1024, 1025, 2000, jpeg.length - 3, jpeg.length - 2, jpeg.length - 1, jpeg.length];
    for (const pieceSize of pieceSizes.filter((size) => size >= 1024)) {
      expectExact([...compressPiecesSync(jpeg, { pieceSize, verify: false })], jpeg, pieceSize);
    }
  });

  test('restore exactly their bytes whatever their size, number of segments and the end of the JPEG', () => {
    const sizes = fc.integer({ min: 1024, max: 30_000 });
    fc.assert(
      fc.property(fc.constantFrom(...sequentialFixtures()), sizes, fc.nat(7), fc.nat(), (file, size, count, cut) => {
        const whole = readFixture(file);
        // Every other JPEG is cut off somewhere behind its header.
        const jpeg = cut % 2 === 0 ? whole : whole.subarray(0, Math.max(whole.length >> 1, cut % whole.length));
        const options = { pieceSize: size, verify: false, any: true, ...(count > 0 && { segments: count }) };
        expectExact([...compressPiecesSync(jpeg, options)], jpeg, size);
      }),
      { numRuns: 150 },
    );
  });

  test('do not take more together than a little above the whole', () => {
    const jpeg = readFixture('scene.jpg');
    const pieces = [...compressPiecesSync(jpeg, { pieceSize: 65536 })];
    const together = pieces.reduce((sum, { lepton }) => sum + lepton.length, 0);
    expect(together).toBeLessThan(1.05 * compressSync(jpeg).length);
  });

  test('that are all of the JPEG are its Lepton file', () => {
    const jpeg = readFixture('scene.jpg');
    const pieces = [...compressPiecesSync(jpeg)];
    expect(pieces.map(({ index, isStored }) => [index, isStored])).toEqual([[0, false]]);
    expect(Buffer.compare(pieces[0].lepton, compressSync(jpeg))).toBe(0);
  });

  test('are a cut-off JPEG first, then parts with a prefix, the last with what follows the scan', () => {
    const jpeg = readFixture('trailing-noise.jpg');
    const pieces = [...compressPiecesSync(jpeg, { pieceSize: 3000 })].map(({ lepton }) => readLepton(lepton));
    expect(pieces.map(({ kind, items }) => [kind, items.cutOff !== null, items.replacingPrefix !== null])).toEqual([
      ['Z', true, false],
      ['Y', false, true],
    ]);
    const { trailing } = pieces[1].items;
    expect(trailing!.length).toBeGreaterThan(2);
    expect(Buffer.compare(trailing!, jpeg.subarray(-trailing!.length))).toBe(0);
  });

  test('repeat of the header what decoding needs', () => {
    const jpeg = readFixture('app1.jpg');
    const pieces = [...compressPiecesSync(jpeg, { pieceSize: 5000 })].map(({ lepton }) => readLepton(lepton));
    expect(pieces).toHaveLength(2);
    const [whole, part] = pieces.map(({ items }) => Buffer.from(items.jpegHeader));
    // All but the APP1 segment of 3,000 bytes, APP0 and its like.
    expect(whole.length).toBeGreaterThan(3500);
    expect(part.length).toBeLessThan(whole.length - 3000);
    expect(part.indexOf(Buffer.of(0xff, 0xe1))).toBe(-1);
  });

  test('are stored where no row of MCUs begins', () => {
    const jpeg = readFixture('app1-longest.jpg');
    const pieces = [...compressPiecesSync(jpeg, { pieceSize: 10_000 })];
    expect(pieces.map(({ isStored }) => isStored)).toEqual([true, true, true, true, true, true, false]);
    expect(readLepton(pieces[1].lepton)).toMatchObject({ kind: 'Y', items: { replacingPrefix: null } });
    // A single row of 500 MCUs in pieces of which the first alone has a beginning of a row.
    const wide = [...compressPiecesSync(readFixture('size-4000x1-420.jpg'), { pieceSize: 1024 })];
    expect(wide.slice(1).every(({ isStored }) => isStored)).toBe(true);
  });

  test('each have a segment plan of their own', () => {
    const jpeg = readFixture('scene.jpg');
    const segmentsOf = (options: object) =>
      [...compressPiecesSync(jpeg, options)].map(({ lepton }) => readLepton(lepton).items.segments.length);
    expect(segmentsOf({ pieceSize: 150_000 })).toEqual([2, 1]);
    expect(segmentsOf({ pieceSize: 150_000, segments: 3 })).toEqual([3, 3]);
  });

  test('come one after the other in time from the asynchronous form, and are the same', async () => {
    const jpeg = readFixture('scene.jpg');
    const options = { pieceSize: 50_000 };
    const pieces: Piece[] = [];
    for await (const piece of compressPieces(jpeg, options)) pieces.push(piece);
    expect(pieces).toEqual([...compressPiecesSync(jpeg, options)]);
  });

  test('of two JPEGs can be made at the same time', async () => {
    const make = async (file: string) => {
      const pieces: Piece[] = [];
      for await (const piece of compressPieces(readFixture(file), { pieceSize: 4096, verify: false }))
        pieces.push(piece);
      return pieces;
    };
    const files = ['scene-444-restart.jpg', 'scene-422-optimized.jpg', 'scene-grey.jpg'];
    const made = await Promise.all(files.map(make));
    made.forEach((pieces, i) => {
      expect(pieces).toEqual([...compressPiecesSync(readFixture(files[i]), { pieceSize: 4096 })]);
    });
  });
});

describe('JPEGs that do not decode in parts', () => {
  test.each(['progressive-420.jpg', 'scans-separate-420.jpg'])('%s is refused, or stored', (file) => {
    const jpeg = readFixture(file);
    expect(() => [...compressPiecesSync(jpeg)]).toThrow(error('NOT_REPRESENTABLE'));
    const pieces = [...compressPiecesSync(jpeg, { any: true, pieceSize: 1500 })];
    expectExact(pieces, jpeg, 1500);
    expect(pieces.every(({ isStored }) => isStored)).toBe(true);
  });

  test('what is no JPEG is refused, or stored', () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) >> 3);
    expect(() => [...compressPiecesSync(bytes)]).toThrow(error('NOT_A_JPEG'));
    expectExact([...compressPiecesSync(bytes, { any: true, pieceSize: 1024 })], bytes, 1024);
  });

  test.each([
    ['four-components.jpg', 'FOUR_COMPONENTS'],
    ['sampling-411.jpg', 'SAMPLING_BEYOND_TWO'],
    ['arithmetic.jpg', 'UNSUPPORTED_JPEG'],
  ])('%s is refused: %s', (file, code) => {
    expect(() => [...compressPiecesSync(readFixture(file))]).toThrow(error(code));
  });

  test('the memory limit is honored before anything is made', () => {
    const jpeg = readFixture('scene.jpg');
    expect(() => compressPiecesSync(jpeg, { memoryLimit: 300_000 }).next()).toThrow(error('LIMIT_EXCEEDED'));
    expect(() => compressPiecesSync(jpeg, { memoryLimit: 300_000, any: true }).next()).toThrow(error('LIMIT_EXCEEDED'));
  });

  test.each([0, 1023, 1024.5, -4096, Number.NaN, 2 ** 27])('a piece size of %d is refused', (pieceSize) => {
    expect(() => compressPiecesSync(readFixture('flat.jpg'), { pieceSize }).next()).toThrow(error('USAGE'));
  });
});

const TABLE = 'golden/LEP.tsv';
const rows = readSharedTable(TABLE).filter(({ lep }) => lep.includes('.piece_'));
skipWithoutTable(TABLE);

describe.runIf(rows.length > 0)('golden pieces of the C++ tool', () => {
  test.each(rows)('$lep has the structure of ours', ({ lep, decodes_to, offset, length }) => {
    const jpeg = readShared(`golden/${decodes_to}`);
    const golden = readShared(`golden/${lep}`);
    const [start, size] = [Number(offset), Number(length)];
    expect(Buffer.compare(decompressSync(golden), jpeg.subarray(start, start + size))).toBe(0);
    const pieces = compressPiecesSync(jpeg, { pieceSize: 1_048_576, verify: false });
    const ours = [...pieces].find((piece) => piece.start === start)!;
    expect(Math.abs(ours.lepton.length - golden.length)).toBeLessThan(0.001 * golden.length);
    const [a, b] = [readLepton(ours.lepton), readLepton(golden)];
    expect([a.kind, a.version, a.outputSize]).toEqual([b.kind, b.version, b.outputSize]);
    for (const item of ['jpegHeader', 'cutOff', 'replacingPrefix', 'leadingPrefix', 'trailing'] as const) {
      expect(a.items[item], item).toEqual(b.items[item]);
    }
    expect(a.items.segments.length).toBe(b.items.segments.length);
    expect(a.items.segments[0]).toEqual({ ...b.items.segments[0], size: a.items.segments[0].size });
    const total = (file: typeof a) => file.items.segments.reduce((sum, segment) => sum + segment.size, 0);
    expect(total(a)).toBe(total(b));
  });
});

test('errors are those of the library', () => {
  expect(() => [...compressPiecesSync(new Uint8Array(0))]).toThrow(LeptonError);
});
