/** Does a Lepton file restore exactly this JPEG? */
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
  checkEqual(jpeg, yield* decompressSteps(lepton, options));
}

/**
 * Compares what was restored with the original.
 *
 * @throws LeptonError ROUND_TRIP_FAILED with the offset of the first difference
 */
export function checkEqual(jpeg: Uint8Array, restored: Uint8Array): void {
  const length = Math.min(jpeg.length, restored.length);
  for (let offset = 0; offset < length; offset++) {
    if (jpeg[offset] !== restored[offset]) throw failed(`the first difference is at offset ${offset}`);
  }
  if (jpeg.length !== restored.length) throw failed(`it has ${restored.length} bytes instead of ${jpeg.length}`);
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what}.`);
}
