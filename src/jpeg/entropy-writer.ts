/**
 * Huffman encoder of sequential blocks with byte stuffing (ITU T.81 section F.1.2). A hot file.
 *
 * It visits only the nonzero coefficients, joins the code of each with its value bits, and stores four bytes at a time
 * unless one of them needs stuffing. State is kept as in the reader.
 */
import { LeptonError } from '../errors.js';
import type { HuffmanTable } from './huffman-table.js';

/** State of the bit writer: bits not yet stored (from the top), how many more fit, offset of the next byte. */
const WRITER = new Int32Array(new ArrayBuffer(12));
const ACCUMULATOR = 0;
const FREE = 1;
const POSITION = 2;

/** Bytes that one block, or the end of an interval, can take at most: 64 codes of 27 bits, all of them stuffed. */
export const BLOCK_BYTES = 512;

/** State of a bit writer while another one works. */
export interface WriterState {
  accumulator: number;
  free: number;
  position: number;
}

/** Puts a state in place. */
export function enterWriter(state: WriterState): void {
  WRITER[ACCUMULATOR] = state.accumulator;
  WRITER[FREE] = state.free;
  WRITER[POSITION] = state.position;
}

/** Takes the state away again. */
export function leaveWriter(state: WriterState): void {
  state.accumulator = WRITER[ACCUMULATOR]!;
  state.free = WRITER[FREE]!;
  state.position = WRITER[POSITION]!;
}

/** Whole bytes written or complete in the accumulator (without stuffing for the latter). */
export function writtenBytes(): number {
  return WRITER[POSITION]! + ((32 - WRITER[FREE]!) >> 3);
}

/** Offset of the next byte to store. */
export function writerPosition(): number {
  return WRITER[POSITION]!;
}

/** Code of each symbol with room for its value bits below: `codes[s] << size`, and both lengths together. */
export interface JoinedCodes {
  readonly codes: Int32Array;
  /** 0 for symbols without a code. */
  readonly lengths: Uint8Array;
}

/** Joins code and value lengths; the low four bits of a symbol are the number of value bits. */
export function joinCodes(table: HuffmanTable): JoinedCodes {
  const codes = new Int32Array(256);
  const lengths = new Uint8Array(256);
  for (let symbol = 0; symbol < 256; symbol++) {
    const length = table.lengths[symbol]!;
    if (length === 0) continue;
    codes[symbol] = table.codes[symbol]! << (symbol & 15);
    lengths[symbol] = length + (symbol & 15);
  }
  return { codes, lengths };
}

/**
 * Writes one block.
 *
 * @param output has room for {@link BLOCK_BYTES}
 * @param difference DC coefficient minus its predictor
 * @param nonzeroLow nonzero AC coefficients as in `CoefficientPlane.nonzero`
 * @throws LeptonError STREAM_INCONSISTENT if a symbol has no code
 */
export function writeSequentialBlock(
  output: Uint8Array,
  dc: JoinedCodes,
  ac: JoinedCodes,
  coefficients: Int16Array,
  base: number,
  difference: number,
  nonzeroLow: number,
  nonzeroHigh: number,
): void {
  const acCodes = ac.codes;
  const acLengths = ac.lengths;
  let accumulator = WRITER[ACCUMULATOR]!;
  let free = WRITER[FREE]!;
  let position = WRITER[POSITION]!;

  const dcSize = 32 - Math.clz32((difference ^ (difference >> 31)) - (difference >> 31));
  let code = dc.codes[dcSize]! | ((difference + (difference >> 31)) & ((1 << dcSize) - 1));
  let length = dcSize > 15 ? 0 : dc.lengths[dcSize]!;
  let last = 0;
  let word = nonzeroLow;
  let wordBase = 0;
  let pendingZeros = 0;
  for (;;) {
    // Store what the last step left in `code`.
    if (length === 0) throw noCode();
    free -= length;
    if (free >= 0) {
      accumulator |= code << free;
    } else {
      accumulator |= code >>> -free;
      if (((~accumulator - 0x01010101) & accumulator & 0x80808080) === 0) {
        output[position] = accumulator >>> 24;
        output[position + 1] = accumulator >>> 16;
        output[position + 2] = accumulator >>> 8;
        output[position + 3] = accumulator;
        position += 4;
      } else {
        for (let shift = 24; shift >= 0; shift -= 8) {
          const byte = (accumulator >>> shift) & 255;
          output[position++] = byte;
          if (byte === 255) output[position++] = 0;
        }
      }
      free += 32;
      accumulator = code << free;
    }
    // Find the next thing to write: a nonzero coefficient, a run of 16 zeros before it, or the end.
    if (pendingZeros === 0) {
      if (word === 0) {
        if (wordBase === 0) {
          wordBase = 32;
          word = nonzeroHigh;
        }
        if (word === 0) {
          if (last === 63) break;
          // The end of the block is written like a coefficient at its last place.
          last = 63;
          code = acCodes[0]!;
          length = acLengths[0]!;
          continue;
        }
      }
    }
    const leading = Math.clz32(word);
    const k = wordBase + leading;
    const run = k - last - 1 - pendingZeros;
    if (run > 15) {
      pendingZeros += 16;
      code = acCodes[0xf0]!;
      length = acLengths[0xf0]!;
    } else {
      const coefficient = coefficients[base + k]!;
      const sign = coefficient >> 31;
      const size = 32 - Math.clz32((coefficient ^ sign) - sign);
      if (size > 15) throw noCode();
      const symbol = (run << 4) | size;
      code = acCodes[symbol]! | ((coefficient + sign) & ((1 << size) - 1));
      length = acLengths[symbol]!;
      word &= ~(0x80000000 >>> leading);
      last = k;
      pendingZeros = 0;
    }
  }
  WRITER[ACCUMULATOR] = accumulator;
  WRITER[FREE] = free;
  WRITER[POSITION] = position;
}

/** Writes the low `length` bits (1..27) of `code`. */
export function putBits(output: Uint8Array, code: number, length: number): void {
  const free = WRITER[FREE]! - length;
  if (free >= 0) {
    WRITER[ACCUMULATOR] = WRITER[ACCUMULATOR]! | (code << free);
    WRITER[FREE] = free;
    return;
  }
  WRITER[ACCUMULATOR] = WRITER[ACCUMULATOR]! | (code >>> -free);
  WRITER[FREE] = 0;
  storeWholeBytes(output);
  WRITER[ACCUMULATOR] = code << (32 + free);
  WRITER[FREE] = 32 + free;
}

/** Stores all whole bytes; a partial byte stays. */
export function storeWholeBytes(output: Uint8Array): void {
  let accumulator = WRITER[ACCUMULATOR]!;
  let free = WRITER[FREE]!;
  let position = WRITER[POSITION]!;
  while (free <= 24) {
    const byte = accumulator >>> 24;
    output[position++] = byte;
    if (byte === 255) output[position++] = 0;
    accumulator <<= 8;
    free += 8;
  }
  WRITER[ACCUMULATOR] = accumulator;
  WRITER[FREE] = free;
  WRITER[POSITION] = position;
}

/** Fills up a partial byte, first with bit 0 of `padByte`, and stores everything. */
export function padToByte(output: Uint8Array, padByte: number): void {
  for (let i = 0; (WRITER[FREE]! & 7) !== 0; i++) putBits(output, (padByte >> i) & 1, 1);
  storeWholeBytes(output);
}

/** Stores a marker; the writer stands at a byte boundary with nothing left. */
export function putMarker(output: Uint8Array, marker: number): void {
  const position = WRITER[POSITION]!;
  output[position] = 0xff;
  output[position + 1] = marker;
  WRITER[POSITION] = position + 2;
}

/** The error for a symbol that the table lacks. */
export function noCode(): LeptonError {
  return new LeptonError('STREAM_INCONSISTENT', 'A coefficient has no code in the Huffman table of the JPEG header.');
}
