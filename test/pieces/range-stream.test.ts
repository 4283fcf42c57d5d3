import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { brotliFile } from '../helpers/old-lepton.js';
import { isPrefix, letTurn, readAll } from '../helpers/streams.js';
import { withByte } from '../helpers/with-byte.js';

const { compressPiecesSync, compressSync, createRangeStream, decompressRangeSync, LeptonError } =
  await loadBuiltLibrary();

const error = (code: string) => expect.objectContaining({ code });
const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG, { segments: 8 });

describe('a stream of a range', () => {
  const SMALL = readFixture('sampling-420.jpg');
  const piece = [...compressPiecesSync(JPEG, { pieceSize: 60_000 })][1];
  const two = new Uint8Array(Buffer.concat([brotliFile(compressSync(SMALL)), brotliFile(compressSync(SMALL))]));
  const files: [string, Uint8Array, Uint8Array][] = [
    ['sequential', LEPTON, JPEG],
    ['progressive', compressSync(readFixture('scene-progressive.jpg')), readFixture('scene-progressive.jpg')],
    ['cut off', compressSync(JPEG.subarray(0, 90_000)), JPEG.subarray(0, 90_000)],
    ['stored', compressSync(new Uint8Array(200_000).fill(3), { any: true }), new Uint8Array(200_000).fill(3)],
    ['a piece', piece.lepton, JPEG.subarray(piece.start, piece.end)],
    ['several files', two, new Uint8Array(Buffer.concat([SMALL, SMALL]))],
  ];

  test.each(files)('gives the bytes of the range: %s', async (_what, lepton, original) => {
    const size = original.length;
    await fc.assert(
      fc.asyncProperty(fc.nat(size), fc.nat(size), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const { bytes, sizes, error: reason } = await readAll(createRangeStream(lepton, start, end));
        expect(reason).toBe(undefined);
        expect(Buffer.compare(bytes, original.subarray(start, end))).toBe(0);
        expect(sizes.every((each) => each > 0 && each <= 65_536)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test('ends at once where the range is empty', async () => {
    for (const at of [0, 1000, JPEG.length]) {
      expect((await readAll(createRangeStream(LEPTON, at, at))).sizes).toEqual([]);
    }
  });

  test('fails as decompressRangeSync does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(LEPTON.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(JPEG.length),
        async (offset, change, start) => {
          const lepton = withByte(LEPTON, offset, LEPTON[offset] ^ change);
          const end = Math.min(JPEG.length, start + 20_000);
          const outcome = await readAll(createRangeStream(lepton, start, end));
          try {
            const expected = decompressRangeSync(lepton, start, end);
            expect([outcome.error, Buffer.compare(outcome.bytes, expected)]).toEqual([undefined, 0]);
          } catch (reason) {
            if (!(reason instanceof LeptonError)) throw reason;
            expect(outcome.error).toEqual(error(reason.code));
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  test('may be read by several readers at once, in any order', async () => {
    const ranges = [0, 1, 2, 3, 4].map((i) => [i * 35_000, i * 35_000 + 60_000] as const);
    const outcomes = await Promise.all(ranges.map(([start, end]) => readAll(createRangeStream(LEPTON, start, end))));
    outcomes.forEach(({ bytes }, i) => {
      expect(Buffer.compare(bytes, JPEG.subarray(...ranges[i]))).toBe(0);
    });
  });

  test('stops when it is cancelled, also in front of its first byte', async () => {
    for (const reads of [0, 1]) {
      const lepton = LEPTON.slice();
      const reader = createRangeStream(lepton, 1000, JPEG.length).getReader();
      for (let i = 0; i < reads; i++) {
        const { value } = await reader.read();
        expect(isPrefix(value!, JPEG.subarray(1000))).toBe(true);
      }
      await reader.cancel();
      // With its coded bytes gone, whoever went on would fail.
      lepton.fill(0);
      await letTurn();
      expect(await reader.read()).toEqual({ done: true, value: undefined });
    }
  });
});
