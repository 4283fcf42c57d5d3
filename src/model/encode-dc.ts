/** Encoder of the DC coefficient of a block (format section 5.4). */
import * as layout from './bin-layout.js';
import { coefficientOutOfRange } from './coefficient-range.js';
import type { ComponentModel } from './component-model.js';
import { DC_CONTEXT, DEVIATION, keepBorders, PREDICTION, predictDc, SPREAD, wrapDc } from './dc-prediction.js';
import { DECISIONS, noteExponent } from './decisions.js';
import { FLAVOR_16 } from './flavor.js';
import { BLOCK, NOTED } from './kernel.js';

/** Largest magnitude that the number code holds. */
const MAX_DELTA = 2047;

/**
 * Notes the decisions of the DC coefficient `coefficients[base]` of the block at `column`, after its AC coefficients.
 *
 * @throws LeptonError COEFFICIENT_OUT_OF_RANGE if a reader could not restore it
 */
export function encodeDc(model: ComponentModel, coefficients: Int16Array, base: number, column: number): void {
  // Constants in locals for the reason that `decodeInner` gives.
  const decisions = DECISIONS;
  predictDc(model, column, FLAVOR_16);
  const prediction = DC_CONTEXT[PREDICTION]!;
  const spread = DC_CONTEXT[SPREAD]!;
  const deviation = DC_CONTEXT[DEVIATION]!;
  const spreadLength = 32 - Math.clz32((spread ^ (spread >> 31)) - (spread >> 31));
  const deviationLength = 32 - Math.clz32((deviation ^ (deviation >> 31)) - (deviation >> 31));
  const spreadClass = spreadLength > 11 ? 11 : spreadLength;

  const dc = coefficients[base]!;
  const delta = wrapDc(dc - prediction);
  // A reader undoes the wrap once; what it would not get back is refused.
  if (wrapDc(prediction + delta) !== dc || delta > MAX_DELTA || delta < -MAX_DELTA)
    throw coefficientOutOfRange(dc, 'DC');
  const isNegative = delta >> 31;
  const magnitude = (delta ^ isNegative) - isNegative;
  const length = 32 - Math.clz32(magnitude);

  const exponentBin =
    layout.DC_EXPONENT +
    spreadClass * layout.DC_EXPONENT_PER_SPREAD +
    deviationLength * layout.DC_EXPONENT_PER_DEVIATION;
  let noted = noteExponent(BLOCK[NOTED]!, exponentBin, 1, length);

  // From high to low: the sign, then the bits below the leading one.
  const signClass = 1 + (((deviation >> 31) & 2) | ((-deviation >> 31) & 1));
  const signBin = layout.SIGN + model.color * layout.SIGN_PER_COLOR + signClass;
  const residualBin = layout.DC_RESIDUAL + spreadClass * layout.DC_RESIDUAL_PER_SPREAD;
  if (length > 0) {
    decisions[noted] = signBin ^ ~isNegative;
    noted = (noted + 1) | 0;
  }
  for (let bitPosition = length - 2; bitPosition >= 0; bitPosition--) {
    decisions[noted] = (residualBin + bitPosition) ^ -((magnitude >> bitPosition) & 1);
    noted = (noted + 1) | 0;
  }

  BLOCK[NOTED] = noted;
  keepBorders(model, column, dc);
}
