/** Entry of a worker thread on Node. */
import { parentPort } from 'node:worker_threads';
import { answer } from './answer.js';
import type { Task } from './tasks.js';

// Results are copied, never transferred: the first buffer that a thread gives away makes V8 check every later access to
// any typed array of that thread for a buffer that is gone, which costs the model 15%.
parentPort?.on('message', (task: Task) => parentPort?.postMessage(answer(task)));
