/**
 * Bit reader over the data of a scan.
 *
 * The state is kept in a module-level array between calls and in locals inside a block, as in the range decoder: one
 * reader exists per thread, and no caller returns in the middle of a scan.
 */
import { LeptonError } from '../errors.js';
import { type HuffmanTable, lookUpCode } from './huffman-table.js';

/** State of the bit reader; see the index constants. */
export const READER: Int32Array = new Int32Array(new ArrayBuffer(12));
/** Index in {@link READER}: the last bits loaded. */
export const ACCUMULATOR = 0;
/** Index in {@link READER}: how many of them are not yet taken. */
export const AVAILABLE = 1;
/** Index in {@link READER}: offset of the next byte to load. */
export const NEXT = 2;

/** Starts reading at byte `position`. */
export function startReader(position: number): void {
  READER[ACCUMULATOR] = 0;
  READER[AVAILABLE] = 0;
  READER[NEXT] = position;
}

/** Number of whole bytes before the next bit. */
export function readerByte(): number {
  return READER[NEXT]! - ((READER[AVAILABLE]! + 7) >> 3);
}

/** Number of bits already taken of the byte at {@link readerByte}, 0..7. */
export function readerBit(): number {
  return -READER[AVAILABLE]! & 7;
}

/** Takes `count` bits, 0..16. */
export function readBits(bytes: Uint8Array, count: number): number {
  fill(bytes);
  const available = READER[AVAILABLE]! - count;
  READER[AVAILABLE] = available;
  return (READER[ACCUMULATOR]! >>> available) & ((1 << count) - 1);
}

/**
 * Takes a Huffman code and returns its symbol.
 *
 * @throws LeptonError DAMAGED_JPEG if no code matches
 */
export function readSymbol(bytes: Uint8Array, table: HuffmanTable): number {
  fill(bytes);
  const available = READER[AVAILABLE]!;
  const code = lookUpCode(table, (READER[ACCUMULATOR]! >>> (available - 16)) & 0xffff);
  if (code < 0) throw impossibleCode(READER[NEXT]!);
  READER[AVAILABLE] = available - (code & 255);
  return code >> 8;
}

/** Makes sure that at least 16 bits are there. */
function fill(bytes: Uint8Array): void {
  const available = READER[AVAILABLE]!;
  if (available >= 16) return;
  const next = READER[NEXT]!;
  READER[ACCUMULATOR] = (READER[ACCUMULATOR]! << 16) | (bytes[next]! << 8) | bytes[next + 1]!;
  READER[AVAILABLE] = available + 16;
  READER[NEXT] = next + 2;
}

/** The error for bits that are no code of the table. */
export function impossibleCode(next: number): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `The scan has an impossible Huffman code near its byte ${next}.`);
}

/** The error for a run of zeros that is too long. */
export function runPastBlock(next: number): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `A run of zeros leads past the end of a block near byte ${next} of the scan.`);
}

/** The error for a coefficient larger than 8-bit samples can have. */
export function coefficientTooLarge(next: number): LeptonError {
  return new LeptonError('COEFFICIENT_OUT_OF_RANGE', `A coefficient near byte ${next} of the scan is too large.`);
}
