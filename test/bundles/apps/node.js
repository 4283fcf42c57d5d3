// A program for Node that uses the library: node <bundle> <jpg>. Prints what came of it.
import { readFileSync } from 'node:fs';
import { compress, decompress } from 'lepton-ts';

async function main() {
  const jpeg = new Uint8Array(readFileSync(process.argv[2]));
  const results = [];
  for (let call = 0; call < 2; call++) {
    const lepton = await compress(jpeg, { threads: 3 });
    const restored = await decompress(lepton, { threads: 3 });
    results.push({ leptonBytes: lepton.length, isRestored: Buffer.compare(restored, jpeg) === 0 });
  }
  process.stdout.write(JSON.stringify(results));
}

void main();
