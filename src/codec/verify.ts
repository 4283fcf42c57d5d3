/** Does a Lepton file restore exactly this JPEG? */
import { findDifferenceSteps } from '../bytes/byte-steps.js';
import { LeptonError } from '../errors.js';
import type { CoefficientPlane } from '../jpeg/coefficient-plane.js';
import type { Call } from '../work/call.js';
import type { Steps, Work } from '../work/steps.js';
import { type DecompressSettings, decompress } from './decode/decompress.js';

/**
 * Decodes a Lepton file and compares the result with the original.
 *
 * @param spare planes that nobody needs any more
 * @throws LeptonError ROUND_TRIP_FAILED, and what decoding throws
 */
export function* verify(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  settings: DecompressSettings,
  call: Call,
  spare: readonly CoefficientPlane[] | null = null,
): Work<void> {
  yield* checkEqual(jpeg, yield* decompress(lepton, settings, call, spare));
}

/**
 * Compares what was restored with the original.
 *
 * @throws LeptonError ROUND_TRIP_FAILED with the offset of the first difference
 */
export function* checkEqual(jpeg: Uint8Array, restored: Uint8Array): Steps<void> {
  const difference = yield* findDifferenceSteps(jpeg, restored);
  if (difference < Math.min(jpeg.length, restored.length)) {
    throw failed(`the first difference is at offset ${difference}`);
  }
  if (jpeg.length !== restored.length) throw failed(`it has ${restored.length} bytes instead of ${jpeg.length}`);
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what}.`);
}
