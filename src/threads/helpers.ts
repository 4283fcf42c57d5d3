/** The threads of a pool as helpers of calls. */
import { LeptonError } from '../errors.js';
import type { Helpers, SubmittedJob } from '../work/call.js';
import { errorOf } from './answer.js';
import type { PoolShare, ThreadPool } from './pool.js';

/** Bytes of a JPEG below which other threads would cost more than they save. */
const SMALL_JPEG = 400_000;

/** Bytes of a stream below which a thread that must be started first brings nothing: the first segment is done without it. */
const SMALL_STREAM = 2_000_000;

/** Sizes below which threads are not used; to be changed by tests. */
export interface SmallSizes {
  readonly smallJpeg: number;
  readonly smallStream: number;
}

const USUAL_SIZES: SmallSizes = { smallJpeg: SMALL_JPEG, smallStream: SMALL_STREAM };

/**
 * Threads beside that of the caller.
 *
 * @param threads most threads of the call, its own among them; at least 2
 * @param shareMemory whether they can use the memory of the caller's thread
 */
export function threadHelpers(
  pool: ThreadPool,
  threads: number,
  shareMemory: boolean,
  sizes: SmallSizes = USUAL_SIZES,
): Helpers {
  const count = threads - 1;
  return {
    ...sizes,
    count,
    shareMemory,
    areWorth: (work) => pool.isWorthThreads(work),
    prepare: (jobs) => pool.prepare(Math.min(threads, jobs) - 1),
    submit: (makeData) => new PoolJob(pool, count, makeData),
  };
}

/** A job that is a call of its own, so that streams that nobody reads are none. */
class PoolJob implements SubmittedJob {
  isBegun = false;
  readonly result: Promise<Uint8Array>;
  private isDropped = false;
  private reject: (error: LeptonError) => void = () => undefined;

  constructor(pool: ThreadPool, threads: number, makeData: () => object) {
    this.result = pool.share(threads, (share) => this.run(pool, share, makeData));
    // It may be dropped before anybody listens.
    this.result.catch(() => undefined);
  }

  drop(): void {
    this.isDropped = true;
    this.reject(notWanted());
  }

  private run(pool: ThreadPool, share: PoolShare, makeData: () => object): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      pool.enqueue({
        share,
        begin: () => {
          if (this.isDropped) return null;
          this.isBegun = true;
          return makeData();
        },
        end: (outcome) => {
          if ('result' in outcome) resolve(outcome.result);
          else reject('failure' in outcome ? outcome.failure : errorOf(outcome.error));
        },
        giveBack: () => reject(new LeptonError('INTERNAL_ERROR', 'There is no thread for the segment.')),
      });
    });
  }
}

function notWanted(): LeptonError {
  return new LeptonError('INTERNAL_ERROR', 'The segment is not wanted any more.');
}
