// Prints, as JSON, how many milliseconds a worker thread takes from its start to its first answer, and how many a small
// task takes there and back once it runs: node worker-process.js <small jpg>.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const REPETITIONS = 51;
const jpeg = new Uint8Array(readFileSync(process.argv[2]));
const JOB = {
  kind: 'compress',
  jpeg,
  settings: {},
  memoryLimit: Number.POSITIVE_INFINITY,
  timeLimit: Number.POSITIVE_INFINITY,
  verify: false,
};

function ask(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', (reply) => {
      if (reply.error === undefined) resolve();
      else reject(new Error(reply.error.message));
    });
    worker.postMessage(JOB);
  });
}

async function timeAsk(worker) {
  const start = performance.now();
  await ask(worker);
  return performance.now() - start;
}

const start = performance.now();
// An error of the thread that nobody listens for ends this process, as it should.
const worker = new Worker(new URL('../dist/platform/node-worker.js', import.meta.url), { execArgv: [] });
await once(worker, 'message'); // says that it is ready
await ask(worker);
const first = performance.now() - start;
const times = [];
for (let i = 0; i < REPETITIONS; i++) times.push(await timeAsk(worker));
times.sort((a, b) => a - b);
process.stdout.write(JSON.stringify({ first, again: times[REPETITIONS >> 1] }));
await worker.terminate();
