import { describe, expect, test } from 'vitest';
import { createHuffmanTable } from '../../src/jpeg/huffman-table.js';
import { readScanHeader } from '../../src/jpeg/scan-header.js';
import { codeOf } from '../helpers/error-code.js';
import { makeFrame } from '../helpers/random-image.js';

// Components 1, 2 and 3.
const FRAME = makeFrame(32, 32, [
  [2, 2],
  [1, 1],
  [1, 1],
]);
const table = (symbol: number) => createHuffmanTable(Uint8Array.of(1, ...new Array(15).fill(0)), Uint8Array.of(symbol));
const TABLES = { dc: [table(0), table(1), null, table(3)], ac: [table(16), null, table(18), table(19)] };

const read = (bytes: readonly number[], restartInterval = 0) =>
  readScanHeader(Uint8Array.from([0xaa, 0xaa, ...bytes]), 2, 2 + bytes.length, FRAME, TABLES, restartInterval);

describe('a scan header', () => {
  test('names its components in its own order, with the tables in force', () => {
    const scan = read([3, 3, 0x00, 1, 0x32, 2, 0x11, 0, 63, 0x00], 17);
    expect(scan.components.map(({ component }) => component.index)).toEqual([2, 0, 1]);
    expect(scan.components.map(({ dcTable }) => dcTable)).toEqual([TABLES.dc[0], TABLES.dc[3], TABLES.dc[1]]);
    expect(scan.components.map(({ acTable }) => acTable)).toEqual([TABLES.ac[0], TABLES.ac[2], null]);
    expect(scan.restartInterval).toBe(17);
  });

  test('gives spectral selection and successive approximation', () => {
    const scan = read([1, 2, 0x00, 6, 40, 0x21]);
    expect(scan).toMatchObject({ spectralStart: 6, spectralEnd: 40, approximationHigh: 2, approximationLow: 1 });
  });

  test.each([
    ['no bytes', []],
    ['no components', [0, 0, 63, 0]],
    ['five components', [5, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 0, 63, 0]],
    ['half a component', [2, 1, 0, 2, 0]],
    ['no spectral selection', [1, 1, 0, 0, 63]],
    ['a component that the frame does not have', [1, 4, 0, 0, 63, 0]],
    ['a component twice', [2, 1, 0, 1, 0, 0, 63, 0]],
    ['DC table 4', [1, 1, 0x40, 0, 63, 0]],
    ['AC table 4', [1, 1, 0x04, 0, 63, 0]],
  ])('is refused with %s', (_what, bytes) => {
    expect(codeOf(() => read(bytes))).toBe('DAMAGED_JPEG');
  });
});
