/**
 * Adaptive statistic bins (format section 4).
 *
 * A bin is one Int32: the probability that the next bit is 0 (8 bits, 1..255) above the number of its state, which stands
 * for its two counts. Everything a decision needs comes from one load, and the successor of a bin is one look-up instead
 * of two counters, an overflow branch and a division.
 *
 * The table of successors stands in front of the bins in the same array, because compiled code keeps two registers for
 * each array that a loop uses, and the loops over decisions have none to spare.
 */

/** Shift that brings the probability of a bin down. */
export const PROBABILITY_SHIFT = 17;

/** Mask of the state of a bin, which is the index of its successor after a 0, in front of all bins. */
export const STATE_MASK = 0x1fffe;

/** Added to the state of a bin to find its successor after a 1. */
export const AFTER_ONE = 1;

/** Index of the first bin, behind the successors. */
export const FIRST_BIN = 0x20000;

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

/**
 * Makes an array of bins, which are zero and must be filled with {@link INITIAL_BIN}, with the successors in front.
 *
 * @param end index behind the last bin
 */
export function createBins(end: number): Int32Array {
  const bins = new Int32Array(end);
  // One pass over flat numbers: as pairs and closures this took longer than all else that loading the module does.
  for (let ones = 1; ones <= MAX_COUNT; ones++) {
    for (let zeros = 1; zeros <= MAX_COUNT; zeros++) {
      const state = stateOf(zeros, ones);
      bins[state] =
        zeros < MAX_COUNT ? binOf(zeros + 1, ones) : ones > 1 ? binOf(129, (ones + 1) >> 1) : binOf(zeros, 1);
      bins[state + AFTER_ONE] =
        ones < MAX_COUNT ? binOf(zeros, ones + 1) : zeros > 1 ? binOf((zeros + 1) >> 1, 129) : binOf(1, ones);
    }
  }
  return bins;
}

/** A bin that has seen nothing: both counts 1, probability 128 / 256. */
export const INITIAL_BIN: number = binOf(1, 1);
