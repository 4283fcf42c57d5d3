import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { chunksOf, readAll, streamOfChunks } from '../helpers/streams.js';

const { compress, compressSync, createCompressStream, createDecompressStream, decompress, decompressSync, verify } =
  await loadBuiltLibrary();

/** Takes long enough for a limit to be noticed, and is large enough for threads. */
const JPEG = Uint8Array.from(Buffer.concat([readFixture('scene.jpg'), new Uint8Array(3_000_000)]));
const LEPTON = compressSync(JPEG, { segments: 8, verify: false });
/** Milliseconds in which nothing of this size is done. */
const SHORT = 1;

describe.each([1, 3])('on %i threads', (threads) => {
  test('work that takes too long is refused', async () => {
    const tooLate = { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('1 ms') };
    await expect(compress(JPEG, { threads, timeLimit: SHORT })).rejects.toMatchObject(tooLate);
    await expect(decompress(LEPTON, { threads, timeLimit: SHORT })).rejects.toMatchObject(tooLate);
    await expect(verify(JPEG, LEPTON, { threads, timeLimit: SHORT })).rejects.toMatchObject(tooLate);
    // Not stored instead: that would take time as well.
    await expect(compress(JPEG, { threads, timeLimit: SHORT, any: true })).rejects.toMatchObject(tooLate);
  });

  test('a signal stops the work, and others go on', async () => {
    const { signal, abort } = abortable();
    const stopped = compress(JPEG, { threads, signal });
    const other = compress(JPEG, { threads, verify: false, segments: 8 });
    setTimeout(abort, 5);
    await expect(stopped).rejects.toMatchObject({
      code: 'ABORTED',
      cause: expect.objectContaining({ name: 'AbortError' }),
    });
    expect(Buffer.compare(await other, LEPTON)).toBe(0);
  });

  test('limits that are far away change nothing', async () => {
    const options = { threads, timeLimit: 1e12, signal: abortable().signal };
    expect(Buffer.compare(await decompress(LEPTON, options), JPEG)).toBe(0);
  });

  test('a stream stops for its signal, while it waits for input as well', async () => {
    const { signal, abort } = abortable();
    const stream = createDecompressStream({ threads, signal });
    const writer = stream.writable.getWriter();
    const closed = writer.closed.catch((error: unknown) => error);
    const written = writer.write(LEPTON.slice(0, 5000)).catch(() => undefined);
    const outcome = readAll(stream.readable);
    setTimeout(abort, 20);
    expect((await outcome).error).toMatchObject({ code: 'ABORTED' });
    expect(await closed).toMatchObject({ code: 'ABORTED' });
    await written;
  });

  test('a stream stops for a signal that comes while nobody reads', async () => {
    const { signal, abort } = abortable();
    const stream = createDecompressStream({ threads, signal });
    const writer = stream.writable.getWriter();
    writer.closed.catch(() => undefined);
    writer.write(LEPTON.slice(0, 100_000)).catch(() => undefined);
    const reader = stream.readable.getReader();
    // As much as comes of that, and then it waits for more.
    for (let step = await reader.read(); step.value?.length === 65_536; step = await reader.read());
    abort();
    await expect(reader.read()).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('a stream that compresses stops for its signal, and when its time is over', async () => {
    for (const [code, options] of [
      ['ABORTED', { signal: AbortSignal.timeout(20) }],
      ['LIMIT_EXCEEDED', { timeLimit: 20 }],
    ] as const) {
      const { readable, writable } = createCompressStream({ threads, ...options });
      const writer = writable.getWriter();
      const closed = writer.closed.catch((error: unknown) => error);
      writer.write(JPEG.slice(0, 1000)).catch(() => undefined);
      expect((await readAll(readable)).error).toMatchObject({ code });
      expect(await closed).toMatchObject({ code });
    }
  });

  test('a stream ends when its time is over', async () => {
    const stream = streamOfChunks(chunksOf(LEPTON, [4000])).pipeThrough(
      createDecompressStream({ threads, timeLimit: SHORT }),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await readAll(stream)).error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});

test('at once, work that takes too long is refused too', () => {
  expect(() => compressSync(JPEG, { timeLimit: SHORT })).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  expect(() => decompressSync(LEPTON, { timeLimit: SHORT })).toThrow(
    expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
  );
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
