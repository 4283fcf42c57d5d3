/** Node: worker threads, and the Brotli decoder of `node:zlib`. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { LeptonError } from '../errors.js';
import { READY, type Reply } from '../threads/answer.js';
import type { StartThread } from '../threads/pool.js';
import type { Platform } from './platform.js';

const startThread: StartThread = ({ onReady, onReply, onFailure }) => {
  // Written out like this so that bundlers find the worker. The options of the process are not for it: with some of them,
  // as --input-type, no file can be a thread.
  const worker = new Worker(new URL('./node-worker.js', import.meta.url), { execArgv: [] });
  worker.on('message', (message: typeof READY | Reply) => (message === READY ? onReady() : onReply(message)));
  worker.on('messageerror', onFailure);
  worker.on('error', onFailure);
  worker.on('exit', (status) =>
    onFailure(new LeptonError('INTERNAL_ERROR', `The thread ended with status ${status}.`)),
  );
  return {
    post: (data) => worker.postMessage(data),
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
};

function decompressBrotli(compressed: Uint8Array, limit: number): Uint8Array {
  // Loaded when it is needed: most files have no use for it, and starting a process takes a millisecond more with it.
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  return new Uint8Array(brotliDecompressSync(compressed, { maxOutputLength: Math.max(1, limit) }));
}

/** What Node has. */
export const PLATFORM: Platform = {
  startThread,
  parallelism: availableParallelism,
  canShareMemory: () => true,
  decompressBrotli,
};
