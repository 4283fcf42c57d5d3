import { brotliCompressSync, brotliDecompressSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompressHeader } from '../../src/container/header-compression.js';
import { runToEnd } from '../../src/work/steps.js';
import { codeOf, errorOf } from '../helpers/error-code.js';

const decompressAll = (...parameters: Parameters<typeof decompressHeader>) => runToEnd(decompressHeader(...parameters));

const HEADER = Uint8Array.from({ length: 999 }, (_, i) => i >> 2);
const LIMIT = 1000;
const brotli = (compressed: Uint8Array, limit: number) =>
  new Uint8Array(brotliDecompressSync(compressed, { maxOutputLength: limit }));

describe('the header of a file', () => {
  test('is a zlib stream in version 1', () => {
    expect(decompressAll(1, deflateSync(HEADER), LIMIT, null)).toEqual(HEADER);
    expect(codeOf(() => decompressAll(1, brotliCompressSync(HEADER), LIMIT, brotli))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('is a Brotli stream in version 2', () => {
    expect(decompressAll(2, brotliCompressSync(HEADER), LIMIT, brotli)).toEqual(HEADER);
    expect(codeOf(() => decompressAll(2, deflateSync(HEADER), LIMIT, brotli))).toBe('DAMAGED_LEPTON_FILE');
    expect(codeOf(() => decompressAll(2, brotliCompressSync(HEADER).subarray(0, 20), LIMIT, brotli))).toBe(
      'DAMAGED_LEPTON_FILE',
    );
  });

  test('of version 2 needs a Brotli decoder, and the error says so', () => {
    const error = errorOf(() => decompressAll(2, brotliCompressSync(HEADER), LIMIT, null));
    expect(error.code).toBe('VERSION_UNSUPPORTED');
    expect(error.message).toMatch(/Brotli/);
  });

  test('of version 2 keeps to the limit', () => {
    const compressed = brotliCompressSync(new Uint8Array(100_000));
    expect(['LIMIT_EXCEEDED', 'DAMAGED_LEPTON_FILE']).toContain(
      codeOf(() => decompressAll(2, compressed, LIMIT, brotli)),
    );
  });

  test.each([0, 3, 4, 5, 255])('cannot be read in version %d', (version) => {
    const error = errorOf(() => decompressAll(version, deflateSync(HEADER), LIMIT, brotli));
    expect(error.code).toBe('VERSION_UNSUPPORTED');
    expect(error.message).toContain(`version ${version}`);
  });
});
