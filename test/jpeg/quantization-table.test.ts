import { describe, expect, test } from 'vitest';
import { readQuantizationTables } from '../../src/jpeg/quantization-table.js';
import { codeOf, errorOf } from '../helpers/error-code.js';

const EIGHT_BIT = Array.from({ length: 64 }, (_, k) => 1 + k);
const SIXTEEN_BIT = Array.from({ length: 64 }, (_, k) => 65535 - 300 * k);
const bigEndian = (values: readonly number[]) => values.flatMap((value) => [value >> 8, value & 255]);

const read = (bytes: readonly number[], start = 0, end = bytes.length) => {
  const tables: [destination: number, table: number[]][] = [];
  readQuantizationTables(Uint8Array.from(bytes), start, end, (destination, table) =>
    tables.push([destination, [...table]]),
  );
  return tables;
};

describe('a DQT segment', () => {
  test('gives each of its tables in zig-zag order, of 8 and of 16 bits', () => {
    const bytes = [0x03, ...EIGHT_BIT, 0x10, ...bigEndian(SIXTEEN_BIT), 0x01, ...EIGHT_BIT];
    expect(read(bytes)).toEqual([
      [3, EIGHT_BIT],
      [0, SIXTEEN_BIT],
      [1, EIGHT_BIT],
    ]);
  });

  test('may hold zeros, which only matter where something is divided by them', () => {
    expect(read([0x00, ...new Array<number>(64).fill(0)])).toEqual([[0, new Array<number>(64).fill(0)]]);
  });

  test.each([
    ['of a third precision', [0x20, ...EIGHT_BIT]],
    ['for destination 4', [0x04, ...EIGHT_BIT]],
    ['that is one byte short', [0x00, ...EIGHT_BIT.slice(1)]],
    ['of 16 bits that is one byte short', [0x10, ...bigEndian(SIXTEEN_BIT).slice(1)]],
    ['behind a good one', [0x00, ...EIGHT_BIT, 0x01]],
  ])('is refused with a table %s', (_what, bytes) => {
    expect(codeOf(() => read(bytes))).toBe('DAMAGED_JPEG');
  });

  test('does not look behind its end, and names the offset of a bad table', () => {
    const bytes = [9, 9, 0x00, ...EIGHT_BIT, 0x05, ...EIGHT_BIT];
    expect(read(bytes, 2, 67)).toEqual([[0, EIGHT_BIT]]);
    expect(codeOf(() => read(bytes, 2, 66))).toBe('DAMAGED_JPEG');
    expect(errorOf(() => read(bytes, 2)).message).toContain('offset 67 ');
  });
});
