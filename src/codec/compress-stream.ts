/** Compression as a transform stream. */
import { ByteQueue } from '../container/byte-queue.js';
import { LeptonError } from '../errors.js';
import { notBytes, type StreamStrategies } from './byte-stream.js';
import type { CompressOptions } from './compress.js';
import { memoryLimitOf } from './memory-limit.js';

/** Options of `createCompressStream`. */
export interface CompressStreamOptions extends CompressOptions, StreamStrategies {}

/** Bytes of a chunk of the output. */
const CHUNK_BYTES = 65536;

/**
 * A transform stream from the bytes of a JPEG to those of its Lepton file. The header of a Lepton file tells what only the
 * end of the JPEG knows, so that all input is read before the first byte comes out.
 *
 * @param compress compresses the whole
 */
export function compressStream(
  options: CompressStreamOptions,
  compress: (jpeg: Uint8Array) => Promise<Uint8Array>,
): TransformStream<Uint8Array, Uint8Array> {
  const limit = memoryLimitOf(options);
  const input = new ByteQueue();
  return new TransformStream<Uint8Array, Uint8Array>(
    {
      transform(chunk) {
        if (!(chunk instanceof Uint8Array)) throw notBytes();
        // The chunks, and once more when they are joined.
        if (2 * (input.length + chunk.length) > limit) {
          throw new LeptonError('LIMIT_EXCEEDED', `The JPEG goes on beyond the memory limit of ${limit} bytes.`);
        }
        input.append(chunk);
      },
      async flush(controller) {
        const jpeg = new Uint8Array(input.length);
        input.read(jpeg);
        const lepton = await compress(jpeg);
        for (let from = 0; from < lepton.length; from += CHUNK_BYTES) {
          // Whoever gets a chunk owns it, and may transfer its memory.
          controller.enqueue(lepton.slice(from, from + CHUNK_BYTES));
        }
      },
    },
    options.writableStrategy,
    options.readableStrategy,
  );
}
