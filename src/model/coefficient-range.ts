/** Range of the coefficients that the format can hold. */
import { LeptonError } from '../errors.js';

/** The error for a coefficient that does not fit; `kind` is "AC" or "DC". */
export function coefficientOutOfRange(coefficient: number, kind: 'AC' | 'DC' = 'AC'): LeptonError {
  return new LeptonError(
    'COEFFICIENT_OUT_OF_RANGE',
    `The JPEG holds the ${kind} coefficient ${coefficient}, which is more than the format can code.`,
  );
}
