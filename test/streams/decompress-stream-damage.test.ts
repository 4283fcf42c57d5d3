import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { changeLepton } from '../helpers/lepton-surgery.js';
import { brotliFile } from '../helpers/old-lepton.js';
import { isPrefix, sendThrough } from '../helpers/streams.js';
import { withByte } from '../helpers/with-byte.js';

const { compressPiecesSync, compressSync, createDecompressStream, decompressSync, LeptonError } =
  await loadBuiltLibrary();

const error = (code: string) => expect.objectContaining({ code });
const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG, { segments: 8 });
/** As the existing tools write it: nobody knows that a segment is complete before the file is. */
const UNORDERED = changeLepton(LEPTON, ({ revision }) => revision.fill(0, 3 + 8));
const SMALL_JPEG = readFixture('sampling-420.jpg');
const SMALL = compressSync(SMALL_JPEG, { segments: 2 });

const arbitrarySizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 500, max: 100_000 })), {
  minLength: 1,
  maxLength: 6,
});

describe('a file that is cut off', () => {
  test('anywhere gives right bytes and then an error', async () => {
    for (let length = 0; length < SMALL.length; length += length < 40 ? 1 : 7) {
      const outcome = await sendThrough(SMALL.subarray(0, length), createDecompressStream(), [500]);
      const code = length < 2 ? /^NOT_A_LEPTON_FILE$/ : /^(?:SHORT_READ|DAMAGED_LEPTON_FILE)$/;
      expect(outcome.error).toMatchObject({ code: expect.stringMatching(code) });
      expect(isPrefix(outcome.bytes, SMALL_JPEG)).toBe(true);
    }
  });

  test('gives nearly all that its coded bytes hold', async () => {
    for (const share of [0.25, 0.5, 0.9, 1]) {
      const length = Math.floor(share * LEPTON.length) - 4;
      const { bytes, error: reason } = await sendThrough(LEPTON.subarray(0, length), createDecompressStream(), [9000]);
      expect(reason).toEqual(error('SHORT_READ'));
      expect(isPrefix(bytes, JPEG)).toBe(true);
      // The first packets of the eight segments stand in front, and the decoder looks ahead.
      expect(bytes.length).toBeGreaterThan(share * JPEG.length - 1.4 * (8 * 4096 + 6144) - 8000);
    }
  });

  test('gives right bytes for every kind of file', async () => {
    const files: [Uint8Array, Uint8Array][] = [
      [UNORDERED, JPEG],
      [compressSync(readFixture('progressive-420.jpg')), readFixture('progressive-420.jpg')],
      [compressSync(new Uint8Array(5000).fill(7), { any: true }), new Uint8Array(5000).fill(7)],
      [brotliFile(SMALL), SMALL_JPEG],
      [
        new Uint8Array(Buffer.concat([brotliFile(SMALL), brotliFile(SMALL)])),
        new Uint8Array(Buffer.concat([SMALL_JPEG, SMALL_JPEG])),
      ],
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(1e6), arbitrarySizes, async ([lepton, jpeg], cut, sizes) => {
        const length = cut % lepton.length;
        const outcome = await sendThrough(lepton.subarray(0, length), createDecompressStream(), sizes);
        expect(isPrefix(outcome.bytes, jpeg)).toBe(true);
        // Where the first of several files ends, so may the stream.
        if (length === brotliFile(SMALL).length) return;
        expect(outcome.error).toBeInstanceOf(LeptonError);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a damaged file', () => {
  /** Whatever is wrong with a file: a stream fails, or gives the bytes that decompressSync gives. */
  async function expectSameOrError(lepton: Uint8Array, sizes: readonly number[]): Promise<void> {
    const outcome = await sendThrough(lepton, createDecompressStream(), sizes);
    let expected: Uint8Array;
    try {
      expected = decompressSync(lepton);
    } catch (reason) {
      expect(reason).toBeInstanceOf(LeptonError);
      expect(outcome.error).toBeInstanceOf(LeptonError);
      return;
    }
    if (outcome.error === undefined) expect(Buffer.compare(outcome.bytes, expected)).toBe(0);
    else expect(outcome.error).toBeInstanceOf(LeptonError);
  }

  test('with a wrong byte anywhere', async () => {
    for (const lepton of [SMALL, brotliFile(SMALL)]) {
      for (let offset = 0; offset < lepton.length; offset += offset < 700 ? 1 : 13) {
        const bytes = lepton.slice();
        bytes[offset] ^= 1 << (offset % 8);
        await expectSameOrError(bytes, [1000]);
      }
    }
  });

  test('of any kind, with any wrong bytes', async () => {
    const files = [
      LEPTON,
      UNORDERED,
      compressSync(readFixture('restart-3-mcus-420.jpg'), { segments: 4 }),
      compressSync(readFixture('trailing-noise.jpg')),
      compressSync(JPEG.subarray(0, 100_000)),
      compressSync(readFixture('progressive-420.jpg')),
      [...compressPiecesSync(JPEG, { pieceSize: 60_000 })][1].lepton,
    ];
    const patch = fc.tuple(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(patch, { minLength: 1, maxLength: 3 }),
        arbitrarySizes,
        async (file, patches, sizes) => {
          const bytes = file.slice();
          for (const [place, change] of patches) bytes[Math.floor(place * bytes.length)] ^= change;
          await expectSameOrError(bytes, sizes);
        },
      ),
      { numRuns: 250 },
    );
  });

  test('with changes in its header', async () => {
    for (const file of [LEPTON, UNORDERED, SMALL]) {
      for (let offset = 0; offset < 150; offset++) {
        const bytes = changeLepton(file, ({ header }) => {
          header[(offset * 7) % header.length] ^= 1 + (offset % 200);
        });
        await expectSameOrError(bytes, [5000]);
      }
    }
  });

  test.each<[string, string, Uint8Array]>([
    ['nothing', 'NOT_A_LEPTON_FILE', new Uint8Array()],
    ['a JPEG', 'NOT_A_LEPTON_FILE', SMALL_JPEG],
    ['version 3', 'VERSION_UNSUPPORTED', withByte(SMALL, 2, 3)],
    ['a byte behind it', 'DAMAGED_LEPTON_FILE', new Uint8Array([...SMALL, 0])],
    ['coded bytes left over', 'STREAM_INCONSISTENT', withLeftOver(LEPTON, 7)],
    ['a size that is too large', 'STREAM_INCONSISTENT', withSize(1)],
    ['a size that is too small', 'STREAM_INCONSISTENT', withSize(-1)],
    ['a JPEG behind a file', 'DAMAGED_LEPTON_FILE', new Uint8Array([...brotliFile(SMALL), ...SMALL_JPEG])],
  ])('with %s has the code %s', async (_what, code, lepton) => {
    expect(() => decompressSync(lepton)).toThrow(error(code));
    for (const sizes of [[1000], [100_000], [7]]) {
      expect((await sendThrough(lepton, createDecompressStream(), sizes)).error).toEqual(error(code));
    }
  });

  test('with coded bytes left over in the middle is noticed', async () => {
    for (const file of [LEPTON, UNORDERED]) {
      expect((await sendThrough(withLeftOver(file, 2), createDecompressStream())).error).toBeInstanceOf(LeptonError);
    }
  });

  function withLeftOver(lepton: Uint8Array, segment: number): Uint8Array {
    return changeLepton(lepton, (parts) => {
      parts.packets = Uint8Array.from([...parts.packets, segment, 99, 0, ...new Uint8Array(100).fill(0x55)]);
    });
  }

  function withSize(difference: number): Uint8Array {
    return changeLepton(LEPTON, (parts) => {
      parts.outputSize += difference;
    });
  }
});
