/**
 * lepton-ts for Node: the same functions as in `index.ts`, with Node's worker threads and its Brotli decoder for headers of
 * version 2.
 *
 * Package exports choose this module on Node and `index.ts` everywhere else.
 */
import { compressStream } from './codec/compress-stream.js';
import { decompressStream } from './codec/decompress-stream.js';
import type {
  CompressOptions,
  CompressStreamOptions,
  DecompressOptions,
  DecompressStreamOptions,
  JpegInfo,
  LeptonInfo,
} from './index.js';
import * as portable from './index.js';
import { threadsFor } from './workers/node-threads.js';
import { compressAsync } from './workers/parallel-compress.js';
import { decompressAsync } from './workers/parallel-decompress.js';
import { verifyAsync } from './workers/parallel-verify.js';
import { segmentThreads } from './workers/stream-ahead.js';

export type {
  BrotliDecompress,
  ComponentInfo,
  CompressOptions,
  CompressPiecesOptions,
  CompressStreamOptions,
  DecompressOptions,
  DecompressStreamOptions,
  ErrorCode,
  FlavorName,
  FrameInfo,
  JpegInfo,
  Kind,
  LeptonInfo,
  Piece,
  SegmentInfo,
} from './index.js';
export {
  compressPieces,
  compressPiecesSync,
  DEFAULT_MEMORY_LIMIT,
  DEFAULT_PIECE_SIZE,
  ERROR_TABLE,
  LeptonError,
  VERSION,
} from './index.js';

/** See `compress` in `index.ts`; large files use other threads. */
export async function compress(jpeg: Uint8Array, options: CompressOptions = {}): Promise<Uint8Array> {
  return compressAsync(jpeg, options, threadsFor(options.threads));
}

/** See `compressSync` in `index.ts`. */
export function compressSync(jpeg: Uint8Array, options: CompressOptions = {}): Uint8Array {
  return portable.compressSync(jpeg, options);
}

/** See `decompress` in `index.ts`; large files use other threads. */
export async function decompress(lepton: Uint8Array, options: DecompressOptions = {}): Promise<Uint8Array> {
  return decompressAsync(lepton, withBrotli(options), threadsFor(options.threads));
}

/** See `decompressSync` in `index.ts`. */
export function decompressSync(lepton: Uint8Array, options: DecompressOptions = {}): Uint8Array {
  return portable.decompressSync(lepton, withBrotli(options));
}

/** See `verify` in `index.ts`; large files use other threads. */
export async function verify(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions = {}): Promise<void> {
  return verifyAsync(jpeg, lepton, withBrotli(options), threadsFor(options.threads));
}

/** See `verifySync` in `index.ts`. */
export function verifySync(jpeg: Uint8Array, lepton: Uint8Array, options: DecompressOptions = {}): void {
  portable.verifySync(jpeg, lepton, withBrotli(options));
}

/** See `inspect` in `index.ts`. */
export function inspect(bytes: Uint8Array, options: DecompressOptions = {}): JpegInfo | LeptonInfo {
  return portable.inspect(bytes, withBrotli(options));
}

/** See `createCompressStream` in `index.ts`; large files use other threads. */
export function createCompressStream(options: CompressStreamOptions = {}): TransformStream<Uint8Array, Uint8Array> {
  return compressStream(options, (jpeg) => compress(jpeg, options));
}

/** See `createDecompressStream` in `index.ts`; large files use other threads. */
export function createDecompressStream(options: DecompressStreamOptions = {}): TransformStream<Uint8Array, Uint8Array> {
  return decompressStream(
    { brotliDecompress: decompressBrotli, ...options },
    segmentThreads(threadsFor(options.threads)),
  );
}

/** See `decompressRange` in `index.ts`. */
export async function decompressRange(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): Promise<Uint8Array> {
  return portable.decompressRange(lepton, start, end, withBrotli(options));
}

/** See `decompressRangeSync` in `index.ts`. */
export function decompressRangeSync(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): Uint8Array {
  return portable.decompressRangeSync(lepton, start, end, withBrotli(options));
}

/** See `createRangeStream` in `index.ts`. */
export function createRangeStream(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): ReadableStream<Uint8Array> {
  return portable.createRangeStream(lepton, start, end, withBrotli(options));
}

/** See `decompressPieces` in `index.ts`. */
export async function decompressPieces(
  pieces: readonly Uint8Array[],
  options: DecompressOptions = {},
): Promise<Uint8Array> {
  return portable.decompressPieces(pieces, withBrotli(options));
}

/** See `decompressPiecesSync` in `index.ts`. */
export function decompressPiecesSync(pieces: readonly Uint8Array[], options: DecompressOptions = {}): Uint8Array {
  return portable.decompressPiecesSync(pieces, withBrotli(options));
}

function withBrotli(options: DecompressOptions): DecompressOptions {
  return { brotliDecompress: decompressBrotli, ...options };
}

function decompressBrotli(compressed: Uint8Array, limit: number): Uint8Array {
  // Loaded when it is needed: most files have no use for it, and starting a process takes a millisecond more with it.
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  return new Uint8Array(brotliDecompressSync(compressed, { maxOutputLength: Math.max(1, limit) }));
}
