/**
 * Adaptive statistic bins (format section 4).
 *
 * A bin is one Int32: the probability that the next bit is 0 (8 bits, 1..255) above the number of its state, which stands
 * for its two counts. Everything a decision needs comes from one load, and the successor of a bin is one look-up in
 * {@link NEXT_BIN} instead of two counters, an overflow branch and a division.
 */

/** Shift that brings the probability of a bin down. */
export const PROBABILITY_SHIFT = 17;

/** Mask of the state of a bin, which is the index into {@link NEXT_BIN} of its successor after a 0. */
export const STATE_MASK = 0x1fffe;

/** Added to the state of a bin to find its successor after a 1. */
export const AFTER_ONE = 1;

const MAX_COUNT = 255;

/** The bin with these counts (1..255 each); p = floor(256 * zeros / (zeros + ones)). */
export function binOf(zeros: number, ones: number): number {
  return ((((256 * zeros) / (zeros + ones)) | 0) << PROBABILITY_SHIFT) | stateOf(zeros, ones);
}

/**
 * Number of the state with these counts, twice. A run of the more frequent bit walks through neighboring states, and
 * states that occur often, with a small other count, share few pages of memory.
 */
function stateOf(zeros: number, ones: number): number {
  return zeros >= ones ? (ones << 9) | (zeros << 1) : ((MAX_COUNT - zeros) << 9) | ((MAX_COUNT - ones) << 1);
}

/** One pass over flat numbers: as pairs and closures this took longer than all else that loading the module does. */
function buildNextBin(): Int32Array {
  const next = new Int32Array(2 * 0x10000);
  for (let ones = 1; ones <= MAX_COUNT; ones++) {
    for (let zeros = 1; zeros <= MAX_COUNT; zeros++) {
      const state = stateOf(zeros, ones);
      next[state] =
        zeros < MAX_COUNT ? binOf(zeros + 1, ones) : ones > 1 ? binOf(129, (ones + 1) >> 1) : binOf(zeros, 1);
      next[state + AFTER_ONE] =
        ones < MAX_COUNT ? binOf(zeros, ones + 1) : zeros > 1 ? binOf((zeros + 1) >> 1, 129) : binOf(1, ones);
    }
  }
  return next;
}

/** A bin that has seen nothing: both counts 1, probability 128 / 256. */
export const INITIAL_BIN: number = binOf(1, 1);

/** Successor of a bin, at `(bin & STATE_MASK)` after a 0 and `(bin & STATE_MASK) + AFTER_ONE` after a 1. */
export const NEXT_BIN: Int32Array = buildNextBin();
