import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { listFixtures, readFixture } from '../helpers/fixtures.js';
import { changeLepton } from '../helpers/lepton-surgery.js';
import { brotliFile, continuedFiles, segmentTable } from '../helpers/old-lepton.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';
import { chunksOf, readAll, sendThrough } from '../helpers/streams.js';

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

async function expectRestored(lepton: Uint8Array, original: Uint8Array, sizes: readonly number[]): Promise<void> {
  const outcome = await sendThrough(lepton, createDecompressStream(), sizes);
  if (outcome.error !== undefined) throw outcome.error;
  expect(Buffer.compare(outcome.bytes, original)).toBe(0);
  expect(outcome.sizes.every((size) => size > 0 && size <= 65_536)).toBe(true);
}

describe('a stream gives what decompressSync gives', () => {
  const COMPRESSIBLE = listFixtures().flatMap(({ file }) => {
    try {
      compressSync(readFixture(file), { extended: true, verify: false });
      return [file];
    } catch (reason) {
      if (!(reason instanceof LeptonError)) throw reason;
      return [];
    }
  });

  test.each(COMPRESSIBLE)('%s', async (file) => {
    const jpeg = readFixture(file);
    const lepton = compressSync(jpeg, { extended: true, verify: false, segments: 3 });
    await expectRestored(lepton, jpeg, [65_536]);
    await expectRestored(lepton, jpeg, [1000, 1, 0, 77]);
    if (lepton.length < 8000) await expectRestored(lepton, jpeg, [1]);
  });

  test('whatever the chunks, the segments and the promises about order', async () => {
    const drawn = fc.record({
      file: fc.constantFrom('scene.jpg', 'scene-444-restart.jpg', 'quality-100.jpg', 'edges.jpg', 'app1-longest.jpg'),
      segments: fc.integer({ min: 1, max: 8 }),
      isOrdered: fc.boolean(),
      sizes: arbitrarySizes,
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ file, segments, isOrdered, sizes }) => {
        const jpeg = readFixture(file);
        const ordered = compressSync(jpeg, { segments, verify: false });
        const lepton = isOrdered ? ordered : changeLepton(ordered, ({ revision }) => revision.fill(0, 3 + 8));
        await expectRestored(lepton, jpeg, sizes);
      }),
      { numRuns: 60 },
    );
  });

  test('of pieces', async () => {
    for (const { lepton, start, end } of compressPiecesSync(JPEG, { pieceSize: 30_000, verify: false })) {
      await expectRestored(lepton, JPEG.subarray(start, end), [5000]);
    }
  });

  test('of stored bytes, also none', async () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(300_000).fill(7)]) {
      await expectRestored(compressSync(bytes, { any: true }), bytes, [100]);
    }
  });

  test('of JPEGs that were cut off', async () => {
    for (const length of [700, 20_000, 150_000, JPEG.length - 1]) {
      const cut = JPEG.subarray(0, length);
      await expectRestored(compressSync(cut, { any: true, segments: 3 }), cut, [3000]);
    }
  });

  test('of several files in one', async () => {
    const files = [JPEG, SMALL_JPEG, readFixture('progressive-420.jpg'), SMALL_JPEG];
    const lepton = Buffer.concat(files.map((jpeg) => brotliFile(compressSync(jpeg))));
    await expectRestored(new Uint8Array(lepton), new Uint8Array(Buffer.concat(files)), [700]);
    await expectRestored(new Uint8Array(lepton), new Uint8Array(Buffer.concat(files)), [200_000]);
    const continued = continuedFiles(compressSync(JPEG), SMALL);
    await expectRestored(continued, new Uint8Array(Buffer.concat([JPEG, SMALL_JPEG])), [999]);
  });

  test('of old files without handover words', async () => {
    const old = changeLepton(LEPTON, (parts) => {
      const table = segmentTable(parts);
      for (let offset = 0; offset < table.byteLength; offset += 16) {
        table.setUint32(offset + 2, 0, true);
        table.setUint16(offset + 6, 0xff00, true);
        for (let dc = 0; dc < 4; dc++) table.setInt16(offset + 8 + 2 * dc, 0, true);
      }
    });
    expect(Buffer.compare(decompressSync(old), JPEG)).toBe(0);
    await expectRestored(old, JPEG, [4000]);
  });

  test('of cut-off files in the early layout', async () => {
    const cut = JPEG.subarray(0, 120_000);
    const early = changeLepton(compressSync(cut), ({ revision }) => {
      revision.set([0x4d, 0x53, 0, 0, 0, 0, 0, 55], 3);
    });
    await expectRestored(early, decompressSync(early), [4000]);
  });

  test('of eight files at once, which take turns', async () => {
    const files = ['scene.jpg', 'quality-100.jpg', 'scene-grey.jpg', 'scene-422-optimized.jpg'].map(readFixture);
    await Promise.all(
      [...files, ...files].map((jpeg, i) => expectRestored(compressSync(jpeg, { segments: 2 }), jpeg, [500 + 700 * i])),
    );
  });
});

const TABLE = 'golden/LEP.tsv';
const rows = readSharedTable(TABLE);
skipWithoutTable(TABLE);

describe.runIf(rows.length > 0)('a stream of golden files', () => {
  test.each(rows)('$lep gives what it should', async ({ lep, decodes_to, offset, length }) => {
    const original = readShared(`golden/${decodes_to}`).subarray(Number(offset), Number(offset) + Number(length));
    await expectRestored(readShared(`golden/${lep}`), original, [65_536]);
    await expectRestored(readShared(`golden/${lep}`), original, [10_000, 3]);
  });
});

describe('options', () => {
  test('a memory limit that is none is refused at once', () => {
    expect(() => createDecompressStream({ memoryLimit: -1 })).toThrow(error('USAGE'));
  });

  test('the memory limit holds for packets that come too early and for what needs the whole image', async () => {
    const outcome = await sendThrough(UNORDERED, createDecompressStream({ memoryLimit: 100_000 }));
    expect(outcome.error).toEqual(error('LIMIT_EXCEEDED'));
    expect((await sendThrough(LEPTON, createDecompressStream({ memoryLimit: 100_000 }))).error).toBe(undefined);
    const progressive = compressSync(readFixture('scene-progressive.jpg'));
    const limited = await sendThrough(progressive, createDecompressStream({ memoryLimit: 100_000 }));
    expect(limited.error).toEqual(error('LIMIT_EXCEEDED'));
  });

  test('a forced flavor is taken', async () => {
    expect((await sendThrough(SMALL, createDecompressStream({ flavor: '16' }))).bytes).toEqual(SMALL_JPEG);
  });

  test('strategies let more wait', async () => {
    const { writable, readable } = createDecompressStream({
      writableStrategy: new ByteLengthQueuingStrategy({ highWaterMark: 1e6 }),
      readableStrategy: new ByteLengthQueuingStrategy({ highWaterMark: 1e6 }),
    });
    const writer = writable.getWriter();
    const done = Promise.all([...chunksOf(LEPTON, [10_000])].map((chunk) => writer.write(chunk)));
    await writer.close();
    await done;
    // All of it is there already.
    expect(Buffer.compare((await readAll(readable)).bytes, JPEG)).toBe(0);
  });

  test('with a queue in front of the reader an error still comes last', async () => {
    const readableStrategy = new CountQueuingStrategy({ highWaterMark: 3 });
    const { bytes, error: reason } = await sendThrough(
      LEPTON.subarray(0, -10),
      createDecompressStream({ readableStrategy }),
    );
    expect(reason).toEqual(error('SHORT_READ'));
    expect(bytes.length).toBeGreaterThan(0.9 * JPEG.length);
  });
});
