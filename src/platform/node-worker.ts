/** Entry of a worker thread on Node. */
import { parentPort } from 'node:worker_threads';
import type { JobData } from '../codec/jobs.js';
import { answer, READY } from '../threads/answer.js';

// Results are copied, never transferred: the first buffer that a thread gives away makes V8 check every later access to
// any typed array of that thread for a buffer that is gone, which costs the model 15%.
parentPort?.on('message', (data: JobData) => parentPort?.postMessage(answer(data)));
parentPort?.postMessage(READY);
