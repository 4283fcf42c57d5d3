/** Encoder of the 49 inner (7x7) coefficients of a block (format section 5.1). A hot file. */
import { NEXT_BIN, PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { ENCODER, INTERVAL, LOW, OUTPUT, PENDING, WORDS } from '../coder/range-encoder.js';
import * as layout from './bin-layout.js';
import { coefficientOutOfRange } from './coefficient-range.js';
import { type ComponentModel, MAGNITUDES_PER_BLOCK } from './component-model.js';
import { BINS, BLOCK, DEQUANTIZED, EDGE_SUMS, INNER_COLUMNS, INNER_NONZERO, USED_ROWS } from './kernel.js';
import {
  COUNT_CLASS,
  INNER_COSINES,
  INNER_COUNT,
  INNER_MARK,
  INNER_PLACE,
  INNER_ZIGZAG,
  REMAINING_CLASS,
} from './tables.js';

/**
 * Encodes the inner coefficients of the block at `column`, which stand in `coefficients[base + k]` (zig-zag position
 * k), and gathers what the edge and DC predictions need of them.
 *
 * The function is long and repeats the decision of `encodeBit` for the reason that `decodeInner` gives.
 *
 * @throws LeptonError COEFFICIENT_OUT_OF_RANGE if a magnitude exceeds 2047
 */
export function encodeInner(model: ComponentModel, coefficients: Int16Array, base: number, column: number): void {
  const quantization = model.quantization;
  const magnitudes = model.magnitudes;
  const magnitudesAbove = model.magnitudesAbove;
  const color = model.color;
  const here = (column + 1) * MAGNITUDES_PER_BLOCK;
  const left = here - MAGNITUDES_PER_BLOCK;

  let nonzero = 0;
  for (let i = 0; i < INNER_COUNT; i++) {
    const coefficient = coefficients[base + (INNER_ZIGZAG[i] as number)] as number;
    nonzero -= (coefficient | -coefficient) >> 31;
  }
  model.counts[column + 1] = nonzero;

  // Borders need no second code path: what is absent is zero, and the weights depend on how many neighbors there are.
  // Branches instead would be taken for the first time when this is compiled already, and throw the compiled code away.
  const neighbors = (model.hasAbove ? 1 : 0) + (column > 0 ? 1 : 0);
  const expected =
    ((model.countsAbove[column + 1] as number) + (model.counts[column] as number) + neighbors) >> neighbors;
  const weight = 32 - 19 * (neighbors >> 1);

  let low = ENCODER[LOW] as number;
  let pending = ENCODER[PENDING] as number;
  let range = ENCODER[INTERVAL] as number;
  let written = ENCODER[WORDS] as number;

  const countBins = layout.COUNT_7X7 + color * layout.COUNT_7X7_PER_COLOR + ((COUNT_CLASS[expected] as number) << 6);
  for (let node = 64 + nonzero, depth = 5; depth >= 0; depth--) {
    const index = countBins + (node >> (depth + 1));
    const isOne = -((node >> depth) & 1);
    const bin = BINS[index] as number;
    const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
    BINS[index] = NEXT_BIN[(bin & STATE_MASK) - isOne] as number;
    low = (low + (split & isOne)) | 0;
    range = (split + ((range - (split << 1)) & isOne)) | 0;
    const shift = Math.clz32(range) - 24;
    range <<= shift;
    low <<= shift;
    pending = (pending + shift) | 0;
    if (pending >= 16) {
      pending = (pending - 16) | 0;
      OUTPUT[written] = low >>> (pending + 8);
      written = (written + 1) | 0;
      low &= (1 << (pending + 8)) - 1;
    }
  }

  const exponentBins = layout.EXPONENT_7X7 + color * layout.EXPONENT_7X7_PER_COLOR;
  const residualBins = layout.RESIDUAL_7X7 + color * layout.RESIDUAL_7X7_PER_COLOR;
  const signBin = layout.SIGN + color * layout.SIGN_PER_COLOR;
  let marks = 0;
  let remaining = nonzero;
  for (let i = 0; remaining > 0; i++) {
    const prior =
      (Math.imul(weight, (magnitudes[left + i] as number) + (magnitudesAbove[here + i] as number)) +
        6 * (magnitudesAbove[left + i] as number)) >>
      5;
    const remainingClass = REMAINING_CLASS[remaining] as number;
    const exponentBin =
      exponentBins +
      remainingClass * layout.EXPONENT_7X7_PER_REMAINING +
      (32 - Math.clz32(prior)) * layout.EXPONENT_7X7_PER_PRIOR +
      i;
    const place = INNER_PLACE[i] as number;
    const zigzag = place & 63;
    const coefficient = coefficients[base + zigzag] as number;
    const isNegative = coefficient >> 31;
    const magnitude = (coefficient ^ isNegative) - isNegative;
    const length = 32 - Math.clz32(magnitude);
    if (length > 11) throw coefficientOutOfRange(coefficient);
    const lastBit = length < 11 ? length : 10;
    for (let index = exponentBin, bit = 0; bit <= lastBit; index += layout.EXPONENT_7X7_PER_BIT, bit++) {
      const isOne = (bit - length) >> 31;
      const bin = BINS[index] as number;
      const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      BINS[index] = NEXT_BIN[(bin & STATE_MASK) - isOne] as number;
      low = (low + (split & isOne)) | 0;
      range = (split + ((range - (split << 1)) & isOne)) | 0;
      const shift = Math.clz32(range) - 24;
      range <<= shift;
      low <<= shift;
      pending = (pending + shift) | 0;
      if (pending >= 16) {
        pending = (pending - 16) | 0;
        OUTPUT[written] = low >>> (pending + 8);
        written = (written + 1) | 0;
        low &= (1 << (pending + 8)) - 1;
      }
    }
    if (length === 0) continue;

    {
      const isPositive = ~isNegative;
      const bin = BINS[signBin] as number;
      const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      BINS[signBin] = NEXT_BIN[(bin & STATE_MASK) - isPositive] as number;
      low = (low + (split & isPositive)) | 0;
      range = (split + ((range - (split << 1)) & isPositive)) | 0;
      const shift = Math.clz32(range) - 24;
      range <<= shift;
      low <<= shift;
      pending = (pending + shift) | 0;
      if (pending >= 16) {
        pending = (pending - 16) | 0;
        OUTPUT[written] = low >>> (pending + 8);
        written = (written + 1) | 0;
        low &= (1 << (pending + 8)) - 1;
      }
    }

    const residualBin = residualBins + remainingClass * layout.RESIDUAL_7X7_PER_REMAINING + i;
    for (let bitPosition = length - 2; bitPosition >= 0; bitPosition--) {
      const index = residualBin + bitPosition * layout.RESIDUAL_7X7_PER_BIT;
      const isOne = -((magnitude >> bitPosition) & 1);
      const bin = BINS[index] as number;
      const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      BINS[index] = NEXT_BIN[(bin & STATE_MASK) - isOne] as number;
      low = (low + (split & isOne)) | 0;
      range = (split + ((range - (split << 1)) & isOne)) | 0;
      const shift = Math.clz32(range) - 24;
      range <<= shift;
      low <<= shift;
      pending = (pending + shift) | 0;
      if (pending >= 16) {
        pending = (pending - 16) | 0;
        OUTPUT[written] = low >>> (pending + 8);
        written = (written + 1) | 0;
        low &= (1 << (pending + 8)) - 1;
      }
    }

    const dequantized = Math.imul(coefficient, quantization[zigzag] as number);
    const columnSum = (place >> 12) & 31;
    const rowSum = place >> 17;
    const cosines = INNER_COSINES[i] as number;
    magnitudes[here + i] = magnitude;
    DEQUANTIZED[(place >> 6) & 63] = dequantized;
    EDGE_SUMS[columnSum] = (EDGE_SUMS[columnSum] as number) + Math.imul(dequantized, cosines & 0xffff);
    EDGE_SUMS[rowSum] = (EDGE_SUMS[rowSum] as number) + Math.imul(dequantized, cosines >> 16);
    marks |= INNER_MARK[i] as number;
    remaining--;
  }

  ENCODER[LOW] = low;
  ENCODER[PENDING] = pending;
  ENCODER[INTERVAL] = range;
  ENCODER[WORDS] = written;
  BLOCK[INNER_NONZERO] = nonzero;
  BLOCK[INNER_COLUMNS] = marks & 255;
  BLOCK[USED_ROWS] = marks >> 8;
}
