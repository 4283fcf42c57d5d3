/**
 * Where the bins of each kind stand in the one array of all bins (format section 5, "The model").
 *
 * All offsets are in bins, from the start of the array on, where the successors stand. "Color" is 0 for component 0 and 1
 * for all others. The dimensions are ordered so that what is used together stands together, in few cache lines and pages:
 * the bit that is coded first or most often (bit 0 of a unary exponent, the lowest bit of a residual) comes before
 * everything else, and the position in the block comes last.
 */
import { FIRST_BIN } from '../coder/bins.js';

/** count7x7 [color][9][64]: how many of the 49 inner coefficients are nonzero. */
export const COUNT_7X7 = FIRST_BIN;
export const COUNT_7X7_PER_COLOR = 9 * 64;

/** exponent7x7 [color][11 bits][9][12 priors][49 positions]: magnitude of an inner coefficient. */
export const EXPONENT_7X7 = COUNT_7X7 + 2 * COUNT_7X7_PER_COLOR;
export const EXPONENT_7X7_PER_PRIOR = 49;
export const EXPONENT_7X7_PER_REMAINING = 12 * EXPONENT_7X7_PER_PRIOR;
export const EXPONENT_7X7_PER_BIT = 9 * EXPONENT_7X7_PER_REMAINING;
export const EXPONENT_7X7_PER_COLOR = 11 * EXPONENT_7X7_PER_BIT;

/** residual7x7 [color][10 bits][9][49 positions]: bits below the leading one of an inner coefficient. */
export const RESIDUAL_7X7 = EXPONENT_7X7 + 2 * EXPONENT_7X7_PER_COLOR;
export const RESIDUAL_7X7_PER_REMAINING = 49;
export const RESIDUAL_7X7_PER_BIT = 9 * RESIDUAL_7X7_PER_REMAINING;
export const RESIDUAL_7X7_PER_COLOR = 10 * RESIDUAL_7X7_PER_BIT;

/** countEdgeH, countEdgeV [2][color][8][8][8]: how many of the 7 coefficients of an edge are nonzero. */
export const COUNT_EDGE = RESIDUAL_7X7 + 2 * RESIDUAL_7X7_PER_COLOR;
export const COUNT_EDGE_PER_COLOR = 8 * 8 * 8;
export const COUNT_EDGE_PER_DIRECTION = 2 * COUNT_EDGE_PER_COLOR;

/** exponentEdge [color][11 bits][7][11 priors][14 positions]. */
export const EXPONENT_EDGE = COUNT_EDGE + 2 * COUNT_EDGE_PER_DIRECTION;
export const EXPONENT_EDGE_PER_PRIOR = 14;
export const EXPONENT_EDGE_PER_REMAINING = 11 * EXPONENT_EDGE_PER_PRIOR;
export const EXPONENT_EDGE_PER_BIT = 7 * EXPONENT_EDGE_PER_REMAINING;
export const EXPONENT_EDGE_PER_COLOR = 11 * EXPONENT_EDGE_PER_BIT;

/** residualEdge [color][10 bits][7][14 positions]. */
export const RESIDUAL_EDGE = EXPONENT_EDGE + 2 * EXPONENT_EDGE_PER_COLOR;
export const RESIDUAL_EDGE_PER_REMAINING = 14;
export const RESIDUAL_EDGE_PER_BIT = 7 * RESIDUAL_EDGE_PER_REMAINING;
export const RESIDUAL_EDGE_PER_COLOR = 10 * RESIDUAL_EDGE_PER_BIT;

/**
 * threshold [color][256][6][128]: the high bits of an edge coefficient, given its prediction. Of the 128 contexts of a
 * length class c only those below 2 << c occur (all of them for the last class), so that they fit into 256 bins for each
 * prediction, from 2 << c on.
 */
export const THRESHOLD = RESIDUAL_EDGE + 2 * RESIDUAL_EDGE_PER_COLOR;
export const THRESHOLD_PER_PREDICTION = 256;
export const THRESHOLD_PER_COLOR = 256 * THRESHOLD_PER_PREDICTION;

/** sign [color][3][12]. */
export const SIGN = THRESHOLD + 2 * THRESHOLD_PER_COLOR;
export const SIGN_PER_KIND = 12;
export const SIGN_PER_COLOR = 3 * SIGN_PER_KIND;

/** dcExponent [12][17][11], shared by all components. */
export const DC_EXPONENT = SIGN + 2 * SIGN_PER_COLOR;
export const DC_EXPONENT_PER_DEVIATION = 11;
export const DC_EXPONENT_PER_SPREAD = 17 * DC_EXPONENT_PER_DEVIATION;

/** dcResidual [12][10], shared by all components. */
export const DC_RESIDUAL = DC_EXPONENT + 12 * DC_EXPONENT_PER_SPREAD;
export const DC_RESIDUAL_PER_SPREAD = 10;

/** Index behind the last bin of one model. */
export const BINS_END = DC_RESIDUAL + 12 * DC_RESIDUAL_PER_SPREAD;
