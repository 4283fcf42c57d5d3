/** Encoder of the DC coefficient of a block (format section 5.4). */
import { NEXT_BIN, PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { ENCODER, INTERVAL, LOW, OUTPUT, PENDING, WORDS } from '../coder/range-encoder.js';
import * as layout from './bin-layout.js';
import { coefficientOutOfRange } from './coefficient-range.js';
import type { ComponentModel } from './component-model.js';
import {
  DC_CONTEXT,
  DEVIATION,
  FLAVOR_16,
  keepBorders,
  PREDICTION,
  predictDc,
  SPREAD,
  wrapDc,
} from './dc-prediction.js';
import { BINS } from './kernel.js';

/** Largest magnitude that the number code holds. */
const MAX_DELTA = 2047;

/**
 * Encodes the DC coefficient `coefficients[base]` of the block at `column`, after its AC coefficients.
 *
 * @throws LeptonError COEFFICIENT_OUT_OF_RANGE if a reader could not restore it
 */
export function encodeDc(model: ComponentModel, coefficients: Int16Array, base: number, column: number): void {
  predictDc(model, column, FLAVOR_16);
  const prediction = DC_CONTEXT[PREDICTION] as number;
  const spread = DC_CONTEXT[SPREAD] as number;
  const deviation = DC_CONTEXT[DEVIATION] as number;
  const spreadLength = 32 - Math.clz32((spread ^ (spread >> 31)) - (spread >> 31));
  const deviationLength = 32 - Math.clz32((deviation ^ (deviation >> 31)) - (deviation >> 31));
  const spreadClass = spreadLength > 11 ? 11 : spreadLength;

  const dc = coefficients[base] as number;
  const delta = wrapDc(dc - prediction);
  // A reader undoes the wrap once; what it would not get back is refused.
  if (wrapDc(prediction + delta) !== dc || delta > MAX_DELTA || delta < -MAX_DELTA)
    throw coefficientOutOfRange(dc, 'DC');
  const isNegative = delta >> 31;
  const magnitude = (delta ^ isNegative) - isNegative;
  const length = 32 - Math.clz32(magnitude);

  let low = ENCODER[LOW] as number;
  let pending = ENCODER[PENDING] as number;
  let range = ENCODER[INTERVAL] as number;
  let written = ENCODER[WORDS] as number;

  const exponentBin =
    layout.DC_EXPONENT +
    spreadClass * layout.DC_EXPONENT_PER_SPREAD +
    deviationLength * layout.DC_EXPONENT_PER_DEVIATION;
  const lastExponentBin = exponentBin + (length < 11 ? length : 10);
  for (let index = exponentBin; index <= lastExponentBin; index++) {
    const isOne = (index - exponentBin - length) >> 31;
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

  // From high to low: the sign, then the bits below the leading one.
  const signClass = 1 + (((deviation >> 31) & 2) | ((-deviation >> 31) & 1));
  const signBin = layout.SIGN + model.color * layout.SIGN_PER_COLOR + signClass;
  const residualBin = layout.DC_RESIDUAL + spreadClass * layout.DC_RESIDUAL_PER_SPREAD;
  for (let bitPosition = length - 1; bitPosition >= 0; bitPosition--) {
    const isSign = bitPosition === length - 1;
    const index = isSign ? signBin : residualBin + bitPosition;
    const isOne = isSign ? ~isNegative : -((magnitude >> bitPosition) & 1);
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

  ENCODER[LOW] = low;
  ENCODER[PENDING] = pending;
  ENCODER[INTERVAL] = range;
  ENCODER[WORDS] = written;
  keepBorders(model, column, dc);
}
