import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobData } from '../../src/codec/jobs.js';
import { answer, type Reply } from '../../src/threads/answer.js';
import { type StartThread, ThreadPool } from '../../src/threads/pool.js';
import { readFixture } from '../helpers/fixtures.js';
import { changeLepton } from '../helpers/lepton-surgery.js';
import { brotliFile } from '../helpers/old-lepton.js';
import { compressSync, decompressStream, runOnPool } from '../helpers/pipelines.js';
import { chunksOf, letTurn, readAll, type StreamOutcome, sendThrough, streamOfChunks } from '../helpers/streams.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';

const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG, { segments: 8, verify: false });

const unordered = (lepton: Uint8Array) => changeLepton(lepton, ({ revision }) => revision.fill(0, 3 + 8));
const brotliDecompress = (bytes: Uint8Array) => new Uint8Array(brotliDecompressSync(bytes));

/** Streams with so many threads, whatever the size of the output. */
function streams(count: number, reply?: (task: JobData) => Reply | null) {
  const { start, log } = threadStandIn(reply);
  const threads = { pool: new ThreadPool(start), count };
  return { log, open: (options = {}) => decompressStream({ brotliDecompress, ...options }, threads) };
}

const alone = () => decompressStream({ brotliDecompress }, null);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

function expectSame(outcome: StreamOutcome, expected: StreamOutcome): void {
  expect(outcome.error).toEqual(expected.error);
  expect(outcome.bytes.length).toBe(expected.bytes.length);
  expect(isSame(outcome.bytes, expected.bytes)).toBe(true);
}

const arbitrarySizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 500, max: 100_000 })), {
  minLength: 1,
  maxLength: 5,
});

describe('a stream with threads gives the bytes of one without', () => {
  const FILES = ['scene.jpg', 'quality-100.jpg', 'scene-444-restart.jpg', 'scene-grey.jpg', 'scene-422-optimized.jpg'];

  test.each(FILES)('%s', async (file) => {
    const jpeg = readFixture(file);
    const lepton = compressSync(jpeg, { segments: 8, verify: false });
    for (const count of [2, 3, 8]) {
      const { open, log } = streams(count);
      const outcome = await sendThrough(lepton, open(), [3000]);
      expect(outcome.error).toBe(undefined);
      expect(isSame(outcome.bytes, jpeg)).toBe(true);
      expect(outcome.sizes.every((size) => size > 0 && size <= 65_536)).toBe(true);
      expect(new Set(log.kinds)).toEqual(new Set(['restore']));
      expect(log.most).toBeLessThan(count);
    }
  });

  test('whatever the chunks, the segments, the threads and the promises about order', async () => {
    const drawn = fc.record({
      file: fc.constantFrom(
        'quality-100.jpg',
        'edges.jpg',
        'app1-longest.jpg',
        'sampling-420.jpg',
        'trailing-noise.jpg',
      ),
      segments: fc.integer({ min: 2, max: 8 }),
      isOrdered: fc.boolean(),
      count: fc.constantFrom(2, 3, 8),
      sizes: arbitrarySizes,
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ file, segments, isOrdered, count, sizes }) => {
        const jpeg = readFixture(file);
        const ordered = compressSync(jpeg, { segments, verify: false });
        const lepton = isOrdered ? ordered : changeLepton(ordered, ({ revision }) => revision.fill(0, 11));
        const outcome = await sendThrough(lepton, streams(count).open(), sizes);
        expect(outcome.error).toBe(undefined);
        expect(isSame(outcome.bytes, jpeg)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('of all in one chunk', async () => {
    const { open, log } = streams(2);
    expect(isSame((await sendThrough(LEPTON, open(), [LEPTON.length])).bytes, JPEG)).toBe(true);
    // Each second segment is left to the thread of the stream.
    expect(log.kinds.length).toBe(4);
  });

  test('of JPEGs that were cut off, and of several files in one', async () => {
    const cut = JPEG.subarray(0, 120_000);
    const { open, log } = streams(3);
    expect(isSame((await sendThrough(compressSync(cut, { any: true, segments: 5 }), open())).bytes, cut)).toBe(true);
    expect(log.kinds.length).toBeGreaterThan(0);
    const before = log.kinds.length;
    const files = new Uint8Array(Buffer.concat([brotliFile(LEPTON), brotliFile(LEPTON)]));
    const { bytes, error } = await sendThrough(files, open(), [9000]);
    expect(error).toBe(undefined);
    expect(isSame(bytes, new Uint8Array(Buffer.concat([JPEG, JPEG])))).toBe(true);
    expect(log.kinds.length).toBeGreaterThan(before + 4);
  });

  test.each<[string, Uint8Array]>([
    ['progressive ones', compressSync(readFixture('scene-progressive.jpg'), { segments: 4 })],
    ['those that do not tell their flavor', changeLepton(LEPTON, ({ revision }) => revision.fill(0))],
    ['those with one segment', compressSync(JPEG, { segments: 1 })],
  ])('of %s, which need no threads', async (_what, lepton) => {
    const { open, log } = streams(8);
    expectSame(await sendThrough(lepton, open(), [5000]), await sendThrough(lepton, alone(), [5000]));
    expect(log.started).toBe(0);
  });

  test('and small ones start no threads', async () => {
    const { start, log } = threadStandIn();
    const threads = { pool: new ThreadPool(start), count: 8 };
    expect(isSame((await sendThrough(LEPTON, decompressStream({}, threads, 2_000_000))).bytes, JPEG)).toBe(true);
    expect(log.started).toBe(0);
  });
});

describe('the reader sets the pace', () => {
  function counted(lepton: Uint8Array, size: number) {
    const state = { taken: 0 };
    function* chunks() {
      for (const chunk of chunksOf(lepton, [size])) {
        state.taken += chunk.length;
        yield chunk;
      }
    }
    return { state, readable: streamOfChunks(chunks()) };
  }

  test('the output begins before anything is read or restored ahead', async () => {
    const { state, readable } = counted(LEPTON, 1000);
    const { open, log } = streams(8);
    const reader = readable.pipeThrough(open()).getReader();
    await letTurn();
    expect(state.taken).toBeLessThanOrEqual(2000);
    await reader.read();
    const { taken } = state;
    const lone = counted(LEPTON, 1000);
    await lone.readable.pipeThrough(alone()).getReader().read();
    expect(taken).toBe(lone.state.taken);
    expect(log.started).toBe(0);
    await reader.cancel();
  });

  test('nothing is read or begun while nobody reads', async () => {
    const { state, readable } = counted(LEPTON, 500);
    const { open, log } = streams(2);
    const reader = readable.pipeThrough(open()).getReader();
    for (let reads = 0; reads < 3; reads++) {
      await reader.read();
      await letTurn(3);
      const before = { taken: state.taken, begun: log.kinds.length };
      await letTurn(50);
      expect({ taken: state.taken, begun: log.kinds.length }).toEqual(before);
    }
    await reader.cancel();
  });

  test('input is read ahead only within the bound', async () => {
    // Half of the limit: room for one segment and what is in front of it, not for all.
    const memoryLimit = 2 * 70_000;
    const { state, readable } = counted(LEPTON, 500);
    const { open, log } = streams(8);
    const reader = readable.pipeThrough(open({ memoryLimit })).getReader();
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      expect(state.taken).toBeLessThan(0.85 * length + 8 * 4096 + 70_000 + 40_000);
    }
    expect(length).toBe(JPEG.length);
    expect(log.kinds.length).toBeGreaterThan(0);
    expect(log.most).toBe(1);
  });

  test('segments that do not fit into the bound are restored on the thread of the stream', async () => {
    const { open, log } = streams(8);
    const { bytes } = await sendThrough(LEPTON, open({ memoryLimit: 60_000 }), [700]);
    expect(isSame(bytes, JPEG)).toBe(true);
    expect(log.started).toBe(0);
  });

  test('a slow reader gets the same', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of streamOfChunks(chunksOf(LEPTON, [3000])).pipeThrough(streams(3).open())) {
      chunks.push(chunk.slice());
      chunk.fill(0);
      await letTurn(5);
    }
    expect(isSame(Buffer.concat(chunks), JPEG)).toBe(true);
  });

  test('a writer may use its memory again when a write is done', async () => {
    const { writable, readable } = streams(3).open();
    const outcome = readAll(readable);
    const writer = writable.getWriter();
    const memory = new Uint8Array(2500);
    for (const chunk of chunksOf(LEPTON, [2500])) {
      memory.set(chunk);
      await writer.write(memory.subarray(0, chunk.length));
      memory.fill(0xaa);
    }
    await writer.close();
    expect(isSame((await outcome).bytes, JPEG)).toBe(true);
  });
});

describe('files that are cut off or damaged fail as with one thread', () => {
  const FILES = [LEPTON, unordered(LEPTON), compressSync(JPEG.subarray(0, 100_000), { any: true, segments: 4 })];

  test('cut off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FILES), fc.double({ min: 0, max: 1, noNaN: true }), async (file, share) => {
        const lepton = file.subarray(0, Math.floor(share * file.length));
        const expected = await sendThrough(lepton, alone(), [1000]);
        for (const count of [2, 8]) expectSame(await sendThrough(lepton, streams(count).open(), [1000]), expected);
      }),
      { numRuns: 25 },
    );
  });

  test('with wrong bytes', async () => {
    const patch = fc.tuple(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        fc.array(patch, { minLength: 1, maxLength: 3 }),
        arbitrarySizes,
        async (file, patches, sizes) => {
          const lepton = file.slice();
          for (const [place, change] of patches) lepton[Math.floor(place * lepton.length)] ^= change;
          const expected = await sendThrough(lepton, alone(), sizes);
          expectSame(await sendThrough(lepton, streams(3).open(), sizes), expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('with changes in the header', async () => {
    for (let offset = 0; offset < 24; offset++) {
      const lepton = changeLepton(LEPTON, ({ header }) => {
        header[header.length - 1 - offset * 7] ^= 1 + 37 * (offset % 6);
      });
      expectSame(await sendThrough(lepton, streams(3).open()), await sendThrough(lepton, alone()));
    }
  });
});

describe('threads that cannot help', () => {
  test.each<[string, (task: JobData) => Reply | null]>([
    ['die', () => null],
    ['fail', () => ({ error: { code: 'INTERNAL_ERROR', message: 'no' } })],
    [
      'fail at times',
      (
        (calls) => (task: JobData) =>
          calls++ % 2 === 0 ? null : answer(task)
      )(0),
    ],
  ])('because they %s change nothing', async (_what, reply) => {
    const { open, log } = streams(3, reply);
    expect(isSame((await sendThrough(LEPTON, open(), [4000])).bytes, JPEG)).toBe(true);
    expect(log.kinds.length).toBeGreaterThan(1);
  });

  test('because others have them are not waited for', async () => {
    let posted = 0;
    const start: StartThread = () => ({
      post: () => {
        posted++;
      },
      setBusy() {},
      end() {},
    });
    const pool = new ThreadPool(start);
    let end: (result: null) => void = () => undefined;
    const other = pool.share(1, (share) => {
      void runOnPool(share, () => ({ kind: 'decompress', lepton: LEPTON, settings: {} }));
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    const outcome = await sendThrough(LEPTON, decompressStream({}, { pool, count: 2 }), [4000]);
    expect(isSame(outcome.bytes, JPEG)).toBe(true);
    expect(posted).toBe(1);
    end(null);
    await other;
  });
});

describe('either side may give up', () => {
  test.each([0, 1, 2, 3])('a reader who cancels after %i reads', async (reads) => {
    const { open, log } = streams(2);
    const reader = streamOfChunks(chunksOf(LEPTON, [2000]))
      .pipeThrough(open())
      .getReader();
    for (let i = 0; i < reads; i++) await reader.read();
    await reader.cancel('enough');
    const begun = log.kinds.length;
    await letTurn(50);
    expect(log.kinds.length).toBe(begun);
    expect(log.running).toBe(0);
    expect(isSame((await sendThrough(LEPTON, open())).bytes, JPEG)).toBe(true);
  });

  test('a reader who cancels while a thread is waited for', async () => {
    const start: StartThread = () => ({ post() {}, setBusy() {}, end() {} });
    const threads = { pool: new ThreadPool(start), count: 2 };
    const reader = streamOfChunks(chunksOf(LEPTON, [2000]))
      .pipeThrough(decompressStream({}, threads))
      .getReader();
    let length = 0;
    const reading = (async () => {
      for (let step = await reader.read(); !step.done; step = await reader.read()) length += step.value.length;
    })();
    await letTurn(300);
    await reader.cancel();
    await reading;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(JPEG.length / 2);
  });

  test('a writer who aborts', async () => {
    const { writable, readable } = streams(3).open();
    const writer = writable.getWriter();
    writer.closed.catch(() => undefined);
    const writes = [...chunksOf(LEPTON, [10_000])].map((chunk) => writer.write(chunk).catch(() => undefined));
    const reader = readable.getReader();
    for (let i = 0; i < 2; i++) await reader.read();
    await writer.abort(new TypeError('no more'));
    await expect(reader.read()).rejects.toThrow('no more');
    await Promise.all(writes);
  });

  test('a signal ends it, as long as there is input left', async () => {
    const abort = new AbortController();
    const transform = streams(8).open({ memoryLimit: 140_000 });
    const output = streamOfChunks(chunksOf(LEPTON, [3000])).pipeThrough(transform, { signal: abort.signal });
    const reader = output.getReader();
    for (let i = 0; i < 2; i++) await reader.read();
    abort.abort();
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
  });
});
