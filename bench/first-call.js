// Prints how many milliseconds the first call of the library takes in a process: node first-call.js compress <jpg> or
// node first-call.js decompress <lep>. JavaScript, because a process that loads a TypeScript compiler is not cold.
import { readFileSync } from 'node:fs';
import { compressSync, decompressSync } from '../dist/index.js';

const [direction, path] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(path));
const start = performance.now();
if (direction === 'compress') compressSync(bytes, { verify: false });
else decompressSync(bytes);
process.stdout.write(String(performance.now() - start));
