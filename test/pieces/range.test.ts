import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { listFixtures, readFixture } from '../helpers/fixtures.js';
import { changeLepton, findItem } from '../helpers/lepton-surgery.js';
import { sequentialFixtures } from '../helpers/sequential-fixtures.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const library = await loadBuiltLibrary();
const { compressPiecesSync, compressSync, createRangeStream, decompressRange, decompressRangeSync, decompressSync } =
  library;

const error = (code: string) => expect.objectContaining({ code });
const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG, { segments: 8 });

function expectRanges(lepton: Uint8Array, original: Uint8Array, ranges: readonly (readonly [number, number])[]): void {
  for (const [start, end] of ranges) {
    const range = decompressRangeSync(lepton, start, end);
    expect(range.length).toBe(end - start);
    expect(Buffer.compare(range, original.subarray(start, end)), `${start}-${end}`).toBe(0);
  }
}

const arbitraryRange = (size: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.nat(size), fc.nat(size)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);

describe('a range of a JPEG', () => {
  test.each(sequentialFixtures())('of %s is exact', (file) => {
    const jpeg = readFixture(file);
    const size = jpeg.length;
    const third = Math.floor(size / 3);
    const lepton = compressSync(jpeg, { segments: 8 });
    expectRanges(lepton, jpeg, [
      [0, size],
      [0, 1],
      [size - 1, size],
      [size, size],
      [third, third],
      [third, 2 * third],
      [0, third],
      [2 * third, size],
    ]);
  });

  test('is exact wherever it lies, in whole files and pieces with any number of segments', () => {
    const files = listFixtures().filter(({ process }) => /^SOF[012]/.test(process));
    const names = files
      .map(({ file }) => file)
      .filter((file) => !/^(?:four|sampling-411|sampling-1x4|sampling-3x1)/.test(file));
    const drawn = fc.record({
      file: fc.constantFrom(...names),
      segments: fc.integer({ min: 1, max: 8 }),
      pieceSize: fc.integer({ min: 1024, max: 20_000 }),
      place: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(drawn, ({ file, segments, pieceSize, place }) => {
        const jpeg = readFixture(file);
        const inside = (size: number) => place.map((share) => Math.round(share * size)).sort((a, b) => a - b);
        const [start, end] = inside(jpeg.length);
        expectRanges(compressSync(jpeg, { segments, verify: false }), jpeg, [[start, end]]);
        for (const piece of compressPiecesSync(jpeg, { pieceSize, segments, any: true, verify: false })) {
          const bytes = jpeg.subarray(piece.start, piece.end);
          const [from, to] = inside(bytes.length);
          expectRanges(piece.lepton, bytes, [[from, to]]);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('is exact in the asynchronous form and as a stream', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRange(JPEG.length), async ([start, end]) => {
        const expected = JPEG.subarray(start, end);
        expect(Buffer.compare(await decompressRange(LEPTON, start, end), expected)).toBe(0);
        const chunks: Uint8Array[] = [];
        for await (const chunk of createRangeStream(LEPTON, start, end)) chunks.push(chunk);
        expect(chunks.every(({ length }) => length > 0)).toBe(true);
        expect(Buffer.compare(Buffer.concat(chunks), expected)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    [-1, 5],
    [0, JPEG.length + 1],
    [JPEG.length + 1, JPEG.length + 1],
    [10, 9],
    [0.5, 7],
    [Number.NaN, 7],
    [0, Number.POSITIVE_INFINITY],
  ])('outside the file is refused: %d-%d', async (start, end) => {
    expect(() => decompressRangeSync(LEPTON, start, end)).toThrow(error('USAGE'));
    await expect(decompressRange(LEPTON, start, end)).rejects.toThrow(error('USAGE'));
    await expect(createRangeStream(LEPTON, start, end).getReader().read()).rejects.toThrow(error('USAGE'));
  });
});

describe('segments that do not touch the range', () => {
  /** A file in which the packets of segment `damaged` hold other bytes. */
  function damage(damaged: number): Uint8Array {
    return changeLepton(LEPTON, ({ packets }) => {
      for (let offset = 0; offset < packets.length; ) {
        const form = packets[offset] >> 4;
        const headSize = form === 0 ? 3 : 1;
        const length = form === 0 ? packets[offset + 1] + 256 * packets[offset + 2] + 1 : 1024 * 4 ** form;
        if ((packets[offset] & 15) === damaged) packets.fill(0x5a, offset + headSize, offset + headSize + length);
        offset += headSize + length;
      }
    });
  }

  const info = library.inspect(LEPTON);
  if (!('segments' in info)) throw new TypeError('not a Lepton file');
  const sizes = info.segments.map(({ outputSize }) => outputSize);
  const headerSize = JPEG.length - 2 - sizes.reduce((sum, size) => sum + size, 0);
  const starts = sizes.map((_, i) => headerSize + sizes.slice(0, i).reduce((sum, size) => sum + size, 0));

  test('there are eight', () => expect(sizes).toHaveLength(8));

  test.each([0, 3, 7])('are not decoded: number %d may be damaged', (damaged) => {
    const lepton = damage(damaged);
    expect(() => decompressSync(lepton)).toThrow(error('STREAM_INCONSISTENT'));
    const [start, end] = [starts[damaged], starts[damaged] + sizes[damaged]];
    expectRanges(lepton, JPEG, [
      [0, start],
      [end, JPEG.length],
    ]);
    // One byte of it is enough to have it decoded and its damage noticed.
    for (const [from, to] of [
      [start, start + 1],
      [end - 1, end],
      [0, start + 1],
      [end - 1, JPEG.length],
    ]) {
      expect(() => decompressRangeSync(lepton, from, to)).toThrow(error('STREAM_INCONSISTENT'));
    }
  });

  test('may have lying sizes, but not unnoticed', () => {
    const lepton = changeLepton(LEPTON, ({ header }) => {
      // The size of segment 2 becomes one more, and that of segment 3 one less.
      const table = findItem(header, 'HH') + 3;
      header[table + 2 * 16 + 2]++;
      header[table + 3 * 16 + 2]--;
    });
    expect(() => decompressRangeSync(lepton, starts[2], starts[2] + 5)).toThrow(error('STREAM_INCONSISTENT'));
    expect(() => decompressRangeSync(lepton, starts[4] - 9, starts[4])).toThrow(error('STREAM_INCONSISTENT'));
  });
});

describe('a stream of a range', () => {
  test('restores nothing before it is read and nothing after it is cancelled', async () => {
    // Every chunk needs the coded bytes: with them gone, whoever goes on decoding fails or gives other bytes.
    const copy = LEPTON.slice();
    const unread = createRangeStream(copy, 0, JPEG.length);
    await new Promise((resolve) => setTimeout(resolve, 20));
    copy.fill(0);
    await expect(unread.getReader().read()).rejects.toThrow(error('NOT_A_LEPTON_FILE'));

    const reader = createRangeStream(LEPTON, 0, JPEG.length).getReader();
    const { value } = await reader.read();
    expect(Buffer.compare(value!, JPEG.subarray(0, value!.length))).toBe(0);
    await reader.cancel();
    expect(await reader.read()).toEqual({ done: true, value: undefined });
  });

  test('gives the bytes before an error first', async () => {
    const lepton = changeLepton(LEPTON, ({ packets }) => {
      packets.fill(0x5a, packets.length - 3000);
    });
    const reader = createRangeStream(lepton, 0, JPEG.length).getReader();
    let length = 0;
    const readAll = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        length += value.length;
      }
    };
    await expect(readAll()).rejects.toThrow(error('STREAM_INCONSISTENT'));
    expect(length).toBeGreaterThan(50_000);
  });
});

const TABLE = 'golden/LEP.tsv';
const rows = readSharedTable(TABLE);
skipWithoutTable(TABLE);

describe.runIf(rows.length > 0)('ranges of golden files', () => {
  test.each(rows)('of $lep are exact', ({ lep, decodes_to, offset, length }) => {
    const original = readShared(`golden/${decodes_to}`).subarray(Number(offset), Number(offset) + Number(length));
    const size = original.length;
    const ranges = fc.sample(arbitraryRange(size), { numRuns: 3, seed: 5 });
    expectRanges(readShared(`golden/${lep}`), original, [[0, size], [size - 1, size], ...ranges]);
  });
});
