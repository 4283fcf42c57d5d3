/** Compression as a transform stream. */
import { ByteQueue } from '../bytes/byte-queue.js';
import { joinedInputMemory } from '../codec/memory.js';
import { LeptonError } from '../errors.js';
import type { Call } from '../work/call.js';
import { CHUNK_BYTES, notBytes, type StreamStrategies } from './byte-stream.js';

/**
 * A transform stream from the bytes of a JPEG to those of its Lepton file. The header of a Lepton file tells what only the
 * end of the JPEG knows, so that all input is read before the first byte comes out.
 *
 * @param compress compresses the whole, as a part of the call
 */
export function compressStream(
  { writableStrategy, readableStrategy }: StreamStrategies,
  call: Call,
  compress: (jpeg: Uint8Array) => Promise<Uint8Array>,
): TransformStream<Uint8Array, Uint8Array> {
  const input = new ByteQueue();
  let endWatch = (): void => undefined;
  return new TransformStream<Uint8Array, Uint8Array>(
    {
      start(controller) {
        // While it waits for input, nobody else would notice.
        endWatch = call.watch((error) => controller.error(error));
      },
      transform(chunk) {
        if (!(chunk instanceof Uint8Array)) throw notBytes();
        call.checkTime();
        if (joinedInputMemory(input.length + chunk.length) > call.memoryLimit) {
          throw new LeptonError(
            'LIMIT_EXCEEDED',
            `The JPEG goes on beyond the memory limit of ${call.memoryLimit} bytes.`,
          );
        }
        input.append(chunk);
      },
      async flush(controller) {
        endWatch();
        call.checkTime();
        const jpeg = new Uint8Array(input.length);
        input.read(jpeg);
        const lepton = await compress(jpeg);
        for (let from = 0; from < lepton.length; from += CHUNK_BYTES) {
          // Whoever gets a chunk owns it, and may transfer its memory.
          controller.enqueue(lepton.slice(from, from + CHUNK_BYTES));
        }
      },
    },
    writableStrategy,
    readableStrategy,
  );
}
