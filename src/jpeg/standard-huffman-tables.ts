/** The Huffman tables that Motion JPEG takes for granted (ITU T.81 tables K.3 to K.6). */
import { createHuffmanTable, type HuffmanTable } from './huffman-table.js';
import type { HuffmanTables } from './scan-header.js';

const DC_SYMBOLS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const DC_LUMINANCE_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CHROMINANCE_COUNTS = [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];

const AC_LUMINANCE_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];
const AC_LUMINANCE_SYMBOLS =
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a' +
  '434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9' +
  'aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa';

const AC_CHROMINANCE_COUNTS = [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119];
const AC_CHROMINANCE_SYMBOLS =
  '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738' +
  '393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6' +
  'a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa';

function fromHexadecimal(text: string): number[] {
  return (text.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function table(counts: number[], symbols: number[]): HuffmanTable | null {
  return createHuffmanTable(Uint8Array.from(counts), Uint8Array.from(symbols));
}

/** The standard tables at the destinations of Motion JPEG: 0 for luminance, 1 for chrominance. */
export function standardHuffmanTables(): HuffmanTables {
  return {
    dc: [table(DC_LUMINANCE_COUNTS, DC_SYMBOLS), table(DC_CHROMINANCE_COUNTS, DC_SYMBOLS), null, null],
    ac: [
      table(AC_LUMINANCE_COUNTS, fromHexadecimal(AC_LUMINANCE_SYMBOLS)),
      table(AC_CHROMINANCE_COUNTS, fromHexadecimal(AC_CHROMINANCE_SYMBOLS)),
      null,
      null,
    ],
  };
}
