/** Decoder of the 49 inner (7x7) coefficients of a block (format section 5.1). A hot file. */
import { AFTER_ONE, PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { BITS, DECODER, LOOKAHEAD, POSITION, RANGE, VALUE } from '../coder/range-decoder.js';
import { LeptonError } from '../errors.js';
import * as layout from './bin-layout.js';
import { type ComponentModel, MAGNITUDES_PER_BLOCK } from './component-model.js';
import {
  BINS,
  BLOCK,
  DEQUANTIZED,
  EDGE_SUMS,
  INNER_COLUMNS,
  INNER_NONZERO,
  NONZERO_HIGH,
  NONZERO_LOW,
  USED_ROWS,
} from './kernel.js';
import { QUANTIZATION } from './row-tables.js';
import { COUNT_CLASS, INNER_COSINES, INNER_COUNT, INNER_MARK, INNER_PLACE, REMAINING_CLASS } from './tables.js';

/**
 * Decodes the inner coefficients of the block at `column` into `coefficients[base + k]` (zig-zag position k, zero
 * before), and gathers what the edge and DC predictions need of them.
 *
 * The function is long and repeats the decision of `decodeBit` four times: the coder's state stays in locals for the
 * whole block, which is a quarter of all time against a call per bit.
 *
 * @throws LeptonError STREAM_INCONSISTENT if the announced number of nonzero coefficients is impossible
 */
export function decodeInner(model: ComponentModel, coefficients: Int16Array, base: number, column: number): void {
  // In locals, because V8 does not see of every constant that is read inside a loop that it is one.
  const bins = BINS;
  const lookahead = LOOKAHEAD;
  const places = INNER_PLACE;
  const allCosines = INNER_COSINES;
  const allMarks = INNER_MARK;
  const remainingClasses = REMAINING_CLASS;
  const dequantizedBlock = DEQUANTIZED;
  const edgeSums = EDGE_SUMS;
  const quantization = QUANTIZATION;
  const magnitudes = model.magnitudes;
  const magnitudesAbove = model.magnitudesAbove;
  const color = model.color;
  const here = (column + 1) * MAGNITUDES_PER_BLOCK;
  const left = here - MAGNITUDES_PER_BLOCK;

  // Borders need no second code path: what is absent is zero, and the weights depend on how many neighbors there are.
  // Branches instead would be taken for the first time when this is compiled already, and throw the compiled code away.
  const neighbors = (model.hasAbove ? 1 : 0) + (column > 0 ? 1 : 0);
  const expected = (model.countsAbove[column + 1]! + model.counts[column]! + neighbors) >> neighbors;
  const weight = 32 - 19 * (neighbors >> 1);

  let value = DECODER[VALUE]!;
  let bits = DECODER[BITS]!;
  let range = DECODER[RANGE]!;
  let position = DECODER[POSITION]!;

  const countBins = layout.COUNT_7X7 + color * layout.COUNT_7X7_PER_COLOR + (COUNT_CLASS[expected]! << 6);
  let count = 1;
  while (count < 64) {
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
  const nonzero = count - 64;
  if (nonzero > INNER_COUNT) throw tooManyNonzero(nonzero);
  model.counts[column + 1] = nonzero;

  const exponentBins = layout.EXPONENT_7X7 + color * layout.EXPONENT_7X7_PER_COLOR;
  const residualBins = layout.RESIDUAL_7X7 + color * layout.RESIDUAL_7X7_PER_COLOR;
  const signBin = layout.SIGN + color * layout.SIGN_PER_COLOR;
  let marks = 0;
  let nonzeroLow = 0;
  let nonzeroHigh = 0;
  let remaining = nonzero;
  for (let i = 0; remaining > 0; i++) {
    if (i === INNER_COUNT) throw tooManyNonzero(nonzero);
    const prior =
      (Math.imul(weight, magnitudes[(left + i) | 0]! + magnitudesAbove[(here + i) | 0]!) +
        6 * magnitudesAbove[(left + i) | 0]!) >>
      5;
    const remainingClass = remainingClasses[remaining]!;
    const exponentBin =
      (exponentBins +
        remainingClass * layout.EXPONENT_7X7_PER_REMAINING +
        (32 - Math.clz32(prior)) * layout.EXPONENT_7X7_PER_PRIOR +
        i) |
      0;
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
      index = (index + layout.EXPONENT_7X7_PER_BIT) | 0;
      length = (length + 1) | 0;
    }
    if (length === 0) continue;

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

    let magnitude = 1;
    const residualBin = (residualBins + remainingClass * layout.RESIDUAL_7X7_PER_REMAINING + i) | 0;
    for (
      let index = residualBin + (length - 2) * layout.RESIDUAL_7X7_PER_BIT;
      index >= residualBin;
      index -= layout.RESIDUAL_7X7_PER_BIT
    ) {
      bin = bins[index]!;
      split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      rest = (value - (split << bits)) | 0;
      const isZero = rest >> 31;
      bins[index] = bins[(bin & STATE_MASK) + AFTER_ONE + isZero]!;
      value = (rest + ((split << bits) & isZero)) | 0;
      range = (range - split + (((split << 1) - range) & isZero)) | 0;
      magnitude = ((magnitude << 1) + 1 + isZero) | 0;
      shift = Math.clz32(range) - 24;
      range <<= shift;
      bits = (bits - shift) | 0;
      if (bits < 0) {
        value = (value << 24) | lookahead[position]!;
        position = (position + 1) | 0;
        bits = (bits + 24) | 0;
      }
    }

    const place = places[i]!;
    const zigzag = place & 63;
    const coefficient = (magnitude ^ isNegative) - isNegative;
    const dequantized = Math.imul(coefficient, quantization[zigzag]!);
    const columnSum = (place >> 12) & 31;
    const rowSum = place >> 17;
    const cosines = allCosines[i]!;
    magnitudes[(here + i) | 0] = magnitude;
    coefficients[base + zigzag] = coefficient;
    dequantizedBlock[(place >> 6) & 63] = dequantized;
    edgeSums[columnSum] = edgeSums[columnSum]! + Math.imul(dequantized, cosines & 0xffff);
    edgeSums[rowSum] = edgeSums[rowSum]! + Math.imul(dequantized, cosines >> 16);
    marks |= allMarks[i]!;
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
  BLOCK[INNER_NONZERO] = nonzero;
  BLOCK[INNER_COLUMNS] = marks & 255;
  BLOCK[USED_ROWS] = marks >> 8;
  BLOCK[NONZERO_LOW] = nonzeroLow;
  BLOCK[NONZERO_HIGH] = nonzeroHigh;
}

function tooManyNonzero(count: number): LeptonError {
  return new LeptonError(
    'STREAM_INCONSISTENT',
    `The coded segments are damaged: a block announces ${count} nonzero inner coefficients and does not have them.`,
  );
}
