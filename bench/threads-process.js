// A process that converts files when its parent asks, and answers how many milliseconds that took:
// node threads-process.js <entry of the library>. The pool of a process only grows, so that each number of threads needs
// a process of its own. JavaScript, so that no TypeScript loader runs in it and its threads.
import { readFileSync } from 'node:fs';

const { compress, decompress } = await import(process.argv[2]);
const REPETITIONS = 3;
const contents = new Map();

function contentOf(path) {
  if (!contents.has(path)) contents.set(path, new Uint8Array(readFileSync(path)));
  return contents.get(path);
}

function convert(bytes, { direction, verify, threads }) {
  return direction === 'compress' ? compress(bytes, { verify, threads }) : decompress(bytes, { threads });
}

// All files, so many at once.
async function timeBatch(request) {
  const queue = request.paths.map(contentOf).values();
  const start = performance.now();
  const lanes = Array.from({ length: request.atOnce }, async () => {
    for (const bytes of queue) await convert(bytes, request);
  });
  await Promise.all(lanes);
  return performance.now() - start;
}

// The sum of what each file takes alone when it was converted right before: the middle of some repetitions.
async function timeSingles(request) {
  let sum = 0;
  for (const path of request.paths) {
    const times = [];
    for (let i = 0; i < REPETITIONS; i++) times.push(await timeBatch({ ...request, paths: [path], atOnce: 1 }));
    times.sort((a, b) => a - b);
    sum += times[REPETITIONS >> 1];
  }
  return sum;
}

process.on('message', async (request) => {
  try {
    process.send({ milliseconds: await (request.isSumOfSingles ? timeSingles(request) : timeBatch(request)) });
  } catch (error) {
    process.send({ failure: String(error) });
  }
});
