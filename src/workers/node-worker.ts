/** Entry of a worker thread on Node. */
import { parentPort } from 'node:worker_threads';
import { answer } from './answer.js';
import type { Task } from './tasks.js';

parentPort?.on('message', (task: Task) => {
  const reply = answer(task);
  const isWhole = 'result' in reply && reply.result.byteLength === reply.result.buffer.byteLength;
  parentPort?.postMessage(reply, isWhole ? [reply.result.buffer as ArrayBuffer] : []);
});
