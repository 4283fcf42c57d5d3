/** The API for parts of a JPEG: ranges of its bytes, and Lepton files of its pieces. */
import { PLATFORM } from '#platform';
import type { DecompressSettings } from '../codec/decode/decompress.js';
import type { CompressSettings } from '../codec/encode/compress.js';
import { LeptonError } from '../errors.js';
import { joinPieces } from '../pieces/join-pieces.js';
import { type Piece, PieceMaker } from '../pieces/pieces.js';
import { restoreRange } from '../pieces/range.js';
import { type CallPlan, runAsync, runAtOnce } from './calls.js';
import {
  type CompressPiecesOptions,
  type DecompressOptions,
  openCompression,
  openDecompression,
  RULES,
} from './options.js';
import type { compress, decompress } from './whole-files.js';

/**
 * Restores the bytes `[start, end)` of the original. Only the segments that touch the range are decoded, each of them to
 * its end, because only there it shows whether it is sound. Progressive JPEGs, those with several scans, and old files
 * without handover words are decoded as a whole.
 *
 * @param lepton - the whole Lepton file, or several that stand one behind the other; it must not change until the promise
 * settles
 * @param start - offset in the original of the first byte wanted
 * @param end - offset behind the last byte wanted, at most the size of the original
 * @param options - see {@link DecompressOptions}
 * @returns a promise of `end - start` bytes
 * @throws LeptonError (as a rejection) USAGE for a range that is not inside the original; as {@link decompress}
 * for the rest
 */
export function decompressRange(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): Promise<Uint8Array> {
  return runAsync(rangePlan(lepton, start, end, options));
}

/**
 * Restores the bytes `[start, end)` of the original, at once and on the calling thread; see {@link decompressRange}.
 *
 * @param lepton - the whole Lepton file, or several that stand one behind the other
 * @param start - offset in the original of the first byte wanted
 * @param end - offset behind the last byte wanted, at most the size of the original
 * @param options - see {@link DecompressOptions}
 * @returns `end - start` bytes
 * @throws LeptonError as {@link decompressRange}
 */
export function decompressRangeSync(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): Uint8Array {
  return runAtOnce(rangePlan(lepton, start, end, options));
}

function rangePlan(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions,
): CallPlan<DecompressSettings, Uint8Array> {
  return {
    inputs: [['the Lepton file', lepton]],
    open: () => openDecompression(options, RULES.decompress, PLATFORM.decompressBrotli),
    makeWork: (settings, call) => restoreRange(lepton, start, end, settings, call),
  };
}

/**
 * Compresses a JPEG as pieces of equal size. Each is a valid Lepton file and decodes alone, in any order; what they
 * restore, one after the other, is the JPEG.
 *
 * Memory: twice the size of the JPEG, and about six times that of a piece; never the coefficients of the image.
 *
 * @param jpeg - the whole file, up to 2 GiB; it must not change until the last piece is there
 * @param options - see {@link CompressPiecesOptions}
 * @returns the pieces in order, each made when it is asked for
 * @throws LeptonError as {@link compress}; NOT_REPRESENTABLE for progressive JPEGs and those with several scans
 */
export async function* compressPieces(
  jpeg: Uint8Array,
  options: CompressPiecesOptions = {},
): AsyncGenerator<Piece, void> {
  const plan = piecesPlan(jpeg, options);
  const maker = await runAsync(plan);
  while (maker.hasNext) yield await runAsync({ ...plan, makeWork: (_settings, call) => maker.next(call) });
}

/**
 * Compresses a JPEG as pieces of equal size, on the calling thread; see {@link compressPieces}.
 *
 * @param jpeg - the whole file, up to 2 GiB; it must not change until the last piece is there
 * @param options - see {@link CompressPiecesOptions}
 * @returns the pieces in order, each made when it is asked for
 * @throws LeptonError as {@link compressPieces}
 */
export function* compressPiecesSync(jpeg: Uint8Array, options: CompressPiecesOptions = {}): Generator<Piece, void> {
  const plan = piecesPlan(jpeg, options);
  const maker = runAtOnce(plan);
  while (maker.hasNext) yield runAtOnce({ ...plan, makeWork: (_settings, call) => maker.next(call) });
}

function piecesPlan(jpeg: Uint8Array, options: CompressPiecesOptions): CallPlan<CompressSettings, PieceMaker> {
  return {
    inputs: [['the JPEG', jpeg]],
    open: () => openCompression(options, RULES.compressPieces, PLATFORM.decompressBrotli),
    makeWork: (settings, call) => PieceMaker.open(jpeg, settings, call),
  };
}

/**
 * Restores a JPEG from all its pieces, in their order. It notices what of the order the pieces can tell: all but the last
 * restore the same number of bytes; a piece continues at the row of MCUs, the bit and the DC predictors that the ones
 * before lead to; and the JPEG comes to its end. On large pieces other threads help.
 *
 * @param pieces - the Lepton files; they must not change until the promise settles
 * @param options - see {@link DecompressOptions}
 * @returns a promise of exactly the bytes of the original
 * @throws LeptonError (as a rejection) SHORT_READ if pieces are missing at the end; DAMAGED_LEPTON_FILE if a piece
 * is missing, doubled or from another file; as {@link decompress} for the rest
 */
export function decompressPieces(pieces: readonly Uint8Array[], options: DecompressOptions = {}): Promise<Uint8Array> {
  return runAsync(joinPlan(pieces, options));
}

/**
 * Restores a JPEG from all its pieces, at once and on the calling thread; see {@link decompressPieces}.
 *
 * @param pieces - the Lepton files, in their order
 * @param options - see {@link DecompressOptions}
 * @returns exactly the bytes of the original
 * @throws LeptonError as {@link decompressPieces}
 */
export function decompressPiecesSync(pieces: readonly Uint8Array[], options: DecompressOptions = {}): Uint8Array {
  return runAtOnce(joinPlan(pieces, options));
}

function joinPlan(pieces: readonly Uint8Array[], options: DecompressOptions): CallPlan<DecompressSettings, Uint8Array> {
  return {
    inputs: Array.isArray(pieces) ? Array.from(pieces, (piece, index) => [`piece ${index}`, piece] as const) : [],
    open: () => openDecompression(options, RULES.decompress, PLATFORM.decompressBrotli),
    makeWork(settings, call) {
      if (!Array.isArray(pieces)) throw new LeptonError('USAGE', 'The pieces must be an array of Uint8Arrays.');
      return joinPieces(pieces, settings, call);
    },
  };
}
