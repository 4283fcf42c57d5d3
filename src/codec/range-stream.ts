/** A range of the bytes of a JPEG as a stream. */
import { streamOf } from './byte-stream.js';
import type { DecompressOptions } from './decompress.js';
import { rangeChunks } from './range.js';

/**
 * Streams the bytes `[start, end)` of the original; see `decompressRange`. Bytes are restored as they are read, about
 * 64 KiB at a time, and nothing is restored any more after the stream is cancelled. A stream that is being read keeps
 * about 2 MB beside the Lepton file.
 *
 * @param lepton the whole Lepton file; it must not change while the stream is open
 * @returns a stream that fails with what `decompressRange` throws; if the Lepton file is damaged, bytes of the segment
 * in which that is noticed may have been wrong
 */
export function createRangeStream(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): ReadableStream<Uint8Array> {
  return streamOf(rangeChunks(lepton, start, end, options));
}
