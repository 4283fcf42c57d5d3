/** What one call of the API may use, made once out of its options and handed on to all that does its work. */
import { LeptonError } from '../errors.js';
import { alone, type Work } from './steps.js';

/**
 * Decompresses a Brotli stream, for headers of version 2.
 *
 * @param compressed the whole stream
 * @param limit most bytes that the result may have; it throws if there are more
 */
export type BrotliDecompress = (compressed: Uint8Array, limit: number) => Uint8Array;

/** Other threads, as a pipeline sees them. */
export interface Helpers {
  /** Most of them that the call may use at the same time, at least 1. */
  readonly count: number;
  /** Whether they can use the memory of this thread; else they get copies. */
  readonly shareMemory: boolean;
  /** Bytes of a JPEG below which they cost more than they save; and below which they do for a stream. */
  readonly smallJpeg: number;
  readonly smallStream: number;
  /** Whether they bring anything for so much work, as `codec/amount-of-work.ts` counts it. */
  areWorth(work: number): boolean;
  /** Starts them for so many jobs, so that they are ready when there is work. */
  prepare(jobs: number): void;
  /** Has one job done that is not a part of a pipeline, as streams do. */
  submit(makeData: () => object): SubmittedJob;
}

/** A job on its way through another thread. */
export interface SubmittedJob {
  /** Whether a thread has begun with it. */
  readonly isBegun: boolean;
  /** Its result; rejects if there is none, for whatever reason. */
  readonly result: Promise<Uint8Array>;
  /** Says that nobody wants it: if it waits for a thread it does so no more. */
  drop(): void;
}

/** What a call is made of. */
export interface CallSettings {
  /** Bytes of memory that it may need at most. */
  readonly memoryLimit: number;
  /** Milliseconds that it may take at most. */
  readonly timeLimit: number;
  readonly signal: AbortSignal | null;
  /** Whether what is compressed is decoded again and compared. */
  readonly verify: boolean;
  /** Null where there is no Brotli. */
  readonly brotli: BrotliDecompress | null;
}

/** Settings for what nobody limits: parts of the codec that are used alone. */
export const WITHOUT_LIMITS: CallSettings = {
  memoryLimit: Number.POSITIVE_INFINITY,
  timeLimit: Number.POSITIVE_INFINITY,
  signal: null,
  verify: false,
  brotli: null,
};

/** One call of the API. */
export class Call {
  readonly memoryLimit: number;
  readonly verify: boolean;
  readonly brotli: BrotliDecompress | null;
  private readonly signal: AbortSignal | null;

  /**
   * @param helpers null if there is no thread but this one
   * @param deadline Date.now() when the time is over
   */
  constructor(
    private readonly settings: CallSettings,
    readonly helpers: Helpers | null = null,
    private readonly deadline: number = Date.now() + settings.timeLimit,
  ) {
    this.memoryLimit = settings.memoryLimit;
    this.verify = settings.verify;
    this.brotli = settings.brotli;
    this.signal = settings.signal;
  }

  /** The same call with other helpers. */
  withHelpers(helpers: Helpers | null): Call {
    return new Call(this.settings, helpers, this.deadline);
  }

  /** Milliseconds until the time is over. */
  get timeLeft(): number {
    return this.deadline - Date.now();
  }

  /**
   * Refuses work that needs too much memory, before anything is allocated for it.
   *
   * @param what needs it, as at the beginning of a sentence
   * @throws LeptonError LIMIT_EXCEEDED
   */
  checkMemory(needed: number, what: string): void {
    if (needed <= this.memoryLimit) return;
    const sizes = `${inMebibytes(needed)} of memory; the limit is ${inMebibytes(this.memoryLimit)}`;
    throw new LeptonError('LIMIT_EXCEEDED', `${what} needs ${sizes}.`);
  }

  /** @throws LeptonError ABORTED if the signal says so, LIMIT_EXCEEDED if the time is over */
  checkTime(): void {
    if (this.signal?.aborted === true) throw aborted(this.signal);
    if (this.deadline < Date.now()) throw this.late();
  }

  /** Whether a JPEG of so many bytes is too small to be divided. */
  isSmall(jpegBytes: number): boolean {
    return this.helpers === null || jpegBytes < this.helpers.smallJpeg;
  }

  /**
   * Helpers for a JPEG.
   *
   * @param jpegBytes its size
   * @param work how much there is to do
   * @param memory bytes that are needed with their help
   * @returns how many are worth it; 0 for none
   */
  helpersFor(jpegBytes: number, work: number, memory: number): number {
    const { helpers } = this;
    if (helpers === null || this.isSmall(jpegBytes) || memory > this.memoryLimit) return 0;
    return helpers.areWorth(work) ? helpers.count : 0;
  }

  /**
   * Waits for something that goes on elsewhere, but no longer than the call may take.
   *
   * @throws LeptonError as {@link checkTime}
   */
  async orInterrupted<T>(other: Promise<T>): Promise<T> {
    // A signal that was given before is not given again.
    this.checkTime();
    let stop = (): void => undefined;
    const interrupted = new Promise<never>((_resolve, reject) => {
      stop = this.watch(reject);
    });
    try {
      return await Promise.race([other, interrupted]);
    } finally {
      stop();
    }
  }

  /**
   * Watches for the end of what the call may take.
   *
   * @param onOver called with the error of {@link checkTime}, once
   * @returns ends the watch
   */
  watch(onOver: (error: LeptonError) => void): () => void {
    const { signal, timeLeft } = this;
    const onAbort = () => onOver(aborted(signal!));
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = timeLeft > LONGEST_TIMER ? undefined : setTimeout(() => onOver(this.late()), Math.max(0, timeLeft));
    // On Node, what waits for nothing else must not keep the process.
    (timer as { unref?: () => void } | undefined)?.unref?.();
    return () => {
      signal?.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    };
  }

  private late(): LeptonError {
    return new LeptonError('LIMIT_EXCEEDED', `The work takes longer than ${this.settings.timeLimit} ms (timeLimit).`);
  }
}

/** Most milliseconds that a timer takes; longer ones would be over at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

function inMebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function aborted(signal: AbortSignal): LeptonError {
  return new LeptonError('ABORTED', 'The caller stopped the work.', { cause: signal.reason });
}

/** Does all of a pipeline at once, on this thread. @throws LeptonError as the pipeline, and as `Call.checkTime` */
export function run<T>(work: Work<T>, call: Call): T {
  const steps = alone(work);
  try {
    for (;;) {
      call.checkTime();
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  } finally {
    steps.return(undefined as never);
  }
}
