/** Streams of bytes that are made when they are asked for. */
import { joinBytes } from './join-bytes.js';
import { nextTurn } from './steps.js';

/** Bytes of a chunk of a stream, unless less is all there is; small enough to let other work take turns. */
const CHUNK_BYTES = 65536;

/** How much a stream may keep, as for any `TransformStream`. */
export interface StreamStrategies {
  /** What may wait in front; default: one chunk. */
  readonly writableStrategy?: QueuingStrategy<Uint8Array>;
  /** What may be made ahead of the reader; default: nothing. */
  readonly readableStrategy?: QueuingStrategy<Uint8Array>;
}

/** What makes the bytes of a {@link byteTransform}. */
export interface ByteSource {
  /** Takes the next input. */
  push(bytes: Uint8Array): void;
  /** Says that there is no more input. */
  end(): void;
  /** Bytes, each chunk valid until the next is asked for; null where there must be more input first. */
  readonly chunks: Generator<Uint8Array | null, void>;
}

/** What came out of a generator at one go. */
interface Collected {
  readonly bytes: Uint8Array;
  readonly state: 'more' | 'starved' | 'done' | 'failed';
  readonly error?: unknown;
}

/** Collects about CHUNK_BYTES; an error comes with all that was made before it. */
function collect(chunks: Generator<Uint8Array | null, void>): Collected {
  const collected: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < CHUNK_BYTES) {
      const step = chunks.next();
      if (step.done === true) return { bytes: joinBytes(collected), state: 'done' };
      if (step.value === null) return { bytes: joinBytes(collected), state: 'starved' };
      if (step.value.length > 0) collected.push(step.value.slice());
      length += step.value.length;
    }
    return { bytes: joinBytes(collected), state: 'more' };
  } catch (error) {
    return { bytes: joinBytes(collected), state: 'failed', error };
  }
}

/** Puts what a generator makes into a stream, as the reader asks for it. */
class StreamFeed {
  private ending: Collected | null = null;
  private isCancelled = false;

  constructor(
    private readonly chunks: Generator<Uint8Array | null, void>,
    private readonly highWaterMark: number,
    /** Resolves when there is more input. */
    private readonly waitForInput: () => Promise<void>,
    /** Told when there will be no more output; with the error if there is one. */
    private readonly onEnd: (failure: { error: unknown } | null) => void,
  ) {}

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    await nextTurn();
    while (!this.isCancelled && this.ending === null) {
      const collected = collect(this.chunks);
      const { bytes, state } = collected;
      if (bytes.length > 0) controller.enqueue(bytes);
      if (state === 'failed' || state === 'done') this.ending = collected;
      if (bytes.length > 0 && state !== 'done') return;
      if (state === 'starved') await this.waitForInput();
    }
    if (this.ending === null || this.isCancelled) return;
    if (this.ending.state === 'done') {
      this.onEnd(null);
      controller.close();
      return;
    }
    // An error throws away what waits in the queue of the stream: it must come behind all of that.
    if ((controller.desiredSize ?? 0) < this.highWaterMark) return;
    this.onEnd({ error: this.ending.error });
    controller.error(this.ending.error);
  }

  cancel(): void {
    this.isCancelled = true;
    this.chunks.return();
  }
}

/**
 * A stream over what a generator yields: nothing is made before it is read, nothing after it is cancelled, and an error
 * comes behind all bytes that were made before it.
 *
 * @param chunks bytes, each valid until the next is asked for
 */
export function streamOf(chunks: Generator<Uint8Array, void>): ReadableStream<Uint8Array> {
  const nothing = () => undefined;
  const feed = new StreamFeed(chunks, 0, () => Promise.resolve(), nothing);
  return new ReadableStream<Uint8Array>(
    { pull: (controller) => feed.pull(controller), cancel: () => feed.cancel() },
    { highWaterMark: 0 },
  );
}

/**
 * A transform stream that makes output when it is read, and takes input when it needs it for that: so it never holds
 * more than one chunk of input and what the source itself keeps. A plain `TransformStream` could not: its transformer
 * has to make all output of a chunk at once.
 */
export function byteTransform(
  source: ByteSource,
  strategies: StreamStrategies,
): TransformStream<Uint8Array, Uint8Array> {
  const input = new InputGate();
  let writableController: WritableStreamDefaultController | null = null;
  const { writableStrategy = { highWaterMark: 1 }, readableStrategy = { highWaterMark: 0 } } = strategies;
  const feed = new StreamFeed(
    source.chunks,
    readableStrategy.highWaterMark ?? 1,
    () => input.wait(),
    (failure) => {
      input.finish();
      if (failure !== null) writableController?.error(failure.error);
    },
  );
  let readableController: ReadableStreamDefaultController<Uint8Array> | null = null;
  const readable = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        readableController = controller;
      },
      pull: (controller) => feed.pull(controller),
      cancel(reason) {
        feed.cancel();
        input.finish();
        writableController?.error(reason);
      },
    },
    readableStrategy,
  );
  const writable = new WritableStream<Uint8Array>(
    {
      start(controller) {
        writableController = controller;
      },
      write: (bytes) => input.offer(() => source.push(bytes)),
      close: () => input.offer(() => source.end()),
      abort(reason) {
        feed.cancel();
        input.finish();
        readableController?.error(reason);
      },
    },
    writableStrategy,
  );
  return { readable, writable };
}

/** Where input and the need for it meet. */
class InputGate {
  private offered: { take: () => void; done: () => void } | null = null;
  private wanted: (() => void) | null = null;
  private pending: (() => void) | null = null;
  private isFinished = false;

  /** Offers input. Resolves when it is used up: when more is wanted, or nothing ever again. */
  offer(take: () => void): Promise<void> {
    if (this.isFinished) return Promise.resolve();
    return new Promise((done) => {
      this.offered = { take, done };
      this.meet();
    });
  }

  /** Resolves when there is more input. What was taken before is used up. */
  wait(): Promise<void> {
    this.pending?.();
    this.pending = null;
    if (this.isFinished) return Promise.resolve();
    return new Promise((resolve) => {
      this.wanted = resolve;
      this.meet();
    });
  }

  /** Says that no input is wanted any more. */
  finish(): void {
    this.isFinished = true;
    for (const resolve of [this.pending, this.offered?.done, this.wanted]) resolve?.();
    this.pending = null;
    this.offered = null;
    this.wanted = null;
  }

  private meet(): void {
    if (this.offered === null || this.wanted === null) return;
    const { take, done } = this.offered;
    const { wanted } = this;
    this.offered = null;
    this.wanted = null;
    this.pending = done;
    take();
    wanted();
  }
}
