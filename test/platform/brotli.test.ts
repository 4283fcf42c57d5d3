import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../src/codec/decode/decompress.js';
import { inspect } from '../../src/codec/inspect.js';
import { verify } from '../../src/codec/verify.js';
import * as lepton from '../../src/index.js';
import { run } from '../../src/work/call.js';
import { codeOf } from '../helpers/error-code.js';
import { readFixture } from '../helpers/fixtures.js';
import { brotliFile } from '../helpers/old-lepton.js';
import { ANY_CALL } from '../helpers/pipelines.js';

const JPEG = readFixture('sampling-420.jpg');
const LEPTON = lepton.compressSync(JPEG);
const VERSION_2 = brotliFile(LEPTON);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

describe('on Node', () => {
  test('reads version 2 with the Brotli decoder of Node', async () => {
    expect(isSame(lepton.decompressSync(VERSION_2), JPEG)).toBe(true);
    expect(isSame(await lepton.decompress(VERSION_2), JPEG)).toBe(true);
    lepton.verifySync(JPEG, VERSION_2);
    await lepton.verify(JPEG, VERSION_2);
    expect(lepton.inspect(VERSION_2)).toMatchObject({ format: 'lepton', version: 2, outputSize: JPEG.length });
  });

  test('takes another Brotli decoder in its place', () => {
    const limits: number[] = [];
    const brotliDecompress = (bytes: Uint8Array, limit: number) => {
      limits.push(limit);
      return new Uint8Array(brotliDecompressSync(bytes));
    };
    expect(isSame(lepton.decompressSync(VERSION_2, { brotliDecompress }), JPEG)).toBe(true);
    expect(limits).toHaveLength(1);
    expect(limits[0]).toBeGreaterThan(0);
    expect(limits[0]).toBeLessThanOrEqual(lepton.DEFAULT_MEMORY_LIMIT);
  });

  test('refuses a header that is larger than the limit, or no Brotli', () => {
    const bomb = brotliFile(LEPTON, brotliCompressSync(new Uint8Array(64 * 1024 * 1024)));
    expect(codeOf(() => lepton.decompressSync(bomb, { memoryLimit: 1024 * 1024 }))).toMatch(
      /^(DAMAGED_LEPTON_FILE|LIMIT_EXCEEDED)$/,
    );
    expect(codeOf(() => lepton.decompressSync(brotliFile(LEPTON, Uint8Array.of(0xff, 0xff))))).toBe(
      'DAMAGED_LEPTON_FILE',
    );
  });
});

describe('on other platforms', () => {
  test('refuses version 2 without a Brotli decoder', () => {
    expect(codeOf(() => run(decompress(VERSION_2, {}, ANY_CALL), ANY_CALL))).toBe('VERSION_UNSUPPORTED');
    expect(codeOf(() => run(verify(JPEG, VERSION_2, {}, ANY_CALL), ANY_CALL))).toBe('VERSION_UNSUPPORTED');
    expect(codeOf(() => run(inspect(VERSION_2, ANY_CALL), ANY_CALL))).toBe('VERSION_UNSUPPORTED');
  });

  test('reads it with one that is given', () => {
    const brotliDecompress = (bytes: Uint8Array) => new Uint8Array(brotliDecompressSync(bytes));
    expect(isSame(lepton.decompressSync(VERSION_2, { brotliDecompress }), JPEG)).toBe(true);
    lepton.verifySync(JPEG, VERSION_2, { brotliDecompress });
    expect(lepton.inspect(VERSION_2, { brotliDecompress })).toMatchObject({ version: 2 });
  });

  test('says that the header is damaged when the decoder that is given fails', () => {
    const brotliDecompress = (): Uint8Array => {
      throw new TypeError('no idea');
    };
    expect(codeOf(() => lepton.decompressSync(VERSION_2, { brotliDecompress }))).toBe('DAMAGED_LEPTON_FILE');
  });
});
