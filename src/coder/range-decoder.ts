/**
 * The boolean range decoder (RFC 6386 section 7, format section 4).
 *
 * The hot loops of `model/` keep the four numbers below in locals for a whole coefficient and store them back once;
 * the functions here are the plain form for everything that is not hot. One decoder exists per thread: whoever uses it
 * between two calls of others saves and restores its state (`model/kernel.ts` does).
 */
import { AFTER_ONE, PROBABILITY_SHIFT, STATE_MASK } from './bins.js';

/** Zero bytes that must follow the coded bytes of a segment. */
export const DECODER_PADDING = 2048;

/** Index in {@link DECODER}: the bits of the stream not yet decided, below `RANGE << BITS`. */
export const VALUE = 0;
/** Index in {@link DECODER}: number of bits of look-ahead below the 8-bit window, 0..23. */
export const BITS = 1;
/** Index in {@link DECODER}: size of the current interval, 128..255. */
export const RANGE = 2;
/** Index in {@link DECODER}: index in {@link LOOKAHEAD} of the next word to load. */
export const POSITION = 3;
/** Index in {@link DECODER}: number of coded bytes before {@link LOOKAHEAD}. */
const PASSED = 4;

/** State of the decoder of this thread; see the index constants. It has a buffer of its own for the reason below. */
export const DECODER: Int32Array = new Int32Array(new ArrayBuffer(20));

/**
 * The next coded bytes, as words of three with the first byte high: as many as fit at once, because the branch that loads
 * one is mispredicted nearly each time. The hot loops load from here and not from the bytes of
 * the segment: compiled code has the address and length of a module-level constant built in, so that a load is one
 * instruction and needs no registers for the array.
 */
export const LOOKAHEAD: Int32Array = new Int32Array(2048);

/** Coded bytes that {@link LOOKAHEAD} holds. */
export const LOOKAHEAD_BYTES: number = 3 * LOOKAHEAD.length;

/** Position in {@link LOOKAHEAD} up to which a whole block may begin: it takes at most 1,500 decisions of 7 bits. */
export const LAST_BLOCK_START: number = LOOKAHEAD.length - 450;

/**
 * Starts decoding at the first byte of `input` and takes the leading 0 bit that every segment begins with.
 *
 * @param length number of coded bytes; behind them, zeros are read without end
 * @returns false if the leading bit is not 0 (a damaged stream)
 */
export function startDecoder(input: Uint8Array, length: number = input.length): boolean {
  loadWords(input, length, 0);
  DECODER[VALUE] = LOOKAHEAD[0]!;
  DECODER[BITS] = 16;
  DECODER[RANGE] = 255;
  DECODER[POSITION] = 1;
  return decodeFixedBit(input, 128) === 0;
}

/** Moves {@link LOOKAHEAD} forward to the next word to load. */
export function advanceLookahead(input: Uint8Array, length: number): void {
  loadWords(input, length, DECODER[PASSED]! + 3 * DECODER[POSITION]!);
  DECODER[POSITION] = 0;
}

/** Offset in the coded bytes of the next word to load: what stands before it is not needed any more. */
export function nextCodedByte(): number {
  return DECODER[PASSED]! + 3 * DECODER[POSITION]!;
}

/** Counts the coded bytes from a later one on, after `count` bytes in front were taken away. */
export function dropCodedBytes(count: number): void {
  DECODER[PASSED] = DECODER[PASSED]! - count;
}

function loadWords(input: Uint8Array, length: number, passed: number): void {
  DECODER[PASSED] = passed;
  const count = Math.max(0, Math.min(LOOKAHEAD.length, Math.floor((length - passed) / 3)));
  let offset = passed;
  for (let i = 0; i < count; i++) {
    LOOKAHEAD[i] = (input[offset]! << 16) | (input[offset + 1]! << 8) | input[offset + 2]!;
    offset += 3;
  }
  if (count === LOOKAHEAD.length) return;
  for (let i = count; i < LOOKAHEAD.length; i++) LOOKAHEAD[i] = 0;
  if (offset < length) LOOKAHEAD[count] = input[offset]! << 16;
  if (offset + 1 < length) LOOKAHEAD[count] = LOOKAHEAD[count]! | (input[offset + 1]! << 8);
}

/** Decodes one bit whose probability of 0 is `probability` / 256, without a bin. */
export function decodeFixedBit(input: Uint8Array, probability: number): number {
  let value = DECODER[VALUE]!;
  let bits = DECODER[BITS]!;
  let range = DECODER[RANGE]!;
  const split = 1 + (((range - 1) * probability) >> 8);
  const rest = value - (split << bits);
  const bit = rest < 0 ? 0 : 1;
  if (bit === 1) value = rest;
  range = bit === 1 ? range - split : split;
  const shift = Math.clz32(range) - 24;
  range <<= shift;
  bits -= shift;
  if (bits < 0) {
    if (DECODER[POSITION] === LOOKAHEAD.length) advanceLookahead(input, input.length);
    const position = DECODER[POSITION]!;
    value = (value << 24) | LOOKAHEAD[position]!;
    bits += 24;
    DECODER[POSITION] = position + 1;
  }
  DECODER[VALUE] = value;
  DECODER[BITS] = bits;
  DECODER[RANGE] = range;
  return bit;
}

/** Decodes one bit with the bin `bins[index]`, of `createBins`, and lets the bin learn it. */
export function decodeBit(input: Uint8Array, bins: Int32Array, index: number): number {
  const bin = bins[index]!;
  const bit = decodeFixedBit(input, bin >>> PROBABILITY_SHIFT);
  bins[index] = bins[(bin & STATE_MASK) + bit * AFTER_ONE]!;
  return bit;
}

/**
 * Number of bytes that a byte-wise decoder with two bytes of look-ahead would have read by now. At the end of a sound
 * segment it is the number of coded bytes or one less (format section 5.4).
 */
export function decoderBytesRead(): number {
  const loaded = DECODER[PASSED]! + 3 * DECODER[POSITION]!;
  const shifts = 8 * loaded - 8 - DECODER[BITS]!;
  return 2 + (shifts >> 3);
}
