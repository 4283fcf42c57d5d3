/** Decoder of the DC coefficient of a block (format section 5.4). */
import { AFTER_ONE, PROBABILITY_SHIFT, STATE_MASK } from '../coder/bins.js';
import { BITS, DECODER, LOOKAHEAD, POSITION, RANGE, VALUE } from '../coder/range-decoder.js';
import { LeptonError } from '../errors.js';
import * as layout from './bin-layout.js';
import type { ComponentModel } from './component-model.js';
import {
  DC_CONTEXT,
  DC_LIMIT,
  DEVIATION,
  keepBorders,
  PREDICTION,
  predictDc,
  SPREAD,
  wrapDc,
} from './dc-prediction.js';
import type { Flavor } from './flavor.js';
import { BINS } from './kernel.js';

/**
 * Decodes the DC coefficient of the block at `column`, whose AC coefficients are known, into `coefficients[base]`.
 *
 * @throws LeptonError STREAM_INCONSISTENT if the coefficient leaves the range that can be coded
 */
export function decodeDc(
  model: ComponentModel,
  coefficients: Int16Array,
  base: number,
  column: number,
  flavor: Flavor,
): void {
  // Constants in locals for the reason that `decodeInner` gives.
  const bins = BINS;
  const lookahead = LOOKAHEAD;
  predictDc(model, column, flavor);
  const prediction = DC_CONTEXT[PREDICTION]!;
  const spread = DC_CONTEXT[SPREAD]!;
  const deviation = DC_CONTEXT[DEVIATION]!;
  const spreadLength = 32 - Math.clz32((spread ^ (spread >> 31)) - (spread >> 31));
  const deviationLength = 32 - Math.clz32((deviation ^ (deviation >> 31)) - (deviation >> 31));
  const spreadClass = spreadLength > 11 ? 11 : spreadLength;

  let value = DECODER[VALUE]!;
  let bits = DECODER[BITS]!;
  let range = DECODER[RANGE]!;
  let position = DECODER[POSITION]!;

  const exponentBin =
    layout.DC_EXPONENT +
    spreadClass * layout.DC_EXPONENT_PER_SPREAD +
    deviationLength * layout.DC_EXPONENT_PER_DEVIATION;
  let length = 0;
  while (length < 11) {
    const index = (exponentBin + length) | 0;
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
    length = (length + 1) | 0;
  }

  let delta = 0;
  if (length > 0) {
    // From high to low: the sign, then the bits below the leading one.
    let magnitude = 1;
    let isNegative = 0;
    const signClass = 1 + (((deviation >> 31) & 2) | ((-deviation >> 31) & 1));
    const signBin = layout.SIGN + model.color * layout.SIGN_PER_COLOR + signClass;
    const residualBin = layout.DC_RESIDUAL + spreadClass * layout.DC_RESIDUAL_PER_SPREAD;
    for (let bitPosition = length - 1; bitPosition >= 0; bitPosition--) {
      const isSign = bitPosition === length - 1;
      const index = isSign ? signBin : residualBin + bitPosition;
      const bin = bins[index]!;
      const split = 1 + (Math.imul(range - 1, bin >>> PROBABILITY_SHIFT) >> 8);
      const rest = (value - (split << bits)) | 0;
      const isZero = rest >> 31;
      bins[index] = bins[(bin & STATE_MASK) + AFTER_ONE + isZero]!;
      value = (rest + ((split << bits) & isZero)) | 0;
      range = (range - split + (((split << 1) - range) & isZero)) | 0;
      if (isSign) isNegative = isZero;
      else magnitude = ((magnitude << 1) + 1 + isZero) | 0;
      const shift = Math.clz32(range) - 24;
      range <<= shift;
      bits = (bits - shift) | 0;
      if (bits < 0) {
        value = (value << 24) | lookahead[position]!;
        position = (position + 1) | 0;
        bits = (bits + 24) | 0;
      }
    }
    delta = (magnitude ^ isNegative) - isNegative;
  }

  DECODER[VALUE] = value;
  DECODER[BITS] = bits;
  DECODER[RANGE] = range;
  DECODER[POSITION] = position;

  const dc = wrapDc(prediction + delta);
  if (dc < -DC_LIMIT || dc > DC_LIMIT) {
    throw new LeptonError('STREAM_INCONSISTENT', 'The coded segments are damaged: a DC coefficient is out of range.');
  }
  coefficients[base] = dc;
  keepBorders(model, column, dc);
}
