// Prints how many milliseconds the first call of the library takes in a process:
// node first-call.js <entry of the library> compress <jpg>, or ... decompress <lep>.
// JavaScript, because a process that loads a TypeScript compiler is not cold.
import { readFileSync } from 'node:fs';

const [entry, direction, path] = process.argv.slice(2);
const { compressSync, decompressSync } = await import(entry);
const bytes = new Uint8Array(readFileSync(path));
const start = performance.now();
if (direction === 'compress') compressSync(bytes, { verify: false });
else decompressSync(bytes);
process.stdout.write(String(performance.now() - start));
