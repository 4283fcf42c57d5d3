/** Compression of the header (version 1: a zlib stream). */
import { Deflate, Inflate, Z_DEFAULT_STRATEGY, Z_RLE } from 'pako';
import { joinSteps } from '../bytes/byte-steps.js';
import { LeptonError } from '../errors.js';
import type { Steps } from '../work/steps.js';

/** Bytes of headers, and of what is coded behind them, up to which it is worth the time to save five bytes. */
const SMALL_HEADER = 4096;
const SMALL_FILE = 16384;

/** Bytes that go into a stream at once. What is inflated may become a thousand times as many. */
const DEFLATE_INPUT = 4096;
const INFLATE_INPUT = 512;

/** Bytes, compressed and not, that are inflated in one step. */
const INFLATE_STEP = 65536;

/** The header as a zlib stream of level 9. */
export function deflateHeader(header: Uint8Array): Steps<Uint8Array> {
  return deflate(header, Z_DEFAULT_STRATEGY);
}

/**
 * The header as the smallest zlib stream that is worth its time.
 *
 * @param usual what {@link deflateHeader} made of it
 * @param codedBytes bytes of the segments behind it: in a small file it is compressed in two ways
 */
export function* smallestHeader(header: Uint8Array, usual: Uint8Array, codedBytes: number): Steps<Uint8Array> {
  if (header.length > SMALL_HEADER || codedBytes > SMALL_FILE) return usual;
  // Huffman and quantization tables are runs more than repetitions.
  const runs = yield* deflate(header, Z_RLE);
  return runs.length < usual.length ? runs : usual;
}

function* deflate(header: Uint8Array, strategy: typeof Z_DEFAULT_STRATEGY | typeof Z_RLE): Steps<Uint8Array> {
  const stream = new Deflate({ level: 9, strategy });
  const chunks: Uint8Array[] = [];
  stream.onData = (chunk) => {
    chunks.push(chunk);
  };
  let start = 0;
  for (; header.length - start > DEFLATE_INPUT; start += DEFLATE_INPUT) {
    stream.push(header.subarray(start, start + DEFLATE_INPUT), false);
    yield;
  }
  stream.push(header.subarray(start), true);
  if (stream.err !== 0) throw new LeptonError('INTERNAL_ERROR', `The header could not be compressed (${stream.msg}).`);
  return yield* joinSteps(chunks);
}

/**
 * The header out of its zlib stream.
 *
 * @param limit most bytes it may have
 * @throws LeptonError DAMAGED_LEPTON_FILE if the stream is corrupt or incomplete; LIMIT_EXCEEDED
 */
export function* inflateHeader(compressed: Uint8Array, limit: number): Steps<Uint8Array> {
  // With the size of the window given, it takes nothing but zlib streams.
  const inflate = new Inflate({ chunkSize: 65536, windowBits: 15 });
  const chunks: Uint8Array[] = [];
  let total = 0;
  inflate.onData = (chunk) => {
    total += chunk.length;
    if (total > limit) {
      throw new LeptonError(
        'LIMIT_EXCEEDED',
        `The header of the Lepton file is larger than the limit of ${limit} bytes.`,
      );
    }
    chunks.push(chunk);
  };
  let start = 0;
  let nextStep = INFLATE_STEP;
  for (; compressed.length - start > INFLATE_INPUT; start += INFLATE_INPUT) {
    inflate.push(compressed.subarray(start, start + INFLATE_INPUT), false);
    if (start + total < nextStep) continue;
    nextStep = start + total + INFLATE_STEP;
    yield;
  }
  inflate.push(compressed.subarray(start), true);
  if (inflate.err !== 0 || !inflate.ended) {
    const why = inflate.msg === '' ? 'it is incomplete' : inflate.msg;
    throw new LeptonError('DAMAGED_LEPTON_FILE', `The zlib stream of the header is damaged: ${why}.`);
  }
  return yield* joinSteps(chunks);
}
