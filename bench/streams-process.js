// Streams a Lepton file through the library and throws the output away; prints what that took as JSON:
// node streams-process.js [threads file]. Without a file the library is only loaded.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createDecompressStream } from '../dist/index.js';

const CHUNK_BYTES = 65536;

// What Linux tells of a process by resourceUsage() includes the memory of its parent at the moment of the fork.
function peakBytes() {
  if (process.platform === 'linux') {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line !== null) return 1024 * Number(line[1]);
  }
  return 1024 * process.resourceUsage().maxRSS;
}

function fileStream(path) {
  const descriptor = openSync(path, 'r');
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = new Uint8Array(CHUNK_BYTES);
        const length = readSync(descriptor, chunk);
        if (length > 0) {
          controller.enqueue(chunk.subarray(0, length));
          return;
        }
        closeSync(descriptor);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

const [, , threads, path] = process.argv;
const result = { peak: 0, firstByte: 0, total: 0, outputBytes: 0 };
if (path !== undefined) {
  const start = performance.now();
  for await (const chunk of fileStream(path).pipeThrough(createDecompressStream({ threads: Number(threads) }))) {
    if (result.outputBytes === 0) result.firstByte = performance.now() - start;
    result.outputBytes += chunk.length;
  }
  result.total = performance.now() - start;
}
result.peak = peakBytes();
process.stdout.write(JSON.stringify(result));
