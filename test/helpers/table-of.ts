import { createHuffmanTable, type HuffmanTable } from '../../src/jpeg/huffman-table.js';
import type { HuffmanLists } from './reference-huffman.js';

/** The table of two lists of which it is known that they make one. */
export function tableOf({ counts, symbols }: HuffmanLists): HuffmanTable {
  return createHuffmanTable(Uint8Array.from(counts), Uint8Array.from(symbols))!;
}
