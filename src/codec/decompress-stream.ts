/** Decompression as a transform stream. */
import { byteTransform, type StreamStrategies } from './byte-stream.js';
import type { DecompressOptions } from './decompress.js';
import type { SegmentThreads } from './segments-ahead.js';
import { StreamRestoring } from './stream-restoring.js';

/** Options of `createDecompressStream`. */
export interface DecompressStreamOptions extends DecompressOptions, StreamStrategies {}

/**
 * A transform stream (`readable` and `writable`, for `pipeThrough`) from the bytes of a Lepton file to those of the JPEG.
 *
 * The output begins as soon as the header and some kilobytes of the first segment are there. It is made only as fast as it
 * is read, and input is taken only as fast as it is needed.
 *
 * Memory for sequential JPEGs, beside one chunk each of input and output: the header of the file, compressed and not
 * (what follows the picture is part of it); one row of MCUs and what the model keeps of it (about 440 bytes for each block);
 * 2 MB for the statistics; about 64 KiB of coded bytes. Files whose packets do not come segment by segment (those of other
 * tools that have several segments) keep in addition the coded bytes that come too early. Progressive JPEGs and those with
 * several scans take as much as `decompress`. `memoryLimit` is honoured for all that grows with the file.
 *
 * On Node, segments behind the first one are decoded ahead by other threads, if the file has several, is sequential, tells its
 * flavour and restores at least 2 MB, and `threads` is not 1. Beside what the threads themselves need (about 16 MiB each), up
 * to 16 MiB, or half of `memoryLimit`, are then kept of segments whose turn is still to come, coded and restored; segments
 * that are larger are decoded on the calling thread. Input is read ahead within this bound, and only while the output is
 * being read, behind its first bytes; a signal that is to end a pipe acts only as long as not all of it was read. Bytes and
 * errors are the same.
 *
 * If the input is cut off or damaged, the readable side fails with what `decompress` throws, behind all bytes that could be
 * restored; it never ends as if that were all. Where the input is damaged and not cut off, bytes of the segment with the
 * damage may have been wrong, which only its end shows. Of files that do not tell their arithmetic flavour, nothing that
 * depends on it comes out before the segment has ended and shown which it is.
 */
export function createDecompressStream(options: DecompressStreamOptions = {}): TransformStream<Uint8Array, Uint8Array> {
  return decompressStream(options, null);
}

/** The same with other threads. @param threads null if there are none */
export function decompressStream(
  options: DecompressStreamOptions,
  threads: SegmentThreads | null,
): TransformStream<Uint8Array, Uint8Array> {
  return byteTransform(new StreamRestoring(options, threads), options);
}
