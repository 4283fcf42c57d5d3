/**
 * lepton-ts: lossless JPEG recompression in the Lepton format, in pure TypeScript.
 *
 * Bytes in and out are `Uint8Array`; nothing here touches files, the process or Node's `Buffer`.
 */
import type { CompressOptions } from './codec/compress.js';
import { type CompressStreamOptions, compressStream } from './codec/compress-stream.js';
import type { DecompressOptions } from './codec/decompress.js';
import { compressAsync } from './workers/parallel-compress.js';
import { decompressAsync } from './workers/parallel-decompress.js';
import { verifyAsync } from './workers/parallel-verify.js';

export type { CompressOptions } from './codec/compress.js';
export { compressSync } from './codec/compress.js';
export type { CompressStreamOptions } from './codec/compress-stream.js';
export type { DecompressOptions } from './codec/decompress.js';
export { decompressSync } from './codec/decompress.js';
export { createDecompressStream, type DecompressStreamOptions } from './codec/decompress-stream.js';
export type { FlavorName } from './codec/flavors.js';
export type { ComponentInfo, FrameInfo, JpegInfo, LeptonInfo, SegmentInfo } from './codec/inspect.js';
export { inspect } from './codec/inspect.js';
export { decompressPieces, decompressPiecesSync } from './codec/join-pieces.js';
export { DEFAULT_MEMORY_LIMIT } from './codec/memory-limit.js';
export {
  type CompressPiecesOptions,
  compressPieces,
  compressPiecesSync,
  DEFAULT_PIECE_SIZE,
  type Piece,
} from './codec/pieces.js';
export { decompressRange, decompressRangeSync } from './codec/range.js';
export { createRangeStream } from './codec/range-stream.js';
export { verifySync } from './codec/verify.js';
export type { BrotliDecompress, Kind } from './container/lepton-file.js';
export { ERROR_TABLE, type ErrorCode, LeptonError } from './errors.js';
export { VERSION } from './version.js';

/**
 * Compresses a JPEG into a Lepton file; see {@link compressSync}, which it runs here in steps of about one row of
 * MCUs, between which the event loop turns.
 *
 * @param jpeg the whole file; it must not change until the promise settles
 * @returns a promise of the Lepton file; it rejects with what {@link compressSync} throws
 */
export async function compress(jpeg: Uint8Array, options: CompressOptions = {}): Promise<Uint8Array> {
  return compressAsync(jpeg, options, null);
}

/**
 * Restores the JPEG from a Lepton file; see {@link decompressSync}, which it runs here in steps of about one row of
 * MCUs, between which the event loop turns.
 *
 * @param lepton the whole file; it must not change until the promise settles
 * @returns a promise of exactly the bytes of the original; it rejects with what {@link decompressSync} throws
 */
export async function decompress(lepton: Uint8Array, options: DecompressOptions = {}): Promise<Uint8Array> {
  return decompressAsync(lepton, options, null);
}

/**
 * Resolves if a Lepton file restores exactly this JPEG; see {@link verifySync}.
 *
 * @returns a promise that rejects with what {@link verifySync} throws
 */
export async function verify(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions = {}): Promise<void> {
  await verifyAsync(jpeg, lepton, options, null);
}

/**
 * A transform stream from the bytes of a JPEG to those of its Lepton file. All input is read before the first byte comes
 * out, because the header of the file tells what only the end of the JPEG knows.
 *
 * Memory on one thread: four to five times the bytes of the JPEG (the input as it came, joined, and without stuffing, the
 * coded segments and the output), and 15 MB. JPEGs with several scans, and other threads, need 136 bytes for each block of
 * 8x8 samples in addition (3.2 bytes for each pixel with 4:2:0). `memoryLimit` is honoured, while the input comes in as well.
 *
 * @returns a stream whose sides fail with what {@link compressSync} throws
 */
export function createCompressStream(options: CompressStreamOptions = {}): TransformStream<Uint8Array, Uint8Array> {
  return compressStream(options, (jpeg) => compress(jpeg, options));
}
