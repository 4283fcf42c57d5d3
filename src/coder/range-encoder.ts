/**
 * The boolean range encoder (RFC 6386 section 7, format section 4).
 *
 * Finished bits leave in words of 16 with a spare 17th bit for a carry; all carries are resolved in one backward pass
 * at the end, so that the hot loops of `model/` need no carry branch. One encoder exists per thread, as with the
 * decoder.
 */
import { LeptonError } from '../errors.js';
import { AFTER_ONE, PROBABILITY_SHIFT, STATE_MASK } from './bins.js';

/** Index in {@link ENCODER}: lower end of the interval, above it at most one carry bit. */
export const LOW = 0;
/** Index in {@link ENCODER}: number of finished bits in `LOW` above its 8-bit window, 0..15 between decisions. */
export const PENDING = 1;
/** Index in {@link ENCODER}: size of the current interval, 128..255. */
export const INTERVAL = 2;
/** Index in {@link ENCODER}: number of words written. */
export const WORDS = 3;

/** State of the encoder of this thread; see the index constants. */
export const ENCODER: Int32Array = new Int32Array(new ArrayBuffer(16));

/** Starts a segment: empty output, then the leading 0 bit that keeps every carry inside. */
export function startEncoder(words: Uint32Array): void {
  ENCODER[LOW] = 0;
  ENCODER[PENDING] = 0;
  ENCODER[INTERVAL] = 255;
  ENCODER[WORDS] = 0;
  encodeFixedBit(words, 128, 0);
}

/** Codes one bit whose probability of 0 is `probability` / 256, without a bin. */
export function encodeFixedBit(words: Uint32Array, probability: number, bit: number): void {
  let low = ENCODER[LOW]!;
  let pending = ENCODER[PENDING]!;
  let range = ENCODER[INTERVAL]!;
  const split = 1 + (((range - 1) * probability) >> 8);
  if (bit === 1) {
    low += split;
    range -= split;
  } else {
    range = split;
  }
  const shift = Math.clz32(range) - 24;
  range <<= shift;
  low <<= shift;
  pending += shift;
  if (pending >= 16) {
    pending -= 16;
    const count = ENCODER[WORDS]!;
    words[count] = low >>> (pending + 8);
    ENCODER[WORDS] = count + 1;
    low &= (1 << (pending + 8)) - 1;
  }
  ENCODER[LOW] = low;
  ENCODER[PENDING] = pending;
  ENCODER[INTERVAL] = range;
}

/** Codes one bit with the bin `bins[index]`, of `createBins`, and lets the bin learn it. */
export function encodeBit(words: Uint32Array, bins: Int32Array, index: number, bit: number): void {
  const bin = bins[index]!;
  encodeFixedBit(words, bin >>> PROBABILITY_SHIFT, bit);
  bins[index] = bins[(bin & STATE_MASK) + bit * AFTER_ONE]!;
}

/**
 * Ends the segment with 32 zero bits, as the C++ tool does, and returns its bytes.
 *
 * @param words the words written so far, with room for four more
 */
export function finishEncoder(words: Uint32Array): Uint8Array {
  for (let i = 0; i < 32; i++) encodeFixedBit(words, 128, 0);
  const count = ENCODER[WORDS]!;
  const pending = ENCODER[PENDING]!;
  // A byte-wise coder holds back 16 bits of shift. They are zero: the 32 bits above have pushed out all that is not,
  // and the last carry with it.
  const length = (16 * count + pending - 16) >> 3;
  const bytes = new Uint8Array(2 * count + 2);
  let carry = 0;
  for (let i = count - 1; i >= 0; i--) {
    const word = words[i]! + carry;
    bytes[2 * i] = word >>> 8;
    bytes[2 * i + 1] = word;
    carry = word >>> 16;
  }
  if (carry !== 0) throw new LeptonError('INTERNAL_ERROR', 'The range coder carried out of its first byte.');
  return bytes.subarray(0, length);
}
