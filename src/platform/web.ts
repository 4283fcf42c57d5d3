/** Browsers and other runtimes with the web's interfaces: module workers, where they can be started. */
import { LeptonError } from '../errors.js';
import { READY, type Reply } from '../threads/answer.js';
import type { StartThread } from '../threads/pool.js';
import type { Platform } from './platform.js';

const startThread: StartThread = ({ onReady, onReply, onFailure }) => {
  // Written out like this so that bundlers find the worker.
  const worker = new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<typeof READY | Reply>) => (data === READY ? onReady() : onReply(data));
  worker.onmessageerror = () => onFailure(new LeptonError('INTERNAL_ERROR', 'A message of a worker was lost.'));
  // Without this, a worker that could not be loaded would be told on the console as well.
  worker.onerror = (event) => {
    event.preventDefault();
    onFailure(new LeptonError('INTERNAL_ERROR', event.message ?? 'The worker could not be loaded.'));
  };
  return { post: (data) => worker.postMessage(data), setBusy: () => undefined, end: () => worker.terminate() };
};

/** What the web has. */
export const PLATFORM: Platform = {
  startThread,
  parallelism: () => globalThis.navigator?.hardwareConcurrency ?? 1,
  // Only pages that are isolated from others (COOP and COEP) may do it.
  canShareMemory: () => globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function',
  decompressBrotli: null,
};
