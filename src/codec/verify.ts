/** Does a Lepton file restore exactly this JPEG? */

import { findDifferenceSteps } from '../byte-steps.js';
import { LeptonError } from '../errors.js';
import { runToEnd, type Steps } from '../steps.js';
import { type DecompressOptions, decompressSteps } from './decompress.js';

/**
 * Decodes a Lepton file and compares the result with the original.
 *
 * @throws LeptonError ROUND_TRIP_FAILED with the offset of the first difference, or with the error of decoding as its
 * cause
 */
export function verifySync(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions = {}): void {
  runToEnd(verifySteps(jpeg, lepton, options));
}

/** The steps of {@link verifySync}. */
export function* verifySteps(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions): Steps<void> {
  yield* checkEqualSteps(jpeg, yield* decompressSteps(lepton, options));
}

/**
 * Compares what was restored with the original.
 *
 * @throws LeptonError ROUND_TRIP_FAILED with the offset of the first difference
 */
export function* checkEqualSteps(jpeg: Uint8Array, restored: Uint8Array): Steps<void> {
  const difference = yield* findDifferenceSteps(jpeg, restored);
  if (difference < Math.min(jpeg.length, restored.length)) {
    throw failed(`the first difference is at offset ${difference}`);
  }
  if (jpeg.length !== restored.length) throw failed(`it has ${restored.length} bytes instead of ${jpeg.length}`);
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what}.`);
}
