/**
 * lepton-ts: lossless JPEG recompression in the Lepton format, in pure TypeScript.
 *
 * Bytes in and out are `Uint8Array`; nothing here touches files, the process or Node's `Buffer`. Whatever fails, fails with
 * a {@link LeptonError}.
 *
 * @packageDocumentation
 */

export { formatOf, peekLepton } from './api/format.js';
export {
  type CallOptions,
  type CompressOptions,
  type CompressPiecesOptions,
  type CompressStreamOptions,
  DEFAULT_MEMORY_LIMIT,
  type DecompressOptions,
  type DecompressStreamOptions,
  FLAVOR_NAMES,
  MAX_THREADS,
} from './api/options.js';
export {
  compressPieces,
  compressPiecesSync,
  decompressPieces,
  decompressPiecesSync,
  decompressRange,
  decompressRangeSync,
} from './api/pieces.js';
export { createCompressStream, createDecompressStream, createRangeStream } from './api/streams.js';
export {
  compress,
  compressSync,
  decompress,
  decompressSync,
  inspect,
  verify,
  verifySync,
} from './api/whole-files.js';
export type { FlavorName } from './codec/decode/flavors.js';
export type { ComponentInfo, FrameInfo, JpegInfo, LeptonInfo, SegmentInfo } from './codec/inspect.js';
export { EXTENDED_VERSION } from './container/extension.js';
export { type Kind, MAX_SEGMENTS_WRITTEN as MAX_SEGMENTS } from './container/lepton-file.js';
export { ERROR_TABLE, type ErrorCode, type ErrorDescription, LeptonError } from './errors.js';
export { DEFAULT_PIECE_SIZE, MAX_PIECE_SIZE, MIN_PIECE_SIZE, type Piece } from './pieces/pieces.js';
export type { StreamStrategies } from './streams/byte-stream.js';
export { VERSION } from './version.js';
export type { BrotliDecompress } from './work/call.js';
