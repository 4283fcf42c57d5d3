/** The API for whole files: compress, decompress, verify, inspect. */
import { PLATFORM } from '#platform';
import { type DecompressSettings, decompress as decompressWork } from '../codec/decode/decompress.js';
import { type CompressSettings, compress as compressWork } from '../codec/encode/compress.js';
import { inspect as inspectWork, type JpegInfo, type LeptonInfo } from '../codec/inspect.js';
import { verify as verifyWork } from '../codec/verify.js';
import { type CallPlan, runAsync, runAtOnce } from './calls.js';
import { type CompressOptions, type DecompressOptions, openCompression, openDecompression, RULES } from './options.js';

/**
 * Compresses a JPEG into a Lepton file.
 *
 * On large files other threads help; on the calling one the work goes in steps of about one row of MCUs, between which the
 * event loop turns.
 *
 * @param jpeg - the whole file; it must not change until the promise settles
 * @param options - see {@link CompressOptions}
 * @returns a promise of the Lepton file, which depends on nothing but the input and the options
 * @throws LeptonError (as a rejection) USAGE, NOT_A_JPEG, DAMAGED_JPEG, UNSUPPORTED_JPEG, FOUR_COMPONENTS,
 * SAMPLING_BEYOND_TWO, NOT_REPRESENTABLE, COEFFICIENT_OUT_OF_RANGE, ZERO_QUANTIZER, LIMIT_EXCEEDED, ROUND_TRIP_FAILED,
 * ABORTED, INTERNAL_ERROR
 */
export function compress(jpeg: Uint8Array, options: CompressOptions = {}): Promise<Uint8Array> {
  return runAsync(compression(jpeg, options));
}

/**
 * Compresses a JPEG into a Lepton file, at once and on the calling thread.
 *
 * @param jpeg - the whole file
 * @param options - see {@link CompressOptions}
 * @returns the Lepton file, which depends on nothing but the input and the options
 * @throws LeptonError as {@link compress}
 */
export function compressSync(jpeg: Uint8Array, options: CompressOptions = {}): Uint8Array {
  return runAtOnce(compression(jpeg, options));
}

function compression(jpeg: Uint8Array, options: CompressOptions): CallPlan<CompressSettings, Uint8Array> {
  return {
    inputs: [['the JPEG', jpeg]],
    open: () => openCompression(options, RULES.compress, PLATFORM.decompressBrotli),
    makeWork: (settings, call) => compressWork(jpeg, settings, call),
  };
}

/**
 * Restores the JPEG from a Lepton file. On large files other threads help, as in {@link compress}.
 *
 * @param lepton - the whole file, or several that stand one behind the other; it must not change until the promise settles
 * @param options - see {@link DecompressOptions}
 * @returns a promise of exactly the bytes of the original
 * @throws LeptonError (as a rejection) USAGE, NOT_A_LEPTON_FILE, VERSION_UNSUPPORTED, SHORT_READ,
 * DAMAGED_LEPTON_FILE, STREAM_INCONSISTENT, ZERO_QUANTIZER, UNSUPPORTED_JPEG, FOUR_COMPONENTS, SAMPLING_BEYOND_TWO,
 * LIMIT_EXCEEDED, ABORTED, INTERNAL_ERROR
 */
export function decompress(lepton: Uint8Array, options: DecompressOptions = {}): Promise<Uint8Array> {
  return runAsync(decompression(lepton, options));
}

/**
 * Restores the JPEG from a Lepton file, at once and on the calling thread.
 *
 * @param lepton - the whole file, or several that stand one behind the other
 * @param options - see {@link DecompressOptions}
 * @returns exactly the bytes of the original
 * @throws LeptonError as {@link decompress}
 */
export function decompressSync(lepton: Uint8Array, options: DecompressOptions = {}): Uint8Array {
  return runAtOnce(decompression(lepton, options));
}

function decompression(lepton: Uint8Array, options: DecompressOptions): CallPlan<DecompressSettings, Uint8Array> {
  return {
    inputs: [['the Lepton file', lepton]],
    open: () => openDecompression(options, RULES.decompress, PLATFORM.decompressBrotli),
    makeWork: (settings, call) => decompressWork(lepton, settings, call),
  };
}

/**
 * Decodes a Lepton file and compares the result with the original. On large files other threads help.
 *
 * @param jpeg - the original
 * @param lepton - the Lepton file that must restore it; neither may change until the promise settles
 * @param options - see {@link DecompressOptions}
 * @returns a promise that resolves if the Lepton file restores exactly this JPEG
 * @throws LeptonError (as a rejection) ROUND_TRIP_FAILED with the offset of the first difference; as
 * {@link decompress} where the Lepton file cannot be decoded
 */
export function verify(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions = {}): Promise<void> {
  return runAsync(verification(jpeg, lepton, options));
}

/**
 * Decodes a Lepton file and compares the result with the original, at once and on the calling thread.
 *
 * @param jpeg - the original
 * @param lepton - the Lepton file that must restore it
 * @param options - see {@link DecompressOptions}
 * @throws LeptonError as {@link verify}
 */
export function verifySync(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions = {}): void {
  runAtOnce(verification(jpeg, lepton, options));
}

function verification(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  options: DecompressOptions,
): CallPlan<DecompressSettings, void> {
  return {
    inputs: [
      ['the JPEG', jpeg],
      ['the Lepton file', lepton],
    ],
    open: () => openDecompression(options, RULES.decompress, PLATFORM.decompressBrotli),
    makeWork: (settings, call) => verifyWork(jpeg, lepton, settings, call),
  };
}

/**
 * Tells what the container and the JPEG header say, without decoding the picture.
 *
 * @param bytes - a whole JPEG or Lepton file
 * @param options - see {@link DecompressOptions}
 * @returns what `format` says it is about
 * @throws LeptonError as {@link compress} and {@link decompress} for files whose headers cannot be read
 */
export function inspect(bytes: Uint8Array, options: DecompressOptions = {}): JpegInfo | LeptonInfo {
  return runAtOnce({
    inputs: [['the file', bytes]],
    open: () => openDecompression(options, RULES.decompress, PLATFORM.decompressBrotli),
    makeWork: (_settings, call) => inspectWork(bytes, call),
  });
}
