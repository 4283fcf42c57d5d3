import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { sendThrough } from '../helpers/streams.js';

const { compressSync, createDecompressStream } = await loadBuiltLibrary();

/** Large enough for threads. */
const JPEG = Uint8Array.from(Buffer.concat([readFixture('scene.jpg'), new Uint8Array(4_200_000)]));
const LEPTON = compressSync(JPEG, { segments: 8, verify: false });

describe('a stream with threads of Node', () => {
  test('gives the same bytes for every number of them, also at the same time', async () => {
    const calls = [1, 2, 3, 8, undefined, 2].map(async (threads, index) => {
      const options = threads === undefined ? {} : { threads };
      const { bytes, error } = await sendThrough(LEPTON, createDecompressStream(options), [3000 + 500 * index]);
      return error === undefined && Buffer.compare(bytes, JPEG) === 0;
    });
    expect(await Promise.all(calls)).toEqual(calls.map(() => true));
  });

  test('fails as with one thread', async () => {
    const broken = LEPTON.slice();
    broken[LEPTON.length - 60_000] ^= 0x55;
    for (const lepton of [LEPTON.subarray(0, -30_000), broken]) {
      const expected = await sendThrough(lepton, createDecompressStream({ threads: 1 }), [4000]);
      const outcome = await sendThrough(lepton, createDecompressStream({ threads: 3 }), [4000]);
      expect(expected.error).toMatchObject({ code: expect.any(String) });
      expect(outcome.error).toEqual(expected.error);
      expect(Buffer.compare(outcome.bytes, expected.bytes)).toBe(0);
    }
  });

  test.each([0, 65, 1.5])('refuses %d of them', (threads) => {
    expect(() => createDecompressStream({ threads })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test.each(['cancels', 'goes away', 'reads all'])('lets the process end when a reader %s', (what) => {
    const library = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href;
    const fixture = join(import.meta.dirname, '../../fixtures/scene.jpg');
    const script = `
      import { readFileSync } from 'node:fs';
      import { compressSync, createDecompressStream } from ${JSON.stringify(library)};
      const jpeg = Buffer.concat([readFileSync(${JSON.stringify(fixture)}), Buffer.alloc(4_200_000)]);
      const lepton = compressSync(jpeg, { segments: 8, verify: false });
      const reader = new Blob([lepton]).stream().pipeThrough(createDecompressStream({ threads: 4 })).getReader();
      let length = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        length += value.length;
        if (length < 80_000 || ${JSON.stringify(what)} === 'reads all') continue;
        if (${JSON.stringify(what)} === 'cancels') await reader.cancel();
        break;
      }
      process.stdout.write(String(length === jpeg.length || length < 200_000));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
    expect(output.toString()).toBe('true');
  });
});
