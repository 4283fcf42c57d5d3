import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { chunksOf, isPrefix, letTurn, readAll, sendThrough, streamOfChunks } from '../helpers/streams.js';

const { compressSync, createDecompressStream } = await loadBuiltLibrary();

const error = (code: string) => expect.objectContaining({ code });
const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG, { segments: 8 });
const SMALL_JPEG = readFixture('sampling-420.jpg');
const SMALL = compressSync(SMALL_JPEG, { segments: 2 });

describe('the reader sets the pace', () => {
  /** Counts the chunks that are taken. */
  function counted(lepton: Uint8Array, size: number) {
    const state = { taken: 0, isCancelled: false };
    const chunks = chunksOf(lepton, [size]);
    const readable = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const { done, value } = chunks.next();
          if (done) controller.close();
          else {
            state.taken++;
            controller.enqueue(value);
          }
        },
        cancel() {
          state.isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    return { state, readable };
  }

  test('nothing is decoded and at most a chunk taken before somebody reads', async () => {
    const { state, readable } = counted(LEPTON, 1000);
    const output = readable.pipeThrough(createDecompressStream());
    await letTurn(50);
    expect(state.taken).toBeLessThanOrEqual(2);
    await output.cancel();
    await letTurn();
    expect(state.isCancelled).toBe(true);
  });

  test('the output begins long before the input ends', async () => {
    const { state, readable } = counted(LEPTON, 1000);
    const reader = readable.pipeThrough(createDecompressStream()).getReader();
    const { value } = await reader.read();
    expect(isPrefix(value!, JPEG)).toBe(true);
    expect(state.taken).toBeLessThan(20);
    await letTurn(50);
    expect(state.taken).toBeLessThan(20);
    await reader.cancel();
  });

  test('the input goes on as the output is read', async () => {
    const { state, readable } = counted(LEPTON, 1000);
    const reader = readable.pipeThrough(createDecompressStream()).getReader();
    for (let length = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      // Ahead are the packets at the front, one chunk of output, and what the decoder looks ahead.
      expect(1000 * state.taken).toBeLessThan(0.8 * length + 8 * 4096 + 65_536 + 40_000);
      await letTurn(2);
    }
    expect(state.taken).toBe(Math.ceil(LEPTON.length / 1000));
  });

  test('a slow reader gets the same', async () => {
    const output = streamOfChunks(chunksOf(LEPTON, [3000])).pipeThrough(createDecompressStream());
    const chunks: Uint8Array[] = [];
    for await (const chunk of output) {
      chunks.push(chunk.slice());
      // What a reader does to its chunks is its own business.
      chunk.fill(0);
      await letTurn(3);
    }
    expect(Buffer.compare(Buffer.concat(chunks), JPEG)).toBe(0);
  });
});

describe('either side may give up', () => {
  test('a reader who cancels, at any point', async () => {
    for (const reads of [0, 1, 2]) {
      const { writable, readable } = createDecompressStream();
      const writer = writable.getWriter();
      const written = (async () => {
        for (const chunk of chunksOf(LEPTON, [9000])) await writer.write(chunk);
      })();
      const failure = expect(written).rejects.toBe('enough');
      const reader = readable.getReader();
      for (let i = 0; i < reads; i++) await reader.read();
      await reader.cancel('enough');
      await failure;
      expect(await reader.read()).toEqual({ done: true, value: undefined });
      await expect(writer.closed).rejects.toBe('enough');
    }
  });

  test('a writer who aborts, even with a write that nobody takes', async () => {
    for (const reads of [0, 1]) {
      const { writable, readable } = createDecompressStream();
      const writer = writable.getWriter();
      writer.closed.catch(() => undefined);
      const writes = [...chunksOf(LEPTON, [40_000])].map((chunk) => writer.write(chunk).catch(() => undefined));
      const reader = readable.getReader();
      for (let i = 0; i < reads; i++) await reader.read();
      await letTurn();
      await writer.abort(new TypeError('no more'));
      await expect(reader.read()).rejects.toThrow('no more');
      await Promise.all(writes);
    }
  });

  test('an input that fails fails the output, and not before what was right', async () => {
    const input = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(LEPTON.subarray(0, 100));
      },
      pull(controller) {
        controller.error(new TypeError('the disk is gone'));
      },
    });
    const { error: reason } = await readAll(input.pipeThrough(createDecompressStream()));
    expect(reason).toEqual(new TypeError('the disk is gone'));
  });

  test('a signal ends it', async () => {
    const abort = new AbortController();
    const output = streamOfChunks(chunksOf(LEPTON, [3000])).pipeThrough(createDecompressStream(), {
      signal: abort.signal,
    });
    const reader = output.getReader();
    await reader.read();
    abort.abort();
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a writer hears of damage', async () => {
    const { writable, readable } = createDecompressStream();
    const outcome = readAll(readable);
    const writer = writable.getWriter();
    const written = writer.write(SMALL_JPEG);
    await expect(writer.closed).rejects.toEqual(error('NOT_A_LEPTON_FILE'));
    expect((await outcome).error).toEqual(error('NOT_A_LEPTON_FILE'));
    await written.catch(() => undefined);
  });

  test('chunks that are no bytes are refused on both sides', async () => {
    const { writable, readable } = createDecompressStream();
    const outcome = readAll(readable);
    const writer = writable.getWriter();
    writer.closed.catch(() => undefined);
    await expect(writer.write('text' as unknown as Uint8Array)).rejects.toEqual(error('USAGE'));
    expect((await outcome).error).toEqual(error('USAGE'));
  });

  test('after a stream was given up others still work', async () => {
    const reader = streamOfChunks(chunksOf(LEPTON, [3000]))
      .pipeThrough(createDecompressStream())
      .getReader();
    await reader.read();
    const other = sendThrough(SMALL, createDecompressStream());
    await reader.cancel();
    expect((await other).bytes).toEqual(SMALL_JPEG);
    expect(Buffer.compare((await sendThrough(LEPTON, createDecompressStream())).bytes, JPEG)).toBe(0);
  });
});
