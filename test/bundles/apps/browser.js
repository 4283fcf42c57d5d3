// A page that uses the library on the file `photo.jpg` beside it, and tells in a global variable what came of it.
import { compress, createDecompressStream, decompress } from 'lepton-ts';

async function main() {
  const jpeg = new Uint8Array(await (await fetch('photo.jpg')).arrayBuffer());
  const isSame = (bytes) => bytes.length === jpeg.length && bytes.every((byte, index) => byte === jpeg[index]);
  const results = [];
  // The first call starts no workers for so little work.
  for (let call = 0; call < 2; call++) {
    const lepton = await compress(jpeg, { threads: 3 });
    const restored = await decompress(lepton, { threads: 3 });
    const streamed = new Response(new Blob([lepton]).stream().pipeThrough(createDecompressStream({ threads: 3 })));
    const isStreamed = isSame(new Uint8Array(await streamed.arrayBuffer()));
    results.push({ leptonBytes: lepton.length, isRestored: isSame(restored) && isStreamed });
  }
  return results;
}

main().then(
  (results) => {
    globalThis.outcome = results;
  },
  (error) => {
    globalThis.outcome = String(error);
  },
);
