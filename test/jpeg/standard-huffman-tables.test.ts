import { expect, test } from 'vitest';
import { createHuffmanTable } from '../../src/jpeg/huffman-table.js';
import { standardHuffmanTables } from '../../src/jpeg/standard-huffman-tables.js';
import { type HuffmanLists, STANDARD_TABLES } from '../helpers/reference-huffman.js';

const create = ({ counts, symbols }: HuffmanLists) =>
  createHuffmanTable(Uint8Array.from(counts), Uint8Array.from(symbols));

test('the standard tables are those of T.81 K.3.3, luminance at destination 0 and chrominance at 1', () => {
  const { luminanceDc, luminanceAc, chrominanceDc, chrominanceAc } = STANDARD_TABLES;
  expect(standardHuffmanTables()).toEqual({
    dc: [create(luminanceDc), create(chrominanceDc), null, null],
    ac: [create(luminanceAc), create(chrominanceAc), null, null],
  });
});
