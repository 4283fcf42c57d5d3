import { deflateRawSync, deflateSync, gzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { deflate } from 'pako';
import { describe, expect, test } from 'vitest';
import { deflateHeader, inflateHeader, smallestHeader } from '../../src/container/zlib-header.js';
import { runToEnd } from '../../src/work/steps.js';
import { codeOf } from '../helpers/error-code.js';
import { readFixture } from '../helpers/fixtures.js';
import { withByte } from '../helpers/with-byte.js';

const deflateAll = (header: Uint8Array, codedBytes: number) =>
  runToEnd(smallestHeader(header, runToEnd(deflateHeader(header)), codedBytes));
const inflateAll = (...parameters: Parameters<typeof inflateHeader>) => runToEnd(inflateHeader(...parameters));

const LIMIT = 1_000_000;
const HEADER = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) >> 5);

describe('a compressed header', () => {
  test('does not depend on the steps in which it is made', () => {
    // Text of few words, and noise.
    const header = Uint8Array.from({ length: 200_000 }, (_, i) =>
      i < 100_000 ? 97 + ((i * i) % 7) : (i * 2654435761) >>> 13,
    );
    let steps = 0;
    const making = deflateHeader(header);
    for (let step = making.next(); step.done !== true; step = making.next()) steps++;
    expect(steps).toBeGreaterThan(10);
    const compressed = deflateAll(header, 0);
    expect(Buffer.compare(compressed, deflate(header, { level: 9 }))).toBe(0);
    expect(Buffer.compare(inflateAll(compressed, LIMIT), header)).toBe(0);
  });

  test('comes back, and zlib reads it too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (header) => {
        const compressed = deflateAll(header, 0);
        expect(inflateAll(compressed, LIMIT)).toEqual(header);
        expect(new Uint8Array(inflateSync(compressed))).toEqual(header);
      }),
    );
  });

  test('may come from another encoder, and be long', () => {
    for (const level of [0, 1, 9]) {
      expect(inflateAll(deflateSync(HEADER, { level }), LIMIT)).toEqual(HEADER);
    }
    const long = new Uint8Array(400_000).map((_, i) => i >> 3);
    expect(Buffer.compare(inflateAll(deflateSync(long), LIMIT), long)).toBe(0);
  });

  test('is about as small as zlib makes it', () => {
    expect(deflateAll(HEADER, 0).length).toBeLessThanOrEqual(deflateSync(HEADER, { level: 9 }).length + 8);
  });

  test('is a little smaller in small files', () => {
    const tables = readFixture('extremes-grey.jpg').slice(2, 630);
    const [small, large] = [deflateAll(tables, 16384), deflateAll(tables, 16385)];
    expect(small.length).toBeLessThan(large.length);
    for (const compressed of [small, large]) expect(inflateAll(compressed, LIMIT)).toEqual(tables);
  });

  test('is refused when it is cut off anywhere', () => {
    const compressed = deflateAll(HEADER.subarray(0, 300), 0);
    for (let length = 0; length < compressed.length; length++) {
      expect(codeOf(() => inflateAll(compressed.subarray(0, length), LIMIT))).toBe('DAMAGED_LEPTON_FILE');
    }
  });

  test('is never taken for something else when a byte is wrong', () => {
    const compressed = deflateAll(HEADER.subarray(0, 300), 0);
    for (let offset = 0; offset < compressed.length; offset++) {
      for (const change of [1, 0x80, 0xff]) {
        const damaged = withByte(compressed, offset, compressed[offset] ^ change);
        const read = () => inflateAll(damaged, LIMIT);
        // Some bits of the first two bytes, and unused ones of the last, mean nothing.
        try {
          expect(read()).toEqual(HEADER.subarray(0, 300));
        } catch (error) {
          if (error instanceof Error && error.name === 'AssertionError') throw error;
          expect(codeOf(read)).toBe('DAMAGED_LEPTON_FILE');
        }
      }
    }
  });

  test.each([
    ['gzip', gzipSync(HEADER)],
    ['raw deflate', deflateRawSync(HEADER)],
    ['a preset dictionary', deflateSync(HEADER, { dictionary: Buffer.from('dictionary') })],
    ['nothing', new Uint8Array()],
  ])('is refused in another form: %s', (_what, compressed) => {
    expect(codeOf(() => inflateAll(compressed, LIMIT))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('is inflated in steps, however much becomes of few bytes', () => {
    const size = 5_000_000;
    const inflating = inflateHeader(deflateSync(new Uint8Array(size)), size);
    let steps = 0;
    for (let step = inflating.next(); step.done !== true; step = inflating.next()) steps++;
    // One for at most 512 bytes of the stream, which cannot become more than 1032 times as many, and those to join them.
    expect(steps).toBeGreaterThan(size / 600_000 + size / 65_536);
  });

  test('ends at the limit', () => {
    const bomb = deflateSync(new Uint8Array(5_000_000));
    expect(codeOf(() => inflateAll(bomb, LIMIT))).toBe('LIMIT_EXCEEDED');
    expect(inflateAll(bomb, 5_000_000).length).toBe(5_000_000);
    expect(codeOf(() => inflateAll(bomb, 4_999_999))).toBe('LIMIT_EXCEEDED');
  });
});
