/** Worker threads of Node, and the one pool of this process. */
import { availableParallelism } from 'node:os';
import { LeptonError } from '../errors.js';
import { type StartThread, ThreadPool, type Threads } from './thread-pool.js';

/** Most threads that anybody can ask for. */
const MAX_THREADS = 64;

/** Where the build puts the worker's entry, seen from the chunk that holds this module. */
const WORKER_FILE = './worker.js';

const startThread: StartThread = (onReply, onFailure) => {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  // Not the options of the process: with some of them, as --input-type, no file can be a thread.
  const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { execArgv: [] });
  worker.on('message', onReply);
  worker.on('error', onFailure);
  worker.on('exit', (status) =>
    onFailure(new LeptonError('INTERNAL_ERROR', `The thread ended with status ${status}.`)),
  );
  return {
    post: (task) => worker.postMessage(task),
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
  };
};

/**
 * Work for which a thread is started in a process that has done nothing yet. With two cores, files of 1 MB took up to 40%
 * longer with a second thread than without; from about here on it is quicker.
 */
const START_WORK = 2_500_000;

const SHARED_POOL = new ThreadPool(startThread, START_WORK);

/**
 * The threads of this process for a call that may use so many.
 *
 * @param threads 1..64; default: the machine's parallelism
 * @returns null for one thread, which is the caller's own
 * @throws LeptonError USAGE if the number is out of range
 */
export function threadsFor(threads: number | undefined): Threads | null {
  const count = threads ?? Math.min(MAX_THREADS, availableParallelism());
  if (!(Number.isInteger(count) && count >= 1 && count <= MAX_THREADS)) {
    throw new LeptonError('USAGE', `The number of threads must be 1 to ${MAX_THREADS}, not ${count}.`);
  }
  return count === 1 ? null : { pool: SHARED_POOL, count };
}
