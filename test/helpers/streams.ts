/** What came out of a stream: its bytes and, if it failed, the error that came behind them. */
export interface StreamOutcome {
  readonly bytes: Uint8Array;
  readonly sizes: readonly number[];
  /** Undefined if the stream ended well. */
  readonly error?: unknown;
}

/** A side of a transform stream with the same bytes on both. */
export type ByteTransform = TransformStream<Uint8Array, Uint8Array>;

/** Reads a stream to its end or to its error. */
export async function readAll(readable: ReadableStream<Uint8Array>): Promise<StreamOutcome> {
  const chunks: Uint8Array[] = [];
  const outcome = () => ({ bytes: new Uint8Array(Buffer.concat(chunks)), sizes: chunks.map(({ length }) => length) });
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return outcome();
      chunks.push(value);
    }
  } catch (error) {
    return { ...outcome(), error };
  }
}

/** A stream of these chunks. */
export function streamOfChunks(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Cuts bytes into copies of parts of these sizes, again and again. */
export function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = Math.max(sizes[i % sizes.length], sizes.every((each) => each === 0) ? 1 : 0);
    yield bytes.slice(from, from + size);
    from += size;
  }
}

/** Sends bytes in chunks through a transform stream. */
export function sendThrough(
  bytes: Uint8Array,
  transform: ByteTransform,
  sizes: readonly number[] = [65_536],
): Promise<StreamOutcome> {
  return readAll(streamOfChunks(chunksOf(bytes, sizes)).pipeThrough(transform));
}

/** Lets everything that waits in the event loop have its turn, some times. */
export async function letTurn(times = 20): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Whether bytes are the first ones of others. */
export function isPrefix(bytes: Uint8Array, whole: Uint8Array): boolean {
  return bytes.length <= whole.length && Buffer.compare(bytes, whole.subarray(0, bytes.length)) === 0;
}
