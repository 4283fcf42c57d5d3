import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { COUNT_THREADS } from '../helpers/counted-threads.js';
import { readFixture } from '../helpers/fixtures.js';

const TRAILING = new Uint8Array(420_000);
const JPEG = Uint8Array.from(Buffer.concat([readFixture('scene.jpg'), TRAILING]));

describe('worker threads of Node', () => {
  test('give the same bytes for every number of them', async () => {
    const { compress, compressSync, decompress, verify } = await loadBuiltLibrary();
    const expected = compressSync(JPEG, { segments: 5 });
    const calls = [1, 2, 3, 8, 2, 3].map(async (threads) => {
      const lepton = await compress(JPEG, { segments: 5, threads });
      await verify(JPEG, lepton, { threads });
      return (
        Buffer.compare(lepton, expected) === 0 && Buffer.compare(await decompress(lepton, { threads }), JPEG) === 0
      );
    });
    expect(await Promise.all(calls)).toEqual(calls.map(() => true));
  });

  test('take Buffers that are views of larger ones', async () => {
    const { compress, compressSync, decompress } = await loadBuiltLibrary();
    const view = Buffer.concat([TRAILING, JPEG, TRAILING]).subarray(TRAILING.length, TRAILING.length + JPEG.length);
    const calls = [1, 2].map(async () => decompress(await compress(view, { threads: 2 }), { threads: 2 }));
    for (const restored of await Promise.all(calls)) expect(Buffer.compare(restored, JPEG)).toBe(0);
    expect(Buffer.compare(await compress(view, { threads: 2 }), compressSync(JPEG))).toBe(0);
  });

  test('let the process end that has started some', () => {
    const library = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href;
    const fixture = join(import.meta.dirname, '../../fixtures/scene.jpg');
    const script = `
      import { readFileSync } from 'node:fs';
      import { compress } from ${JSON.stringify(library)};
      const jpeg = Buffer.concat([readFileSync(${JSON.stringify(fixture)}), Buffer.alloc(420_000)]);
      ${COUNT_THREADS}
      // The first call starts none for so little work.
      for (let call = 0; call < 2; call++) {
        const lepton = await compress(jpeg, { segments: 4, threads: 2 });
        process.stdout.write((lepton.length > 1000) + ' ' + started + ' ');
      }`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
    expect(output.toString()).toBe('true 0 true 1 ');
  });

  test.each([0, 65, 1.5, Number.NaN])('cannot be %d', async (threads) => {
    const { compress } = await loadBuiltLibrary();
    await expect(compress(JPEG, { threads })).rejects.toMatchObject({ code: 'USAGE' });
  });
});
