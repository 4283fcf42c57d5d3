/** Calls of the API: at once or asynchronously, with the threads of the platform, and no error but `LeptonError`. */
import { PLATFORM } from '#platform';
import { LeptonError, toLeptonError } from '../errors.js';
import { threadHelpers } from '../threads/helpers.js';
import { ThreadPool } from '../threads/pool.js';
import { runOnThreads } from '../threads/run-on-threads.js';
import { type Call, run } from '../work/call.js';
import { runInTurns } from '../work/scheduler.js';
import { alone, type Outcome, outcomeOf, type Work } from '../work/steps.js';
import { checkBytes } from './option-rules.js';
import { MAX_THREADS, type OpenedCall } from './options.js';

/**
 * Work for which a thread is started in a process that has done nothing yet. With two cores, files of 1 MB took up to 40%
 * longer with a second thread than without; from about here on it is quicker.
 */
const START_WORK = 2_500_000;

/** The one pool of this process or page. */
const POOL = new ThreadPool(PLATFORM.startThread, START_WORK);

/** What a call works on, and how. */
export interface CallPlan<Settings, T> {
  /** The bytes that the caller gave, each with its name as in the middle of a sentence. */
  readonly inputs: readonly (readonly [name: string, bytes: Uint8Array])[];
  /** Checks the options. */
  open(): OpenedCall<Settings>;
  makeWork(settings: Settings, call: Call): Work<T>;
}

/** Does a call at once. @throws LeptonError */
export function runAtOnce<Settings, T>({ inputs, open, makeWork }: CallPlan<Settings, T>): T {
  return withoutForeignErrors(() => {
    const { call, settings } = open();
    for (const [name, bytes] of inputs) checkBytes(bytes, name);
    return run(makeWork(settings, call), call);
  });
}

/** Does a call in turns with the event loop, and on threads where they are worth it. Rejects with a LeptonError. */
export async function runAsync<Settings, T>({ inputs, open, makeWork }: CallPlan<Settings, T>): Promise<T> {
  try {
    const { call, settings, threads } = open();
    const sizes = inputs.map(([name, bytes]) => checkBytes(bytes, name).length);
    const outcome = await outcomeOf(runWithThreads(call, threads, (helped) => makeWork(settings, helped)));
    // What came of bytes that went away meanwhile is of no use, and neither is what was said of them.
    const gone = inputs.find(([, bytes], index) => bytes.length !== sizes[index]);
    if (gone !== undefined) throw goneAway(gone[0], outcome);
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  } catch (error) {
    throw toLeptonError(error);
  }
}

function runWithThreads<T>(call: Call, threads: number | undefined, makeWork: (call: Call) => Work<T>): Promise<T> {
  const count = threadCount(threads);
  if (count === 1) return runInTurns(alone(makeWork(call)), call);
  const helped = call.withHelpers(threadHelpers(POOL, count, PLATFORM.canShareMemory()));
  return POOL.share(count, (share) => runOnThreads(makeWork(helped), helped, share));
}

/** The call of a stream, which uses threads by itself. */
export function streamCall({ call, threads }: OpenedCall<unknown>): Call {
  const count = threadCount(threads);
  return count === 1 ? call : call.withHelpers(threadHelpers(POOL, count, PLATFORM.canShareMemory()));
}

/** @throws LeptonError what the function throws, or with that as its cause */
export function withoutForeignErrors<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toLeptonError(error);
  }
}

function threadCount(threads: number | undefined): number {
  return threads ?? Math.max(1, Math.min(MAX_THREADS, PLATFORM.parallelism()));
}

function goneAway(name: string, outcome: Outcome<unknown>): LeptonError {
  const what = `The memory of ${name} was transferred while it was being worked on.`;
  return new LeptonError('USAGE', what, 'error' in outcome ? { cause: outcome.error } : {});
}
