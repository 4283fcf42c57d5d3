/** Streams of bytes that are made when they are asked for. */
import { LeptonError, toLeptonError } from '../errors.js';
import type { Call } from '../work/call.js';
import { nextTurn } from '../work/scheduler.js';
import type { Steps } from '../work/steps.js';
import { GcPressure } from './gc-pressure.js';
import { InputGate } from './input-gate.js';

/** Most bytes of a chunk of a stream; small enough to let other work take turns. */
export const CHUNK_BYTES = 65536;

const NOTHING = new Uint8Array(0);

/** How much a stream may keep, as for any `TransformStream`. */
export interface StreamStrategies {
  /** What may wait in front; default: one chunk. */
  readonly writableStrategy?: QueuingStrategy<Uint8Array>;
  /** What may be made ahead of the reader; default: nothing. */
  readonly readableStrategy?: QueuingStrategy<Uint8Array>;
}

/**
 * What makes bytes: each piece valid until the next is asked for; an empty one where other work may take its turn; null
 * where there must be more input first; a promise where something else must come first. It never rejects.
 */
export type BytePieces = Generator<Uint8Array | Promise<void> | null, void>;

/** What makes the bytes of a {@link byteTransform}. */
export interface ByteSource {
  /** Takes the next input. */
  push(bytes: Uint8Array): void;
  /** Says that there is no more input. */
  end(): void;
  /**
   * Whether input is of use although no piece waits for it. No input that was pushed may be kept then. It is only taken
   * while the output is being read, behind its first bytes.
   */
  readonly wantsInput?: boolean;
  readonly pieces: BytePieces;
}

/** What came out of a generator at one go. */
interface Collected {
  readonly bytes: Uint8Array;
  readonly state: 'more' | 'starved' | 'waiting' | 'done' | 'failed';
  /** What is waited for. */
  readonly until?: Promise<void>;
  readonly error?: unknown;
}

/** Steps that give no bytes on their way. */
export function* asEmptyPieces<T>(steps: Steps<T>): Generator<Uint8Array, T> {
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      yield NOTHING;
    }
  } finally {
    steps.return(undefined as never);
  }
}

/** Makes chunks of pieces of any size. */
class ChunkMaker {
  private readonly chunk = new Uint8Array(CHUNK_BYTES);
  /** What is left of a piece that did not fit into the last chunk. */
  private rest: Uint8Array = NOTHING;

  constructor(
    private readonly pieces: BytePieces,
    private readonly pressure: GcPressure,
    private readonly call: Call,
  ) {}

  /** Collects at most CHUNK_BYTES; an error comes with all that was made before it. */
  next(): Collected {
    let length = 0;
    const collected = (state: Collected['state']) => {
      this.pressure.add(length);
      return { bytes: this.chunk.slice(0, length), state };
    };
    this.pressure.drop();
    try {
      for (;;) {
        const count = Math.min(this.rest.length, CHUNK_BYTES - length);
        this.chunk.set(this.rest.subarray(0, count), length);
        length += count;
        this.rest = this.rest.subarray(count);
        if (length === CHUNK_BYTES) return collected('more');
        this.call.checkTime();
        const step = this.pieces.next();
        if (step.done === true) return collected('done');
        if (step.value === null) return collected('starved');
        if (step.value instanceof Promise) return { ...collected('waiting'), until: step.value };
        if (step.value.length === 0) return collected('more');
        this.rest = step.value;
      }
    } catch (error) {
      this.stop();
      return { ...collected('failed'), error: toLeptonError(error) };
    }
  }

  stop(): void {
    this.rest = NOTHING;
    this.pieces.return();
  }
}

/** Puts what a generator makes into a stream, as the reader asks for it. */
class StreamFeed {
  private readonly maker: ChunkMaker;
  private ending: Collected | null = null;
  private isStarved = false;
  private until: Promise<void> | null = null;
  private hasBegun = false;
  private isCancelled = false;

  constructor(
    pieces: BytePieces,
    private readonly highWaterMark: number,
    private readonly input: InputGate,
    /** Told when there will be no more output; with the error if there is one. */
    private readonly onEnd: (failure: { error: unknown } | null) => void,
    private readonly call: Call,
    pressure = new GcPressure(),
  ) {
    this.maker = new ChunkMaker(pieces, pressure, call);
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.hasBegun) this.input.open();
    await this.makeChunk(controller);
    this.input.close();
  }

  private async makeChunk(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.ending === null) {
      const interruption = await this.waitForMore();
      if (this.isCancelled) return;
      const collected = interruption ?? this.maker.next();
      const { bytes, state } = collected;
      if (bytes.length > 0) controller.enqueue(bytes);
      this.hasBegun ||= bytes.length > 0;
      if (state === 'failed' || state === 'done') this.ending = collected;
      this.isStarved = state === 'starved';
      this.until = collected.until ?? null;
      if (bytes.length > 0 && state !== 'done') return;
    }
    if (this.isCancelled) return;
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

  /** @returns how it ends, if the call is over before there is more to make */
  private async waitForMore(): Promise<Collected | null> {
    try {
      if (this.isStarved) await this.call.orInterrupted(this.input.wait());
      if (this.until !== null) await this.call.orInterrupted(this.until);
    } catch (error) {
      this.maker.stop();
      return { bytes: NOTHING, state: 'failed', error };
    }
    await nextTurn();
    await this.input.takeAhead();
    return null;
  }

  cancel(): void {
    this.isCancelled = true;
    this.maker.stop();
  }
}

/**
 * A stream over what a generator yields: nothing is made before it is read, nothing after it is cancelled, and an error
 * comes behind all bytes that were made before it.
 */
export function streamOf(pieces: BytePieces, call: Call): ReadableStream<Uint8Array> {
  const feed = new StreamFeed(pieces, 0, new InputGate(() => false), () => undefined, call);
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
  call: Call,
): TransformStream<Uint8Array, Uint8Array> {
  const input = new InputGate(() => source.wantsInput ?? false);
  const pressure = new GcPressure();
  const sides: {
    writable: WritableStreamDefaultController | null;
    readable: ReadableStreamDefaultController<Uint8Array> | null;
  } = { writable: null, readable: null };
  const { writableStrategy = { highWaterMark: 1 }, readableStrategy = { highWaterMark: 0 } } = strategies;
  const feed = new StreamFeed(
    source.pieces,
    readableStrategy.highWaterMark ?? 1,
    input,
    (failure) => {
      input.finish();
      if (failure !== null) sides.writable?.error(failure.error);
    },
    call,
    pressure,
  );
  const stop = (reason: unknown) => {
    feed.cancel();
    input.finish();
    sides.readable?.error(reason);
  };
  const readable = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        sides.readable = controller;
      },
      pull: (controller) => feed.pull(controller),
      cancel(reason) {
        stop(reason);
        sides.writable?.error(reason);
      },
    },
    readableStrategy,
  );
  const writable = new WritableStream<Uint8Array>(
    {
      start(controller) {
        sides.writable = controller;
        // `abort` below is only called when no write is under way, and that may wait for a reader who never comes.
        const { signal } = controller as { signal?: AbortSignal };
        signal?.addEventListener('abort', () => stop(signal.reason), { once: true });
      },
      write(bytes) {
        if (bytes instanceof Uint8Array) {
          pressure.add(bytes.length);
          return input.offer(() => source.push(bytes));
        }
        const error = notBytes();
        stop(error);
        throw error;
      },
      close: () => input.offer(() => source.end(), true),
      abort: stop,
    },
    writableStrategy,
  );
  return { readable, writable };
}

/** The error for chunks of any other kind. */
export function notBytes(): LeptonError {
  return new LeptonError('USAGE', 'A chunk of the stream is no Uint8Array.');
}
