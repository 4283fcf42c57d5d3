// A process that does one thing with one JPEG, with the synchronous functions of a library, when its parent asks, and
// answers how many milliseconds that took: node warm-process.js <entry of the library>. JavaScript, because code runs up
// to a tenth slower under a TypeScript loader.
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

const { compressSync, decompressSync } = await import(process.argv[2]);
const contents = new Map();

function contentsOf(path) {
  if (!contents.has(path)) {
    const jpeg = new Uint8Array(readFileSync(path));
    contents.set(path, { jpeg, lepton: compressSync(jpeg) });
  }
  return contents.get(path);
}

const work = {
  zlib: ({ jpeg }) => deflateSync(jpeg, { level: 9 }),
  compress: ({ jpeg }) => compressSync(jpeg, { verify: false }),
  decompress: ({ lepton }) => decompressSync(lepton),
  verified: ({ jpeg }) => compressSync(jpeg),
};

process.on('message', ({ path, task }) => {
  try {
    const content = contentsOf(path);
    const start = performance.now();
    work[task](content);
    process.send({ milliseconds: performance.now() - start });
  } catch (error) {
    process.send({ failure: String(error) });
  }
});
