/**
 * The decisions of an encoder on their way from the model to the range coder. A hot file.
 *
 * When encoding, everything is known beforehand: so the model only notes which bit is to be coded with which bin, and one
 * short loop codes them later. In it the state of the coder stays in registers, and the model does not have to wait for
 * the coder, whose decisions all depend on the one before: together a third less time than coding each bit at once.
 */
import { PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { ENCODER, INTERVAL, LOW, PENDING, WORDS } from '../coder/range-encoder.js';
import { RENORMALIZED } from '../coder/renormalization.js';
import { BINS, BLOCK, NOTED } from './kernel.js';

/** Decisions that one block can need, with room to spare: at most 49 * 22 + 14 * 22 + 22 and the counts. */
const DECISIONS_PER_BLOCK = 1536;

/** Decisions that are gathered. In a new process, the loop over them is sooner entered in compiled form if it is short. */
const GATHERED_DECISIONS = 512;

/** Noted decisions: the index of a bin for a 0, its complement for a 1. Few enough to stay in the nearest cache. */
export const DECISIONS: Int32Array = new Int32Array(GATHERED_DECISIONS + DECISIONS_PER_BLOCK);

/** Place of the mark in `low`, above a window of 8 bits and one for a carry, while no finished bits are between them. */
const MARK = 9;

/** Where the mark stands as soon as 16 bits are finished: 16 to 22 are, as no decision makes more than 7. */
const FULL = -1 << (16 + MARK);

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
 * How long a decision takes is how long the next one waits for its range: a product, a shift, a flip and a look-up. For a
 * 1 the product is with the probability less 256: range * p / 256 - range, rounded down, and flipped that is what the 0
 * leaves of the range, less one, as `range` itself is here. All else is off this chain, and takes as few registers as it
 * can: how many bits are finished is told by a mark above them in `low`.
 *
 * @param words receives the words behind those that are there already; it must have room for MOST_WORDS
 */
export function encodeDecisions(words: Uint32Array): void {
  const count = BLOCK[NOTED]!;
  let low = ENCODER[LOW]! | (1 << (ENCODER[PENDING]! + MARK));
  let range = ENCODER[INTERVAL]! - 1;
  const bins = BINS;
  const renormalized = RENORMALIZED;
  let written = ENCODER[WORDS]!;
  for (let i = 0; i < count; i++) {
    const decision = DECISIONS[i]!;
    const isOne = decision >> 31;
    const index = decision ^ isOne;
    const bin = bins[index]!;
    bins[index] = bins[(bin & STATE_MASK) - isOne]!;
    const part = (Math.imul(range, (bin >>> PROBABILITY_SHIFT) - (isOne & 256)) >> 8) ^ isOne;
    low = (low + ((range - part) & isOne)) << (Math.clz32(part + 1) - 24);
    range = renormalized[part]!;
    if ((low & FULL) !== 0) {
      const left = 31 - Math.clz32(low) - 17;
      words[written] = (low >>> left) & 0x1ffff;
      written = (written + 1) | 0;
      low = (low & ((1 << left) - 1)) | (2 << left);
    }
  }
  const pending = 31 - Math.clz32(low) - MARK;
  ENCODER[LOW] = low ^ (1 << (pending + MARK));
  ENCODER[PENDING] = pending;
  ENCODER[INTERVAL] = range + 1;
  ENCODER[WORDS] = written;
  BLOCK[NOTED] = 0;
}
