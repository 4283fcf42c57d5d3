/** Encoder of the 14 coefficients of row 0 and column 0 of a block (format section 5.3). A hot file. */
import * as layout from './bin-layout.js';
import { keepEdgeSums } from './block-summary.js';
import { coefficientOutOfRange } from './coefficient-range.js';
import { type ComponentModel, zeroQuantizer } from './component-model.js';
import { DECISIONS, noteExponent } from './decisions.js';
import { BLOCK, DEQUANTIZED, EDGE_SUMS, INNER_COLUMNS, INNER_NONZERO, LEFT_EDGE, NOTED, USED_ROWS } from './kernel.js';
import { EDGE_RECIPROCALS, EDGE_THRESHOLDS, QUANTIZATION } from './row-tables.js';
import { EDGE_COUNT_CLASS, EDGE_RASTER, EDGE_ZIGZAG } from './tables.js';

/** Notes the decisions of row 0, then column 0, of the block at `column`, after its inner coefficients. */
export function encodeEdges(
  model: ComponentModel,
  coefficients: Int16Array,
  base: number,
  column: number,
  nonzeroInRow: number,
  nonzeroInColumn: number,
): void {
  // Rows are taken before row 0 itself adds to them.
  const lastColumn = 31 - Math.clz32(BLOCK[INNER_COLUMNS]! | 1);
  const lastRow = 31 - Math.clz32(BLOCK[USED_ROWS]! | 1);
  encodeEdge(model, coefficients, base, 0, nonzeroInRow, lastColumn, model.edgesAbove, 8 * column, model.hasAbove);
  encodeEdge(model, coefficients, base, 7, nonzeroInColumn, lastRow, LEFT_EDGE, 0, column > 0);
  keepEdgeSums(model, column);
}

/**
 * Notes the decisions of the seven coefficients of one edge.
 *
 * @param firstZ 0 for row 0, 7 for column 0
 * @param nonzero how many of the seven are not zero
 * @param last largest u (or v) of a nonzero inner coefficient
 * @param neighborSums edge sums of the block across this edge, at `neighborBase + 1..7`
 * @throws LeptonError COEFFICIENT_OUT_OF_RANGE if a magnitude exceeds 2047
 */
function encodeEdge(
  model: ComponentModel,
  coefficients: Int16Array,
  base: number,
  firstZ: number,
  nonzero: number,
  last: number,
  neighborSums: Int32Array,
  neighborBase: number,
  hasNeighbor: boolean,
): void {
  // Constants in locals for the reason that `decodeInner` gives.
  const decisions = DECISIONS;
  const edgeZigzag = EDGE_ZIGZAG;
  const edgeRaster = EDGE_RASTER;
  const dequantizedBlock = DEQUANTIZED;
  const edgeSums = EDGE_SUMS;
  const quantization = QUANTIZATION;
  const reciprocals = EDGE_RECIPROCALS;
  const thresholds = EDGE_THRESHOLDS;
  const color = model.color;
  const neighborMask = hasNeighbor ? -1 : 0;
  const isColumn = firstZ === 7 ? 1 : 0;
  const ownSums = 16 * isColumn;
  const exponentBins = layout.EXPONENT_EDGE + color * layout.EXPONENT_EDGE_PER_COLOR;
  const residualBins = layout.RESIDUAL_EDGE + color * layout.RESIDUAL_EDGE_PER_COLOR;
  const thresholdBins = layout.THRESHOLD + color * layout.THRESHOLD_PER_COLOR;
  const signBins = layout.SIGN + color * layout.SIGN_PER_COLOR;

  let noted = BLOCK[NOTED]!;

  const countClass = EDGE_COUNT_CLASS[BLOCK[INNER_NONZERO]!]!;
  const countBins =
    layout.COUNT_EDGE +
    isColumn * layout.COUNT_EDGE_PER_DIRECTION +
    color * layout.COUNT_EDGE_PER_COLOR +
    ((last << 6) | (countClass << 3));
  for (let node = 8 + nonzero, depth = 2; depth >= 0; depth--) {
    const index = countBins + (node >> (depth + 1));
    const isOne = -((node >> depth) & 1);
    decisions[noted] = index ^ isOne;
    noted = (noted + 1) | 0;
  }

  let rows = BLOCK[USED_ROWS]!;
  let remaining = nonzero | 0;
  for (let i = 1; remaining > 0; i++) {
    const z = (firstZ + i - 1) | 0;
    const reciprocal = reciprocals[z]!;
    if (reciprocal === Number.POSITIVE_INFINITY && hasNeighbor) throw zeroQuantizer();
    const sum =
      (neighborSums[(neighborBase + i) | 0]! - edgeSums[ownSums + i]! - edgeSums[ownSums + 8 + i]!) & neighborMask;
    // Half a unit away from zero makes the product truncate exactly as the division would.
    const prior = ((sum + 0.5 + (sum >> 31)) * reciprocal) | 0;
    const magnitudePrior = (prior ^ (prior >> 31)) - (prior >> 31);
    const lengthPrior = 32 - Math.clz32(magnitudePrior);
    const priorClass = lengthPrior > 10 ? 10 : lengthPrior;
    const exponentBin =
      (exponentBins +
        Math.imul(remaining - 1, layout.EXPONENT_EDGE_PER_REMAINING) +
        priorClass * layout.EXPONENT_EDGE_PER_PRIOR +
        z) |
      0;
    const zigzag = edgeZigzag[z]!;
    const coefficient = coefficients[(base + zigzag) | 0]!;
    const isNegative = coefficient >> 31;
    const magnitude = (coefficient ^ isNegative) - isNegative;
    const length = 32 - Math.clz32(magnitude);
    if (length > 11) throw coefficientOutOfRange(coefficient);
    noted = noteExponent(noted, exponentBin, layout.EXPONENT_EDGE_PER_BIT, length);

    // Zeros go the same way, for the reason that `encodeInner` gives.
    const isNonzero = -length >>> 31;
    // Sign class: 0, 1, 2 for a prediction of zero, above, below, by its low 16 bits.
    const prior16 = (prior << 16) >> 16;
    const signClass = ((prior16 >> 31) & 2) | ((-prior16 >> 31) & 1);
    const signBin = signBins + signClass * layout.SIGN_PER_KIND + priorClass;
    decisions[noted] = signBin ^ ~isNegative;
    noted = (noted + isNonzero) | 0;

    // High bits look at the prediction, low bits do not: only which bin is asked differs.
    const threshold = thresholds[z]!;
    const predicted = (magnitudePrior & 0xffff) >> threshold;
    const lengthClass = length - threshold - 2;
    const contextBins =
      thresholdBins +
      (predicted > 255 ? 255 : predicted) * layout.THRESHOLD_PER_PREDICTION +
      (2 << (lengthClass > 5 ? 5 : lengthClass));
    const residualBin = (residualBins + Math.imul(remaining - 1, layout.RESIDUAL_EDGE_PER_REMAINING) + z) | 0;
    for (let bitPosition = length - 2; bitPosition > 0; bitPosition--) {
      const coded = magnitude >> (bitPosition + 1);
      const context = coded > 127 ? 127 : coded;
      const index =
        bitPosition >= threshold ? contextBins + context : residualBin + bitPosition * layout.RESIDUAL_EDGE_PER_BIT;
      const isOne = -((magnitude >> bitPosition) & 1);
      decisions[noted] = index ^ isOne;
      noted = (noted + 1) | 0;
    }
    const coded = magnitude >> 1;
    const lowestBin = threshold === 0 ? contextBins + (coded > 127 ? 127 : coded) : residualBin;
    decisions[noted] = lowestBin ^ -(magnitude & 1);
    noted = (noted + ((1 - length) >>> 31)) | 0;

    const raster = edgeRaster[z]!;
    dequantizedBlock[raster] = Math.imul(coefficient, quantization[zigzag]!);
    rows |= isNonzero << (raster >> 3);
    remaining = (remaining - isNonzero) | 0;
  }

  BLOCK[NOTED] = noted;
  BLOCK[USED_ROWS] = rows;
}
