import type { ErrorCode } from '../../src/errors.js';
import type { BuiltLibrary } from '../helpers/built-library.js';

/** What a call did: bytes, a refusal with a code, or something that must never happen. */
export type Attempt =
  | { readonly bytes: Uint8Array }
  | { readonly code: ErrorCode; readonly message: string }
  | { readonly crash: string };

/** Reasons for which a JPEG may be refused: everything but complaints about a Lepton file and about ourselves. */
export const JPEG_REFUSALS: readonly ErrorCode[] = [
  'NOT_A_JPEG',
  'DAMAGED_JPEG',
  'UNSUPPORTED_JPEG',
  'FOUR_COMPONENTS',
  'SAMPLING_BEYOND_TWO',
  'COEFFICIENT_OUT_OF_RANGE',
  'ZERO_QUANTIZER',
  'NOT_REPRESENTABLE',
  'LIMIT_EXCEEDED',
];

/** Reasons for which a Lepton file may be refused, as `decompressSync` documents them. */
export const LEPTON_REFUSALS: readonly ErrorCode[] = [
  'NOT_A_LEPTON_FILE',
  'VERSION_UNSUPPORTED',
  'SHORT_READ',
  'DAMAGED_LEPTON_FILE',
  'STREAM_INCONSISTENT',
  'ZERO_QUANTIZER',
  'UNSUPPORTED_JPEG',
  'FOUR_COMPONENTS',
  'SAMPLING_BEYOND_TWO',
  'LIMIT_EXCEEDED',
];

/** Runs a call of the library and keeps what comes of it. */
export function attempt(library: BuiltLibrary, run: () => Uint8Array): Attempt {
  try {
    return { bytes: run() };
  } catch (error) {
    if (error instanceof library.LeptonError) return { code: error.code, message: error.message };
    return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The code of a refusal, or what else happened, for messages. */
export function describeAttempt(result: Attempt): string {
  if ('bytes' in result) return `${result.bytes.length} bytes`;
  return 'code' in result ? `${result.code}: ${result.message}` : `crash: ${result.crash}`;
}

/** Whether two byte strings are the same. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
