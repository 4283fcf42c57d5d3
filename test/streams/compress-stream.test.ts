import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { chunksOf, letTurn, readAll, sendThrough, streamOfChunks } from '../helpers/streams.js';

const { compressSync, createCompressStream, createDecompressStream } = await loadBuiltLibrary();

const error = (code: string) => expect.objectContaining({ code });
const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG);

describe('a stream of compression', () => {
  test('gives what compressSync gives, whatever the chunks', async () => {
    const files = ['scene.jpg', 'sampling-420.jpg', 'progressive-420.jpg', 'trailing-noise.jpg', 'size-1x1-grey.jpg'];
    const sizes = fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 5 });
    const options = fc.record({ segments: fc.integer({ min: 1, max: 8 }), threads: fc.constantFrom(1, 2) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), sizes, options, async (file, chunks, given) => {
        const jpeg = readFixture(file);
        const outcome = await sendThrough(jpeg, createCompressStream(given), chunks);
        expect(outcome.error).toBe(undefined);
        expect(Buffer.compare(outcome.bytes, compressSync(jpeg, { segments: given.segments }))).toBe(0);
        expect(outcome.sizes.every((size) => size > 0 && size <= 65_536)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect((await sendThrough(readFixture(files[1]), createCompressStream(), [1])).error).toBe(undefined);
  });

  test('can be followed by decompression', async () => {
    const both = streamOfChunks(chunksOf(JPEG, [5000]))
      .pipeThrough(createCompressStream())
      .pipeThrough(createDecompressStream());
    expect(Buffer.compare((await readAll(both)).bytes, JPEG)).toBe(0);
  });

  test('stores what cannot be compressed if it may', async () => {
    const bytes = new Uint8Array(1000).fill(5);
    expect((await sendThrough(bytes, createCompressStream({ any: true }), [99])).bytes).toEqual(
      compressSync(bytes, { any: true }),
    );
    expect((await sendThrough(new Uint8Array(), createCompressStream({ any: true }))).error).toBe(undefined);
  });

  test.each<[string, string, Uint8Array]>([
    ['nothing', 'NOT_A_JPEG', new Uint8Array()],
    ['text', 'NOT_A_JPEG', new Uint8Array(Buffer.from('text'))],
    ['a Lepton file', 'NOT_A_JPEG', LEPTON],
    ['four components', 'FOUR_COMPONENTS', readFixture('four-components.jpg')],
  ])('refuses %s as %s, before any output', async (_what, code, bytes) => {
    expect(() => compressSync(bytes)).toThrow(error(code));
    expect(await sendThrough(bytes, createCompressStream(), [1000])).toMatchObject({ error: error(code), sizes: [] });
  });

  test('refuses chunks that are no bytes', async () => {
    const text = new ReadableStream({
      start(controller) {
        controller.enqueue('text');
        controller.close();
      },
    });
    expect((await readAll(text.pipeThrough(createCompressStream()))).error).toEqual(error('USAGE'));
  });

  test('refuses an input beyond the memory limit while it comes in', async () => {
    let taken = 0;
    function* endless() {
      for (;;) {
        taken++;
        yield new Uint8Array(1000);
      }
    }
    const { error: reason } = await readAll(
      streamOfChunks(endless()).pipeThrough(createCompressStream({ memoryLimit: 50_000 })),
    );
    expect(reason).toEqual(error('LIMIT_EXCEEDED'));
    expect(taken).toBeLessThan(40);
    expect(() => createCompressStream({ memoryLimit: 0 })).toThrow(error('USAGE'));
  });

  test('keeps a copy of its input, which a writer may use again', async () => {
    const { writable, readable } = createCompressStream();
    const outcome = readAll(readable);
    const writer = writable.getWriter();
    const buffer = new Uint8Array(3000);
    for (const chunk of chunksOf(JPEG, [3000])) {
      buffer.set(chunk);
      await writer.write(buffer.subarray(0, chunk.length));
    }
    await writer.close();
    expect(Buffer.compare((await outcome).bytes, LEPTON)).toBe(0);
  });

  test('gives chunks that do not share memory', async () => {
    const chunks: Uint8Array[] = [];
    const output = streamOfChunks([JPEG]).pipeThrough(createCompressStream());
    for await (const chunk of output) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(chunks.length);
  });

  test('takes no more input when it is cancelled', async () => {
    let taken = 0;
    const input = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await letTurn(1);
        taken++;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const reader = input.pipeThrough(createCompressStream()).getReader();
    reader.read().catch(() => undefined);
    await letTurn();
    await reader.cancel();
    const before = taken;
    await letTurn();
    expect(taken - before).toBeLessThanOrEqual(1);
  });
});
