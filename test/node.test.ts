import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as portable from '../src/index.js';
import * as node from '../src/node.js';
import { codeOf } from './helpers/error-code.js';
import { readFixture } from './helpers/fixtures.js';
import { brotliFile } from './helpers/old-lepton.js';

const JPEG = readFixture('sampling-420.jpg');
const LEPTON = portable.compressSync(JPEG);
const VERSION_2 = brotliFile(LEPTON);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

describe('the entry for Node', () => {
  test('exports what the other one does', () => {
    expect(Object.keys(node).sort()).toEqual(Object.keys(portable).sort());
    expect(node.LeptonError).toBe(portable.LeptonError);
    expect(node.ERROR_TABLE).toBe(portable.ERROR_TABLE);
  });

  test('compresses to the same bytes', async () => {
    expect(isSame(node.compressSync(JPEG), LEPTON)).toBe(true);
    expect(isSame(await node.compress(JPEG, { segments: 2 }), portable.compressSync(JPEG, { segments: 2 }))).toBe(true);
    const stored = node.compressSync(Uint8Array.of(1, 2, 3), { any: true });
    expect(isSame(stored, portable.compressSync(Uint8Array.of(1, 2, 3), { any: true }))).toBe(true);
  });

  test('reads version 2 with the Brotli decoder of Node', async () => {
    expect(isSame(node.decompressSync(VERSION_2), JPEG)).toBe(true);
    expect(isSame(await node.decompress(VERSION_2), JPEG)).toBe(true);
    node.verifySync(JPEG, VERSION_2);
    await node.verify(JPEG, VERSION_2);
    expect(node.inspect(VERSION_2)).toMatchObject({ format: 'lepton', version: 2, outputSize: JPEG.length });
  });

  test('takes another Brotli decoder in its place', () => {
    const limits: number[] = [];
    const brotliDecompress = (bytes: Uint8Array, limit: number) => {
      limits.push(limit);
      return new Uint8Array(brotliDecompressSync(bytes));
    };
    expect(isSame(node.decompressSync(VERSION_2, { brotliDecompress }), JPEG)).toBe(true);
    expect(limits).toHaveLength(1);
    expect(limits[0]).toBeGreaterThan(0);
    expect(limits[0]).toBeLessThanOrEqual(node.DEFAULT_MEMORY_LIMIT);
  });

  test('refuses a header that is larger than the limit, or no Brotli', () => {
    const bomb = brotliFile(LEPTON, brotliCompressSync(new Uint8Array(64 * 1024 * 1024)));
    expect(codeOf(() => node.decompressSync(bomb, { memoryLimit: 1024 * 1024 }))).toMatch(
      /^(DAMAGED_LEPTON_FILE|LIMIT_EXCEEDED)$/,
    );
    expect(codeOf(() => node.decompressSync(brotliFile(LEPTON, Uint8Array.of(0xff, 0xff))))).toBe(
      'DAMAGED_LEPTON_FILE',
    );
  });
});

describe('the entry for other runtimes', () => {
  test('refuses version 2 without a Brotli decoder', async () => {
    expect(codeOf(() => portable.decompressSync(VERSION_2))).toBe('VERSION_UNSUPPORTED');
    expect(codeOf(() => portable.verifySync(JPEG, VERSION_2))).toBe('VERSION_UNSUPPORTED');
    expect(codeOf(() => portable.inspect(VERSION_2))).toBe('VERSION_UNSUPPORTED');
    await expect(portable.decompress(VERSION_2)).rejects.toMatchObject({ code: 'VERSION_UNSUPPORTED' });
  });

  test('reads it with one that is given', () => {
    const brotliDecompress = (bytes: Uint8Array) => new Uint8Array(brotliDecompressSync(bytes));
    expect(isSame(portable.decompressSync(VERSION_2, { brotliDecompress }), JPEG)).toBe(true);
    portable.verifySync(JPEG, VERSION_2, { brotliDecompress });
    expect(portable.inspect(VERSION_2, { brotliDecompress })).toMatchObject({ version: 2 });
  });

  test('says that the header is damaged when the decoder that is given fails', () => {
    const brotliDecompress = (): Uint8Array => {
      throw new TypeError('no idea');
    };
    expect(codeOf(() => portable.decompressSync(VERSION_2, { brotliDecompress }))).toBe('DAMAGED_LEPTON_FILE');
  });
});
