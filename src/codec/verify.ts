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
  yield* checkEqualSteps(jpeg, yield* decompressSteps(lepton, options));
}

/**
 * Compares what was restored with the original.
 *
 * @throws LeptonError ROUND_TRIP_FAILED with the offset of the first difference
 */
export function* checkEqualSteps(jpeg: Uint8Array, restored: Uint8Array): Steps<void> {
  const length = Math.min(jpeg.length, restored.length);
  for (let start = 0; start < length; start += COMPARED_BYTES) {
    const difference = findDifference(jpeg, restored, start, Math.min(start + COMPARED_BYTES, length));
    if (difference >= 0) throw failed(`the first difference is at offset ${difference}`);
    yield;
  }
  if (jpeg.length !== restored.length) throw failed(`it has ${restored.length} bytes instead of ${jpeg.length}`);
}

/** Bytes that are compared in one step. */
const COMPARED_BYTES = 512 * 1024;

/** Offset of the first byte of `[start, end)` that is not the same; -1 if there is none. */
function findDifference(a: Uint8Array, b: Uint8Array, start: number, end: number): number {
  for (let offset = start; offset < end; offset++) if (a[offset] !== b[offset]) return offset;
  return -1;
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what}.`);
}
