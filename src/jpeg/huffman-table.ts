/** Huffman tables: reading DHT, building codes, and the look-up tables for both directions (ITU T.81 annexes C, F). */
import { LeptonError } from '../errors.js';

/** Number of bits that the fast look-up tables look at. */
export const LOOKUP_BITS = 11;

/** A Huffman table as DHT gives it, with its codes. */
export interface HuffmanTable {
  /** Code of each symbol, right-aligned; meaningful where `lengths` is not 0. */
  readonly codes: Uint16Array;
  /** Length of the code of each symbol, 1..16; 0 for symbols without a code. */
  readonly lengths: Uint8Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint8Array;
  /** For each code length 1..16: one more than its largest code, left-aligned in 16 bits (0 below the first code). */
  readonly limits: Int32Array;
  /** For each code length: index into `symbols` of its first code, minus that code. */
  readonly offsets: Int32Array;
}

/**
 * Builds a table from the two lists of a DHT segment.
 *
 * @param counts number of codes of each length 1..16
 * @param symbols their symbols in the order of the codes; a symbol given twice keeps its first code
 * @returns null if there are more codes than fit in the code space
 */
export function createHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | null {
  const codes = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  const limits = new Int32Array(17);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offsets[length] = index - code;
    for (let i = 0; i < count; i++) {
      const symbol = symbols[index + i]!;
      if (lengths[symbol] === 0) {
        codes[symbol] = code + i;
        lengths[symbol] = length;
      }
    }
    code += count;
    index += count;
    if (code > 1 << length) return null;
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  return { codes, lengths, symbols, limits, offsets };
}

/**
 * Finds the code that stands at the top of 16 bits.
 *
 * @param bits the next 16 bits of the stream
 * @returns `(symbol << 8) | length`, or -1 if no code matches or the symbol's code is another one (a table that gives
 * a symbol twice could not be written back)
 */
export function lookUpCode(table: HuffmanTable, bits: number): number {
  for (let length = 1; length <= 16; length++) {
    if (bits < table.limits[length]!) {
      const code = bits >> (16 - length);
      const symbol = table.symbols[code + table.offsets[length]!]!;
      if (table.lengths[symbol] !== length || table.codes[symbol] !== code) return -1;
      return (symbol << 8) | length;
    }
  }
  return -1;
}

/** Extends the low `size` bits of a coefficient to its value (ITU T.81 F.2.2.1, EXTEND). */
export function extendSign(bits: number, size: number): number {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

/**
 * Reads all tables of a DHT segment.
 *
 * @param set receives each table with its class (0 = DC, 1 = AC) and destination (0..3)
 * @throws LeptonError DAMAGED_JPEG
 */
export function readHuffmanTables(
  bytes: Uint8Array,
  start: number,
  end: number,
  set: (tableClass: number, destination: number, table: HuffmanTable) => void,
): void {
  let offset = start;
  while (offset < end) {
    const head = bytes[offset]!;
    if (head >> 4 > 1 || (head & 15) > 3) throw damaged(offset, `has the destination 0x${head.toString(16)}`);
    if (end - offset < 17) throw damaged(offset, 'is cut off');
    const counts = bytes.slice(offset + 1, offset + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total > 256 || end - offset < 17 + total) throw damaged(offset, 'is cut off');
    const table = createHuffmanTable(counts, bytes.slice(offset + 17, offset + 17 + total));
    if (table === null) throw damaged(offset, 'has more codes than fit');
    set(head >> 4, head & 15, table);
    offset += 17 + total;
  }
}

function damaged(offset: number, what: string): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `The Huffman table at offset ${offset} ${what}.`);
}
