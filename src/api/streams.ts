/** The API for streams. */
import { PLATFORM } from '#platform';
import { compress as compressWork } from '../codec/encode/compress.js';
import { rangeChunks } from '../pieces/range-stream.js';
import { byteTransform, streamOf } from '../streams/byte-stream.js';
import { compressStream } from '../streams/compress-stream.js';
import { StreamRestoring } from '../streams/restoring.js';
import { runAsync, streamCall, withoutForeignErrors } from './calls.js';
import { checkBytes } from './option-rules.js';
import {
  type CompressStreamOptions,
  type DecompressOptions,
  type DecompressStreamOptions,
  openCompression,
  openDecompression,
  RULES,
} from './options.js';
import type { decompressRange } from './pieces.js';
import type { compress, decompress } from './whole-files.js';

/**
 * A transform stream (`readable` and `writable`, for `pipeThrough`) from the bytes of a JPEG to those of its Lepton file.
 * All input is read before the first byte comes out, because the header of the file tells what only the end of the JPEG
 * knows.
 *
 * Memory on one thread: four to five times the bytes of the JPEG (the input as it came, joined, and without stuffing, the
 * coded segments and the output), and 15 MB. JPEGs with several scans need 136 bytes for each block of 8x8 samples in
 * addition (3.2 bytes for each pixel with 4:2:0). `memoryLimit` is honored, while the input comes in as well.
 *
 * @param options - see {@link CompressStreamOptions}
 * @returns a stream whose sides fail with what {@link compress} throws
 * @throws LeptonError USAGE
 */
export function createCompressStream(options: CompressStreamOptions = {}): TransformStream<Uint8Array, Uint8Array> {
  return withoutForeignErrors(() => {
    const rules = { ...RULES.compress, ...RULES.strategies };
    const opened = openCompression(options, rules, PLATFORM.decompressBrotli);
    return compressStream(options, opened.call, (jpeg) =>
      runAsync({
        inputs: [['the JPEG', jpeg]],
        open: () => opened,
        makeWork: (settings, call) => compressWork(jpeg, settings, call),
      }),
    );
  });
}

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
 * several scans take as much as {@link decompress}. `memoryLimit` is honored for all that grows with the file.
 *
 * Segments behind the first one are decoded ahead by other threads, if the file has several, is sequential, tells its
 * flavor and restores at least 2 MB, and `threads` is not 1. Beside what the threads themselves need (about 16 MiB each), up
 * to 16 MiB, or half of `memoryLimit`, are then kept of segments whose turn is still to come, coded and restored; segments
 * that are larger are decoded on the calling thread. Input is read ahead within this bound, and only while the output is
 * being read, behind its first bytes; a signal that is to end a pipe acts only as long as not all of it was read. Bytes and
 * errors are the same.
 *
 * If the input is cut off or damaged, the readable side fails with what {@link decompress} throws, behind all bytes that
 * could be restored; it never ends as if that were all. Where the input is damaged and not cut off, bytes of the segment
 * with the damage may have been wrong, which only its end shows. Of files that do not tell their arithmetic flavor, nothing
 * that depends on it comes out before the segment has ended and shown which it is.
 *
 * @param options - see {@link DecompressStreamOptions}
 * @throws LeptonError USAGE
 */
export function createDecompressStream(options: DecompressStreamOptions = {}): TransformStream<Uint8Array, Uint8Array> {
  return withoutForeignErrors(() => {
    const rules = { ...RULES.decompress, ...RULES.strategies };
    const opened = openDecompression(options, rules, PLATFORM.decompressBrotli);
    const call = streamCall(opened);
    return byteTransform(new StreamRestoring(opened.settings, call), options, call);
  });
}

/**
 * Streams the bytes `[start, end)` of the original; see {@link decompressRange}. Bytes are restored as they are read, about
 * 64 KiB at a time, and nothing is restored any more after the stream is cancelled. A stream that is being read keeps
 * about 2 MB beside the Lepton file.
 *
 * @param lepton - the whole Lepton file; it must not change while the stream is open
 * @param start - offset in the original of the first byte wanted
 * @param end - offset behind the last byte wanted, at most the size of the original
 * @param options - see {@link DecompressOptions}
 * @returns a stream that fails with what {@link decompressRange} throws; if the Lepton file is damaged, bytes of the
 * segment in which that is noticed may have been wrong
 * @throws LeptonError USAGE
 */
export function createRangeStream(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): ReadableStream<Uint8Array> {
  return withoutForeignErrors(() => {
    const { call, settings } = openDecompression(options, RULES.decompress, PLATFORM.decompressBrotli);
    return streamOf(rangeChunks(checkBytes(lepton, 'the Lepton file'), start, end, settings, call), call);
  });
}
