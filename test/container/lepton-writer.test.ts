import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readHeaderItems, writeHeaderItems } from '../../src/container/header-items.js';
import { readLeptonFiles } from '../../src/container/lepton-reader.js';
import { makeItems } from '../helpers/lepton-items.js';
import { writeLepton } from '../helpers/write-lepton.js';

const CODED = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(5000).fill(7)];
const ITEMS = makeItems({ segmentCount: 3 });
const LEPTON = writeLepton('X', 0x01020304, ITEMS, CODED);
const view = new DataView(LEPTON.buffer, LEPTON.byteOffset, LEPTON.length);
const header = writeHeaderItems(ITEMS);

describe('the writer of Lepton files', () => {
  test('puts everything where format section 1 has it', () => {
    expect([...LEPTON.subarray(0, 8)]).toEqual([0xcf, 0x84, 1, 0x58, 3, 0, 0, 0]);
    expect(view.getUint32(20, true)).toBe(0x01020304);
    const compressedSize = view.getUint32(24, true);
    const header = new Uint8Array(inflateSync(LEPTON.subarray(28, 28 + compressedSize)));
    expect(readHeaderItems(header, false)).toEqual(ITEMS);
    expect(String.fromCharCode(...LEPTON.subarray(28 + compressedSize, 31 + compressedSize))).toBe('CMP');
    expect(view.getUint32(LEPTON.length - 4, true)).toBe(LEPTON.length);
  });

  // Otherwise readers of our files would have to guess the flavor of the arithmetic.
  test('says in the revision that both estimates are 16-bit', () => {
    expect([...LEPTON.subarray(8, 10)]).toEqual([0x4d, 0x53]);
    expect(view.getUint32(10, true)).toBe(header.length);
    expect(LEPTON[14]).toBe(0x83);
  });

  test('writes what the reader reads, with the padding asked for', () => {
    const [file] = readLeptonFiles(LEPTON, { padding: 9, limit: 1e6, brotli: null });
    expect(file).toMatchObject({ version: 1, kind: 'X', outputSize: 0x01020304, end: LEPTON.length });
    expect(file.header).toEqual(header);
    expect(file.items).toEqual(ITEMS);
    expect(file.codedSegments.map(({ length }) => length)).toEqual([3, 0, 5000]);
    file.codedSegments.forEach(({ bytes, length }, id) => {
      expect([...bytes.subarray(0, length)]).toEqual([...CODED[id]]);
      expect([...bytes.subarray(length)]).toEqual(new Array(9).fill(0));
    });
  });
});
