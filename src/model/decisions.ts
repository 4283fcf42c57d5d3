/**
 * The decisions of an encoder on their way from the model to the range coder. A hot file.
 *
 * When encoding, everything is known beforehand: so the model only notes which bit is to be coded with which bin, and one
 * short loop codes them later. In it the state of the coder stays in registers, and the model does not have to wait for
 * the coder, whose decisions all depend on the one before: together a third less time than coding each bit at once.
 */
import { NEXT_BIN, PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { ENCODER, INTERVAL, LOW, PENDING, WORDS } from '../coder/range-encoder.js';
import { RENORMALIZED } from '../coder/renormalization.js';
import { BINS, BLOCK, NOTED } from './kernel.js';

/** Decisions that one block can need, with room to spare: at most 49 * 22 + 14 * 22 + 22 and the counts. */
const DECISIONS_PER_BLOCK = 1536;

/** Decisions that are gathered. In a new process, the loop over them is sooner entered in compiled form if it is short. */
const GATHERED_DECISIONS = 512;

/** Noted decisions: the index of a bin for a 0, its complement for a 1. Few enough to stay in the nearest cache. */
export const DECISIONS: Int32Array = new Int32Array(GATHERED_DECISIONS + DECISIONS_PER_BLOCK);

/** Most bits of a magnitude. */
const LONGEST = 11;

/** Number of decisions from which on another block might not fit. */
export const DECISIONS_FULL: number = DECISIONS.length - DECISIONS_PER_BLOCK;

/** Words that all decisions can make at most, of 7 bits each. */
export const MOST_WORDS: number = (7 * DECISIONS.length) / 16 + 1;

/**
 * Notes the exponent of a number: its length in unary, and a 0 behind it unless it is the longest.
 *
 * @param noted decisions noted so far
 * @param bin bin of the first bit
 * @param binsPerBit from the bin of one bit to that of the next
 * @param length number of bits of the magnitude, 0..11
 * @returns decisions noted now
 */
export function noteExponent(noted: number, bin: number, binsPerBit: number, length: number): number {
  const decisions = DECISIONS;
  // Most are short. What is noted too much is overwritten, and there is no branch to guess wrong.
  decisions[noted] = bin ^ (-length >> 31);
  decisions[noted + 1] = (bin + binsPerBit) ^ ((1 - length) >> 31);
  decisions[noted + 2] = (bin + 2 * binsPerBit) ^ ((2 - length) >> 31);
  for (let bit = 3; bit <= length; bit++) decisions[noted + bit] = (bin + bit * binsPerBit) ^ ((bit - length) >> 31);
  return (noted + length + ((length - LONGEST) >>> 31)) | 0;
}

/**
 * Codes what is noted in {@link DECISIONS}, and empties it.
 *
 * @param words receives the words behind those that are there already; it must have room for MOST_WORDS
 */
export function encodeDecisions(words: Uint32Array): void {
  const count = BLOCK[NOTED] as number;
  let low = ENCODER[LOW] as number;
  let pending = ENCODER[PENDING] as number;
  let range = (ENCODER[INTERVAL] as number) - 1;
  const renormalized = RENORMALIZED;
  let written = ENCODER[WORDS] as number;
  for (let i = 0; i < count; i++) {
    const decision = DECISIONS[i] as number;
    const isOne = decision >> 31;
    const index = decision ^ isOne;
    const bin = BINS[index] as number;
    BINS[index] = NEXT_BIN[(bin & STATE_MASK) - isOne] as number;
    const scaled = Math.imul(range, bin >>> PROBABILITY_SHIFT) >> 8;
    low = (low + ((scaled + 1) & isOne)) | 0;
    const part = (range & isOne) + (scaled ^ isOne);
    const shift = Math.clz32(part + 1) - 24;
    range = renormalized[part] as number;
    low <<= shift;
    pending = (pending + shift) | 0;
    if (pending >= 16) {
      pending = (pending - 16) | 0;
      words[written] = low >>> (pending + 8);
      written = (written + 1) | 0;
      low &= (1 << (pending + 8)) - 1;
    }
  }
  ENCODER[LOW] = low;
  ENCODER[PENDING] = pending;
  ENCODER[INTERVAL] = range + 1;
  ENCODER[WORDS] = written;
  BLOCK[NOTED] = 0;
}
