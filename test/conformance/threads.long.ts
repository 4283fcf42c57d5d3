import { describe, expect, test } from 'vitest';
import { ThreadPool } from '../../src/threads/pool.js';
import { listFixtures, readFixture } from '../helpers/fixtures.js';
import { compressAsync, compressSync, decompressAsync } from '../helpers/pipelines.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';

const TABLES = { golden: 'golden/JPEG.tsv', corpus: 'corpus/CORPUS.tsv' };
skipWithoutTable(TABLES.golden);
skipWithoutTable(TABLES.corpus);

const shared = Object.entries(TABLES).flatMap(([folder, table]) =>
  readSharedTable(table).map(({ file }) => ({ file, read: () => readShared(`${folder}/${file}`) })),
);
const files = [...listFixtures().map(({ file }) => ({ file, read: () => readFixture(file) })), ...shared];

/** A Lepton file, or the refusal. */
async function outcome(compress: () => Uint8Array | Promise<Uint8Array>): Promise<Buffer> {
  try {
    return Buffer.from(await compress());
  } catch (error) {
    return Buffer.from(String(error));
  }
}

describe('on threads, whatever the size', () => {
  test('are enough files', () => {
    expect(files.length).toBeGreaterThan(shared.length === 0 ? 60 : 200);
  });

  test.each(files)('$file becomes the same file, or is refused for the same reason', async ({ read }) => {
    const jpeg = read();
    for (const [count, options] of [
      [2, {}],
      [5, { segments: 8, any: true }],
    ] as const) {
      const threads = { pool: new ThreadPool(threadStandIn().start), count };
      const wanted = await outcome(() => compressSync(jpeg, { ...options, verify: false }));
      const found = await outcome(() => compressAsync(jpeg, options, threads, 0));
      expect(Buffer.compare(found, wanted)).toBe(0);
      if (found[0] !== 0xcf) continue;
      expect(Buffer.compare(await decompressAsync(found, {}, threads), jpeg)).toBe(0);
    }
  });
});
