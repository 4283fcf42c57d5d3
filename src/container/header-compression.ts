/** Decompression of the header by version: 1 and extended zlib, 2 Brotli. */
import { LeptonError } from '../errors.js';
import type { BrotliDecompress } from '../work/call.js';
import type { Steps } from '../work/steps.js';
import { EXTENDED_VERSION } from './extension.js';
import { inflateHeader } from './zlib-header.js';

/**
 * The header out of its compressed form.
 *
 * @param limit most bytes it may have
 * @param brotli null where the runtime has no Brotli
 * @throws LeptonError VERSION_UNSUPPORTED, DAMAGED_LEPTON_FILE, LIMIT_EXCEEDED
 */
export function* decompressHeader(
  version: number,
  compressed: Uint8Array,
  limit: number,
  brotli: BrotliDecompress | null,
): Steps<Uint8Array> {
  switch (version) {
    case 1:
    case EXTENDED_VERSION:
      return yield* inflateHeader(compressed, limit);
    case 2:
      if (brotli === null) {
        throw new LeptonError(
          'VERSION_UNSUPPORTED',
          'The Lepton file has a Brotli header; no Brotli decoder was given.',
        );
      }
      return runBrotli(brotli, compressed, limit);
    case 3:
      throw new LeptonError('VERSION_UNSUPPORTED', 'The Lepton file has version 3 (experimental ANS coder).');
    default:
      throw new LeptonError('VERSION_UNSUPPORTED', `The Lepton file has the unknown version ${version}.`);
  }
}

function runBrotli(brotli: BrotliDecompress, compressed: Uint8Array, limit: number): Uint8Array {
  try {
    return brotli(compressed, limit);
  } catch (cause) {
    throw new LeptonError('DAMAGED_LEPTON_FILE', 'The Brotli stream of the header is damaged or too large.', { cause });
  }
}
