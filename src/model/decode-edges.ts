/** Decoder of the 14 coefficients of row 0 and column 0 of a block (format section 5.3). A hot file. */
import { AFTER_ONE, PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { BITS, DECODER, LOOKAHEAD, POSITION, RANGE, VALUE } from '../coder/range-decoder.js';
import { LeptonError } from '../errors.js';
import * as layout from './bin-layout.js';
import { keepEdgeSums } from './block-summary.js';
import { type ComponentModel, zeroQuantizer } from './component-model.js';
import {
  BINS,
  BLOCK,
  DEQUANTIZED,
  EDGE_SUMS,
  INNER_COLUMNS,
  INNER_NONZERO,
  LEFT_EDGE,
  NONZERO_HIGH,
  NONZERO_LOW,
  USED_ROWS,
} from './kernel.js';
import { EDGE_RECIPROCALS, EDGE_THRESHOLDS, QUANTIZATION } from './row-tables.js';
import { EDGE_COUNT_CLASS, EDGE_RASTER, EDGE_ZIGZAG } from './tables.js';

/** Decodes row 0, then column 0, of the block at `column`, after its inner coefficients. */
export function decodeEdges(model: ComponentModel, coefficients: Int16Array, base: number, column: number): void {
  // Rows are taken before row 0 itself adds to them.
  const lastColumn = 31 - Math.clz32(BLOCK[INNER_COLUMNS]! | 1);
  const lastRow = 31 - Math.clz32(BLOCK[USED_ROWS]! | 1);
  decodeEdge(model, coefficients, base, 0, lastColumn, model.edgesAbove, 8 * column, model.hasAbove);
  decodeEdge(model, coefficients, base, 7, lastRow, LEFT_EDGE, 0, column > 0);
  keepEdgeSums(model, column);
}

/**
 * Decodes the seven coefficients of one edge.
 *
 * @param firstZ 0 for row 0, 7 for column 0
 * @param last largest u (or v) of a nonzero inner coefficient
 * @param neighborSums edge sums of the block across this edge, at `neighborBase + 1..7`
 */
function decodeEdge(
  model: ComponentModel,
  coefficients: Int16Array,
  base: number,
  firstZ: number,
  last: number,
  neighborSums: Int32Array,
  neighborBase: number,
  hasNeighbor: boolean,
): void {
  // Constants in locals for the reason that `decodeInner` gives.
  const bins = BINS;
  const lookahead = LOOKAHEAD;
  const edgeZigzag = EDGE_ZIGZAG;
  const edgeRaster = EDGE_RASTER;
  const dequantizedBlock = DEQUANTIZED;
  const edgeSums = EDGE_SUMS;
  const quantization = QUANTIZATION;
  const reciprocals = EDGE_RECIPROCALS;
  const thresholds = EDGE_THRESHOLDS;
  const color = model.color;
  const isColumn = firstZ === 7 ? 1 : 0;
  const ownSums = 16 * isColumn;
  const exponentBins = layout.EXPONENT_EDGE + color * layout.EXPONENT_EDGE_PER_COLOR;
  const residualBins = layout.RESIDUAL_EDGE + color * layout.RESIDUAL_EDGE_PER_COLOR;
  const thresholdBins = layout.THRESHOLD + color * layout.THRESHOLD_PER_COLOR;
  const signBins = layout.SIGN + color * layout.SIGN_PER_COLOR;

  let value = DECODER[VALUE]!;
  let bits = DECODER[BITS]!;
  let range = DECODER[RANGE]!;
  let position = DECODER[POSITION]!;

  const countClass = EDGE_COUNT_CLASS[BLOCK[INNER_NONZERO]!]!;
  const countBins =
    layout.COUNT_EDGE +
    isColumn * layout.COUNT_EDGE_PER_DIRECTION +
    color * layout.COUNT_EDGE_PER_COLOR +
    ((last << 6) | (countClass << 3));
  let count = 1;
  while (count < 8) {
    const bin = bins[countBins + count]!;
    const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
    const rest = (value - (split << bits)) | 0;
    const isZero = rest >> 31;
    bins[countBins + count] = bins[(bin & STATE_MASK) + AFTER_ONE + isZero]!;
    value = (rest + ((split << bits) & isZero)) | 0;
    range = (range - split + (((split << 1) - range) & isZero)) | 0;
    count = ((count << 1) + 1 + isZero) | 0;
    const shift = Math.clz32(range) - 24;
    range <<= shift;
    bits = (bits - shift) | 0;
    if (bits < 0) {
      value = (value << 24) | lookahead[position]!;
      position = (position + 1) | 0;
      bits = (bits + 24) | 0;
    }
  }

  let rows = BLOCK[USED_ROWS]!;
  let nonzeroLow = BLOCK[NONZERO_LOW]!;
  let nonzeroHigh = BLOCK[NONZERO_HIGH]!;
  let remaining = count - 8;
  for (let i = 1; remaining > 0; i++) {
    if (i === 8) {
      throw new LeptonError(
        'STREAM_INCONSISTENT',
        'The coded segments are damaged: a block announces more edge coefficients than it has.',
      );
    }
    const z = firstZ + i - 1;
    let prior = 0;
    if (hasNeighbor) {
      const reciprocal = reciprocals[z]!;
      if (reciprocal === Number.POSITIVE_INFINITY) throw zeroQuantizer();
      const sum = (neighborSums[neighborBase + i]! - edgeSums[ownSums + i]! - edgeSums[ownSums + 8 + i]!) | 0;
      // Half a unit away from zero makes the product truncate exactly as the division would.
      prior = ((sum + 0.5 + (sum >> 31)) * reciprocal) | 0;
    }
    const magnitudePrior = (prior ^ (prior >> 31)) - (prior >> 31);
    const lengthPrior = 32 - Math.clz32(magnitudePrior);
    const exponentBin =
      exponentBins +
      (remaining - 1) * layout.EXPONENT_EDGE_PER_REMAINING +
      (lengthPrior > 10 ? 10 : lengthPrior) * layout.EXPONENT_EDGE_PER_PRIOR +
      z;
    let index = exponentBin;
    let length = 0;
    while (length < 11) {
      const bin = bins[index]!;
      const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      const rest = (value - (split << bits)) | 0;
      if (rest < 0) {
        bins[index] = bins[bin & STATE_MASK]!;
        const shift = Math.clz32(split) - 24;
        range = split << shift;
        bits = (bits - shift) | 0;
        if (bits < 0) {
          value = (value << 24) | lookahead[position]!;
          position = (position + 1) | 0;
          bits = (bits + 24) | 0;
        }
        break;
      }
      bins[index] = bins[(bin & STATE_MASK) + AFTER_ONE]!;
      value = rest;
      range = (range - split) | 0;
      const shift = Math.clz32(range) - 24;
      range <<= shift;
      bits = (bits - shift) | 0;
      if (bits < 0) {
        value = (value << 24) | lookahead[position]!;
        position = (position + 1) | 0;
        bits = (bits + 24) | 0;
      }
      index = (index + layout.EXPONENT_EDGE_PER_BIT) | 0;
      length = (length + 1) | 0;
    }
    if (length === 0) continue;

    // Sign class: 0, 1, 2 for a prediction of zero, above, below, by its low 16 bits.
    const prior16 = (prior << 16) >> 16;
    const signClass = ((prior16 >> 31) & 2) | ((-prior16 >> 31) & 1);
    const signBin = signBins + signClass * layout.SIGN_PER_KIND + (lengthPrior > 10 ? 10 : lengthPrior);
    let bin = bins[signBin]!;
    let split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
    let rest = (value - (split << bits)) | 0;
    const isNegative = rest >> 31;
    bins[signBin] = bins[(bin & STATE_MASK) + AFTER_ONE + isNegative]!;
    value = (rest + ((split << bits) & isNegative)) | 0;
    range = (range - split + (((split << 1) - range) & isNegative)) | 0;
    let shift = Math.clz32(range) - 24;
    range <<= shift;
    bits = (bits - shift) | 0;
    if (bits < 0) {
      value = (value << 24) | lookahead[position]!;
      position = (position + 1) | 0;
      bits = (bits + 24) | 0;
    }

    // High bits look at the prediction, low bits do not: only which bin is asked differs.
    const threshold = thresholds[z]!;
    const predicted = (magnitudePrior & 0xffff) >> threshold;
    const lengthClass = length - threshold - 2;
    const contextBins =
      thresholdBins +
      (predicted > 255 ? 255 : predicted) * layout.THRESHOLD_PER_PREDICTION +
      (2 << (lengthClass > 5 ? 5 : lengthClass));
    const residualBin = (residualBins + (remaining - 1) * layout.RESIDUAL_EDGE_PER_REMAINING + z) | 0;
    let magnitude = 1;
    let context = 1;
    for (let bitPosition = length - 2; bitPosition >= 0; bitPosition--) {
      const index =
        bitPosition >= threshold ? contextBins + context : residualBin + bitPosition * layout.RESIDUAL_EDGE_PER_BIT;
      bin = bins[index]!;
      split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      rest = (value - (split << bits)) | 0;
      const isZero = rest >> 31;
      bins[index] = bins[(bin & STATE_MASK) + AFTER_ONE + isZero]!;
      value = (rest + ((split << bits) & isZero)) | 0;
      range = (range - split + (((split << 1) - range) & isZero)) | 0;
      magnitude = ((magnitude << 1) + 1 + isZero) | 0;
      context = magnitude > 127 ? 127 : magnitude;
      shift = Math.clz32(range) - 24;
      range <<= shift;
      bits = (bits - shift) | 0;
      if (bits < 0) {
        value = (value << 24) | lookahead[position]!;
        position = (position + 1) | 0;
        bits = (bits + 24) | 0;
      }
    }

    const zigzag = edgeZigzag[z]!;
    const raster = edgeRaster[z]!;
    const coefficient = (magnitude ^ isNegative) - isNegative;
    coefficients[base + zigzag] = coefficient;
    dequantizedBlock[raster] = Math.imul(coefficient, quantization[zigzag]!);
    rows |= 1 << (raster >> 3);
    const mark = 0x80000000 >>> zigzag;
    const isHigh = (31 - zigzag) >> 31;
    nonzeroLow |= mark & ~isHigh;
    nonzeroHigh |= mark & isHigh;
    remaining = (remaining - 1) | 0;
  }

  DECODER[VALUE] = value;
  DECODER[BITS] = bits;
  DECODER[RANGE] = range;
  DECODER[POSITION] = position;
  BLOCK[USED_ROWS] = rows;
  BLOCK[NONZERO_LOW] = nonzeroLow;
  BLOCK[NONZERO_HIGH] = nonzeroHigh;
}
