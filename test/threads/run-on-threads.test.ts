import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOfWork } from '../../src/codec/amount-of-work.js';
import { codeSegment } from '../../src/codec/encode/code-rows.js';
import { readPlainHeader } from '../../src/codec/encode/compress.js';
import type { JobData } from '../../src/codec/jobs.js';
import { compressPiecesSync } from '../../src/index.js';
import { answer, type Reply } from '../../src/threads/answer.js';
import { ThreadPool } from '../../src/threads/pool.js';
import { runToEnd } from '../../src/work/steps.js';
import { pseudoRandomBytes } from '../damage/variant.js';
import { readFixture } from '../helpers/fixtures.js';
import {
  compressAsync,
  compressSync,
  decompressAsync,
  decompressSync,
  joinAsync,
  rangeAsync,
  verifyAsync,
} from '../helpers/pipelines.js';
import { type ImageSetting, makeImage } from '../helpers/random-image.js';
import { encodeReferenceJpeg } from '../helpers/reference-jpeg.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';
import { withByte } from '../helpers/with-byte.js';

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** A fixture with bytes behind its end, so that it is large enough for other threads. */
function enlarged(name: string): Uint8Array {
  const trailing = Uint8Array.from({ length: 420_000 }, (_, index) => (index * 37) & 0x7f);
  return Uint8Array.from(Buffer.concat([readFixture(name), trailing]));
}

/** A fixture with comments in its header, so that it is large enough for other threads, which share the header then. */
function withComments(name: string): Uint8Array {
  const jpeg = readFixture(name);
  const comment = [Buffer.of(0xff, 0xfe, 0xff, 0xff), pseudoRandomBytes(65533, 3)];
  const comments = Array.from({ length: 7 }, () => comment).flat();
  return Uint8Array.from(Buffer.concat([jpeg.subarray(0, 2), ...comments, jpeg.subarray(2)]));
}

const SINGLE_SCAN = enlarged('scene.jpg');
const FILES: [string, Uint8Array][] = [
  ['sequential', SINGLE_SCAN],
  ['restart intervals', enlarged('restart-3-mcus-420.jpg')],
  ['grey', enlarged('scene-grey.jpg')],
  ['progressive', enlarged('progressive-420.jpg')],
  ['a large header', withComments('scene.jpg')],
  ['progressive with a large header', withComments('progressive-420.jpg')],
];
const SEGMENTS = { segments: 6 };

/** Offset of the number of segments in a Lepton file. */
const SEGMENT_COUNT = 4;

function threads(count: number, reply?: (task: JobData) => Reply | null) {
  const { start, log } = threadStandIn(reply);
  return { log, threads: { pool: new ThreadPool(start), count } };
}

/** Threads that change the bytes of tasks of this kind; so many that the caller's codes no more than one segment. */
function damaging(kind: JobData['kind'], change: (result: Uint8Array) => Uint8Array) {
  return threads(8, (task) => {
    const reply = answer(task);
    return task.kind === kind && 'result' in reply ? { result: change(reply.result) } : reply;
  });
}

describe.each(FILES)('on threads, %s', (name, jpeg) => {
  const lepton = compressSync(jpeg, SEGMENTS);

  test.each([2, 3, 8])('the bytes are the same with %i', async (count) => {
    const { threads: some, log } = threads(count);
    expect(isSame(await compressAsync(jpeg, SEGMENTS, some), lepton)).toBe(true);
    expect(isSame(await compressAsync(jpeg, { ...SEGMENTS, verify: false }, some), lepton)).toBe(true);
    expect(isSame(await decompressAsync(lepton, {}, some), jpeg)).toBe(true);
    await verifyAsync(jpeg, lepton, {}, some);
    expect(log.kinds).toContain(name.startsWith('progressive') ? 'encode' : 'code');
    // The caller's own is one of them.
    expect(log.started).toBe(Math.min(count, lepton[SEGMENT_COUNT]) - 1);
    expect(log.most).toBeLessThanOrEqual(log.started);
  });
});

/** Threads that answer when nothing has been asked of the event loop for a while: when the caller has nothing to do. */
function slowThreads(count: number) {
  const posted: JobData[] = [];
  const pool = new ThreadPool(({ onReady, onReply }) => ({
    post: (sent) => {
      onReady();
      const data = structuredClone(sent) as JobData;
      posted.push(data);
      setTimeout(() => onReply(structuredClone(answer(data))), 1500);
    },
    setBusy() {},
    end() {},
  }));
  return { posted, threads: { pool, count } };
}

describe('threads that are slow', () => {
  test.each([
    [true, 'sequential'],
    [false, 'sequential'],
    [true, 'a large header'],
    [false, 'restart intervals'],
  ])('leave segments to the caller, verified: %s, %s', async (verify, name) => {
    const jpeg = FILES.find(([each]) => each === name)?.[1] as Uint8Array;
    const { posted, threads: some } = slowThreads(2);
    const lepton = await compressAsync(jpeg, { segments: 8, verify }, some);
    expect(isSame(lepton, compressSync(jpeg, { segments: 8 }))).toBe(true);
    // The caller has coded and checked all others, and then checks this one or leaves it.
    expect(posted.filter(({ kind }) => kind === 'code')).toHaveLength(1);
    expect(posted.length).toBeLessThanOrEqual(verify ? 2 : 1);
  });
});

test('no job is posted with the JPEG header', async () => {
  const jpeg = withComments('scene.jpg');
  const sizes: number[] = [];
  const { threads: some } = threads(3, (task) => {
    const json = JSON.stringify(task, (_key, value) =>
      ArrayBuffer.isView(value) ? [...new Uint8Array(value.buffer)] : value,
    );
    if (task.kind === 'check' || task.kind === 'restore') sizes.push(json.length);
    return answer(task);
  });
  const restored = await decompressAsync(await compressAsync(jpeg, SEGMENTS, some), {}, some);
  expect(isSame(restored, jpeg)).toBe(true);
  expect(sizes.length).toBeGreaterThan(4);
  // Seven comments of 64 KiB are in the header.
  expect(Math.max(...sizes)).toBeLessThan(7 * 65533);
});

test('threads that cannot start are tried once, and the caller does all of the work', async () => {
  let started = 0;
  const pool = new ThreadPool(({ onFailure }) => {
    started++;
    setImmediate(() => onFailure(new RangeError('no such file')));
    return { post() {}, setBusy() {}, end() {} };
  });
  for (const name of ['sequential', 'progressive']) {
    const jpeg = FILES.find(([each]) => each === name)?.[1] as Uint8Array;
    const lepton = await compressAsync(jpeg, { segments: 8 }, { pool, count: 4 });
    expect(isSame(lepton, compressSync(jpeg, { segments: 8 }))).toBe(true);
    expect(isSame(await decompressAsync(lepton, {}, { pool, count: 4 }), jpeg)).toBe(true);
  }
  expect(started).toBe(3);
});

describe('a refusal for several reasons', () => {
  const options = { memoryLimit: 3 * readFixture('scene-progressive.jpg').length + 60_000 };
  const jpeg = readFixture('scene-progressive.jpg');

  test.each([{}, { any: true }, { extended: true }])('is the same as on one thread: %o', async (more) => {
    const wanted = await outcome(() => compressSync(jpeg, { ...options, ...more }));
    const { threads: some, log } = threads(4);
    expect(await outcome(() => compressAsync(jpeg, { ...options, ...more }, some, 0))).toBe(wanted);
    expect(log.started).toBe(0);
  });
});

describe('calls at the same time', () => {
  test('with different numbers of threads get their own results', async () => {
    const { pool } = threads(2).threads;
    const small = readFixture('sampling-444.jpg');
    const calls = [2, 3, 8, 2, 5].flatMap((count) =>
      [...FILES.map(([, jpeg]) => jpeg), small].map(async (jpeg) => {
        const lepton = await compressAsync(jpeg, SEGMENTS, { pool, count });
        const restored = await decompressAsync(lepton, {}, { pool, count });
        return isSame(restored, jpeg) && isSame(lepton, compressSync(jpeg, SEGMENTS));
      }),
    );
    expect(new Set(await Promise.all(calls))).toEqual(new Set([true]));
  });

  test('fail without harm to others', async () => {
    const { threads: some } = threads(2);
    const lepton = compressSync(SINGLE_SCAN, SEGMENTS);
    const broken = withByte(lepton, lepton.length - 60, lepton[lepton.length - 60] ^ 0x55);
    const results = await Promise.allSettled([
      decompressAsync(broken, {}, some),
      decompressAsync(lepton, {}, some),
      compressAsync(new Uint8Array(500_000), {}, some),
      compressAsync(SINGLE_SCAN, SEGMENTS, some),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { code: 'STREAM_INCONSISTENT' } });
    expect(results[2]).toMatchObject({ reason: { code: 'NOT_A_JPEG' } });
  });
});

/** The bytes, or the refusal. */
async function outcome(compress: () => Uint8Array | Promise<Uint8Array>): Promise<string> {
  try {
    return Buffer.from(await compress()).toString('hex');
  } catch (error) {
    return String(error);
  }
}

describe('damaged and cut-off files', () => {
  const NAMES = ['scene-444-restart.jpg', 'size-17x33-440.jpg', 'restart-3-mcus-420.jpg', 'sampling-grey-2x2.jpg'];

  test.each(NAMES)('%s makes the same bytes or the same refusal as on one thread', async (name) => {
    const jpeg = readFixture(name);
    const { scanStart } = readPlainHeader(jpeg);
    const { threads: some } = threads(3);
    // The same with as few rows in memory as can be.
    const { threads: spare } = threads(3, (task) =>
      task.kind === 'code' ? { result: runToEnd(codeSegment(task, 1)) } : answer(task),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: scanStart, max: jpeg.length - 1 }),
        fc.boolean(),
        fc.nat({ max: 255 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (offset, isCut, byte, segments, isSpare) => {
          const changed = isCut ? jpeg.slice(0, offset) : withByte(jpeg, offset, byte);
          const found = await outcome(() =>
            compressAsync(changed, { segments, verify: false }, isSpare ? spare : some, 0),
          );
          expect(found).toBe(await outcome(() => compressSync(changed, { segments, verify: false })));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('a JPEG with faults in several segments is refused for the same one as on one thread', async () => {
  const refusals = new Set<string>();
  const setting = {
    sampling: [[1, 1]],
    mcusPerRow: 4,
    mcuRows: 16,
    styles: ['zero', 'zero', 'zero', 'extreme'],
    quantizerMaximum: 1,
    dcQuantizerMinimum: 1,
  } satisfies Omit<ImageSetting, 'seed'>;
  for (let seed = 1; seed <= 20; seed++) {
    const jpeg = encodeReferenceJpeg(makeImage({ ...setting, seed }));
    const refusal = await outcome(() => compressSync(jpeg, SEGMENTS));
    refusals.add(refusal);
    for (const count of [2, 5]) {
      expect(await outcome(() => compressAsync(jpeg, SEGMENTS, threads(count).threads, 0))).toBe(refusal);
    }
  }
  // Each of them is about another coefficient.
  expect(refusals.size).toBeGreaterThan(1);
  expect([...refusals].every((refusal) => refusal.includes('DC coefficient'))).toBe(true);
});

test('a limit on memory that verification exceeds counts as on one thread', async () => {
  // Nearly all of the file is kept as it is, and does not get smaller.
  const jpeg = Uint8Array.from(Buffer.concat([readFixture('size-8x8-grey.jpg'), pseudoRandomBytes(100_000, 1)]));
  const codes = new Set<string>();
  for (let times = 2.5; times <= 4.5; times += 0.125) {
    const options = { memoryLimit: Math.round(times * jpeg.length) };
    const wanted = await outcome(() => compressSync(jpeg, options));
    expect(await outcome(() => compressAsync(jpeg, options, threads(2).threads, 0))).toBe(wanted);
    codes.add(wanted.slice(0, 30));
  }
  expect(codes.size).toBe(3);
});

test('a limit on memory that threads would exceed is kept on one thread', async () => {
  const lepton = compressSync(SINGLE_SCAN, SEGMENTS);
  const seen = new Set<string>();
  for (let times = 1.5; times <= 5.5; times += 0.25) {
    const options = { memoryLimit: Math.round(times * SINGLE_SCAN.length) };
    const wanted = await outcome(() => decompressSync(lepton, options));
    const { threads: some, log } = threads(2);
    // Not on one other thread either, which would need copies.
    const calls = [1, 2].map(() => outcome(() => decompressAsync(lepton, options, some)));
    for (const found of await Promise.all(calls)) expect(found).toBe(wanted);
    expect(log.kinds).not.toContain('decompress');
    seen.add(`${wanted.includes('LIMIT') || wanted.includes('memory') ? 'refused' : 'done'} ${log.started}`);
  }
  expect(seen).toEqual(new Set(['refused 0', 'done 0', 'done 2']));
});

test('the first call of a process starts threads only for much work', async () => {
  const { start, log } = threadStandIn();
  const lepton = compressSync(SINGLE_SCAN, SEGMENTS);
  for (const first of ['compress', 'decompress']) {
    const some = { pool: new ThreadPool(start, 5_000_000), count: 2 };
    const call = async () =>
      first === 'compress'
        ? isSame(await compressAsync(SINGLE_SCAN, SEGMENTS, some), lepton)
        : isSame(await decompressAsync(lepton, {}, some), SINGLE_SCAN);
    log.started = 0;
    expect(await call()).toBe(true);
    expect(log.started).toBe(0);
    expect(await call()).toBe(true);
    expect(log.started).toBe(1);
  }
});

test('verification counts as work that threads may be started for', async () => {
  const { start, log } = threadStandIn();
  const work = amountOfWork(readPlainHeader(SINGLE_SCAN).frame, SINGLE_SCAN.length);
  for (const [startWork, verify, started] of [
    [work, false, 1],
    [work + 1, false, 0],
    [2 * work, true, 1],
    [2 * work + 1, true, 0],
  ] as const) {
    log.started = 0;
    await compressAsync(SINGLE_SCAN, { ...SEGMENTS, verify }, { pool: new ThreadPool(start, startWork), count: 2 });
    expect(log.started).toBe(started);
  }
});

describe('small files', () => {
  test('start no threads', async () => {
    const { threads: some, log } = threads(8);
    const jpeg = readFixture('sampling-420.jpg');
    const lepton = await compressAsync(jpeg, SEGMENTS, some);
    expect(isSame(await decompressAsync(lepton, {}, some), jpeg)).toBe(true);
    expect(log.started).toBe(0);
  });
});

describe('verification on threads', () => {
  test('checks every segment that another thread has coded', async () => {
    const others = (compressSync(SINGLE_SCAN, SEGMENTS)[SEGMENT_COUNT] as number) - 1;
    expect(others).toBe(5);
    for (let wrong = 0; wrong < others; wrong++) {
      let coded = 0;
      const { threads: some } = damaging('code', (bytes) =>
        coded++ === wrong ? withByte(bytes, 50, bytes[50] ^ 4) : bytes,
      );
      await expect(compressAsync(SINGLE_SCAN, SEGMENTS, some)).rejects.toMatchObject({
        code: expect.stringMatching(/^(ROUND_TRIP_FAILED|STREAM_INCONSISTENT)$/),
      });
    }
  });

  test('checks on all threads, and not if it is not wanted', async () => {
    const { threads: some, log } = threads(2);
    await compressAsync(SINGLE_SCAN, SEGMENTS, some);
    const checks = log.kinds.filter((kind) => kind === 'check').length;
    expect(checks).toBeGreaterThan(0);
    expect(checks).toBeLessThan(6);
    log.kinds.length = 0;
    await compressAsync(SINGLE_SCAN, { ...SEGMENTS, verify: false }, some);
    expect(log.kinds).not.toContain('check');
  });

  test.each([
    ['in front', 3],
    ['in the middle', 200],
  ])('finds coded bytes that are wrong %s', async (_where, offset) => {
    const { threads: some } = damaging('code', (coded) => withByte(coded, offset, coded[offset] ^ 0x10));
    await expect(compressAsync(SINGLE_SCAN, SEGMENTS, some)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ROUND_TRIP_FAILED|STREAM_INCONSISTENT)$/),
    });
    expect(await compressAsync(SINGLE_SCAN, { ...SEGMENTS, verify: false }, some)).toBeInstanceOf(Uint8Array);
  });

  test('finds segments that are mixed up', async () => {
    const seen: Uint8Array[] = [];
    const { threads: some } = damaging('code', (coded) => {
      seen.push(coded);
      return seen[0] as Uint8Array;
    });
    await expect(compressAsync(SINGLE_SCAN, SEGMENTS, some)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ROUND_TRIP_FAILED|STREAM_INCONSISTENT)$/),
    });
  });

  test('of a progressive JPEG does not see the coefficients that were coded', async () => {
    const jpeg = enlarged('progressive-420.jpg');
    const { threads: some, log } = threads(8, (task) =>
      task.kind === 'decode' ? { result: new Uint8Array(0) } : answer(task),
    );
    await expect(compressAsync(jpeg, { segments: 8 }, some)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ROUND_TRIP_FAILED|STREAM_INCONSISTENT)$/),
    });
    expect(log.kinds).toContain('decode');
  });

  test('of another file finds a segment that is restored wrongly', async () => {
    const { threads: some } = damaging('restore', (bytes) => withByte(bytes, 10, bytes[10] ^ 1));
    const lepton = compressSync(SINGLE_SCAN, SEGMENTS);
    await expect(verifyAsync(SINGLE_SCAN, lepton, {}, some)).rejects.toMatchObject({ code: 'ROUND_TRIP_FAILED' });
  });
});

describe('a thread that dies', () => {
  test('makes the call fail, and only this one', async () => {
    let deaths = 0;
    const { threads: some } = threads(2, (task) => (deaths++ === 0 ? null : answer(task)));
    await expect(compressAsync(SINGLE_SCAN, SEGMENTS, some)).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(await compressAsync(SINGLE_SCAN, SEGMENTS, some)).toEqual(compressSync(SINGLE_SCAN, SEGMENTS));
  });
});

describe('parts of a JPEG use threads, because the pipeline does', () => {
  const lepton = compressSync(SINGLE_SCAN, { segments: 8 });

  test('a range, but only for the segments that it touches', async () => {
    const size = SINGLE_SCAN.length;
    for (const [start, end, jobs] of [
      [0, size, 7],
      [30_000, 120_000, 4],
      [10, 2000, 0],
      [size - 1000, size, 0],
    ]) {
      const { threads: some, log } = threads(3);
      const range = await rangeAsync(lepton, start, end, some);
      expect(isSame(range, SINGLE_SCAN.subarray(start, end))).toBe(true);
      expect(log.kinds.length).toBeGreaterThanOrEqual(Math.min(1, jobs));
      expect(log.kinds.length).toBeLessThanOrEqual(jobs);
      expect(log.kinds.every((kind) => kind === 'restore')).toBe(true);
    }
  });

  test('pieces that are joined', async () => {
    const large = Uint8Array.from(Buffer.concat([readFixture('scene.jpg'), new Uint8Array(700_000)]));
    const pieces = [...compressPiecesSync(large, { pieceSize: 500_000, segments: 8 })].map((piece) => piece.lepton);
    const { threads: some, log } = threads(3);
    expect(isSame(await joinAsync(pieces, some), large)).toBe(true);
    expect(log.kinds).toContain('restore');
  });
});
