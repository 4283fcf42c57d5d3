/** Encoder of the 49 inner (7x7) coefficients of a block (format section 5.1). A hot file. */
import * as layout from './bin-layout.js';
import { coefficientOutOfRange } from './coefficient-range.js';
import { type ComponentModel, MAGNITUDES_PER_BLOCK } from './component-model.js';
import { DECISIONS, noteExponent } from './decisions.js';
import { BLOCK, DEQUANTIZED, EDGE_SUMS, INNER_COLUMNS, INNER_NONZERO, NOTED, USED_ROWS } from './kernel.js';
import { QUANTIZATION } from './row-tables.js';
import { COUNT_CLASS, INNER_COSINES, INNER_MARK, INNER_PLACE, REMAINING_CLASS } from './tables.js';

/**
 * Notes the decisions of the inner coefficients of the block at `column`, which stand in `coefficients[base + k]` (zig-zag
 * position k), and gathers what the edge and DC predictions need of them.
 *
 * @param nonzero how many of them are not zero
 * @throws LeptonError COEFFICIENT_OUT_OF_RANGE if a magnitude exceeds 2047
 */
export function encodeInner(
  model: ComponentModel,
  coefficients: Int16Array,
  base: number,
  column: number,
  nonzero: number,
): void {
  // Constants in locals for the reason that `decodeInner` gives.
  const decisions = DECISIONS;
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

  model.counts[column + 1] = nonzero;

  // Borders need no second code path: what is absent is zero, and the weights depend on how many neighbors there are.
  // Branches instead would be taken for the first time when this is compiled already, and throw the compiled code away.
  const neighbors = (model.hasAbove ? 1 : 0) + (column > 0 ? 1 : 0);
  const expected = (model.countsAbove[column + 1]! + model.counts[column]! + neighbors) >> neighbors;
  const weight = 32 - 19 * (neighbors >> 1);

  let noted = BLOCK[NOTED]!;

  const countBins = layout.COUNT_7X7 + color * layout.COUNT_7X7_PER_COLOR + (COUNT_CLASS[expected]! << 6);
  for (let node = 64 + nonzero, depth = 5; depth >= 0; depth--) {
    const index = countBins + (node >> (depth + 1));
    const isOne = -((node >> depth) & 1);
    decisions[noted] = index ^ isOne;
    noted = (noted + 1) | 0;
  }

  const exponentBins = layout.EXPONENT_7X7 + color * layout.EXPONENT_7X7_PER_COLOR;
  const residualBins = layout.RESIDUAL_7X7 + color * layout.RESIDUAL_7X7_PER_COLOR;
  const signBin = layout.SIGN + color * layout.SIGN_PER_COLOR;
  let marks = 0;
  let remaining = nonzero | 0;
  for (let i = 0; remaining > 0; i++) {
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
    const place = places[i]!;
    const zigzag = place & 63;
    const coefficient = coefficients[(base + zigzag) | 0]!;
    const isNegative = coefficient >> 31;
    const magnitude = (coefficient ^ isNegative) - isNegative;
    const length = 32 - Math.clz32(magnitude);
    if (length > 11) throw coefficientOutOfRange(coefficient);
    noted = noteExponent(noted, exponentBin, layout.EXPONENT_7X7_PER_BIT, length);
    // Zeros go the same way: their sign and lowest bit are noted, and overwritten. Which coefficients are zero cannot be
    // guessed, nor which have two bits; only those of three and more take another way, which the exponent did already.
    const isNonzero = -length >>> 31;
    decisions[noted] = signBin ^ ~isNegative;
    noted = (noted + isNonzero) | 0;
    const residualBin = (residualBins + remainingClass * layout.RESIDUAL_7X7_PER_REMAINING + i) | 0;
    for (let bitPosition = length - 2; bitPosition > 0; bitPosition--) {
      const isOne = -((magnitude >> bitPosition) & 1);
      decisions[noted] = (residualBin + Math.imul(bitPosition, layout.RESIDUAL_7X7_PER_BIT)) ^ isOne;
      noted = (noted + 1) | 0;
    }
    decisions[noted] = residualBin ^ -(magnitude & 1);
    noted = (noted + ((1 - length) >>> 31)) | 0;

    const dequantized = Math.imul(coefficient, quantization[zigzag]!);
    const columnSum = (place >> 12) & 31;
    const rowSum = place >> 17;
    const cosines = allCosines[i]!;
    magnitudes[(here + i) | 0] = magnitude;
    dequantizedBlock[(place >> 6) & 63] = dequantized;
    edgeSums[columnSum] = edgeSums[columnSum]! + Math.imul(dequantized, cosines & 0xffff);
    edgeSums[rowSum] = edgeSums[rowSum]! + Math.imul(dequantized, cosines >> 16);
    marks |= allMarks[i]! & -isNonzero;
    remaining = (remaining - isNonzero) | 0;
  }

  BLOCK[NOTED] = noted;
  BLOCK[INNER_NONZERO] = nonzero;
  BLOCK[INNER_COLUMNS] = marks & 255;
  BLOCK[USED_ROWS] = marks >> 8;
}
