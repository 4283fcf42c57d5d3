import { openCompression, openDecompression, RULES } from '../../src/api/options.js';
import { decompress } from '../../src/codec/decode/decompress.js';
import { compress } from '../../src/codec/encode/compress.js';
import { verify } from '../../src/codec/verify.js';
import {
  type CompressOptions,
  compressSync,
  type DecompressOptions,
  type DecompressStreamOptions,
  decompressSync,
} from '../../src/index.js';
import { joinPieces } from '../../src/pieces/join-pieces.js';
import { restoreRange } from '../../src/pieces/range.js';
import { byteTransform } from '../../src/streams/byte-stream.js';
import { StreamRestoring } from '../../src/streams/restoring.js';
import { errorOf } from '../../src/threads/answer.js';
import { threadHelpers } from '../../src/threads/helpers.js';
import type { PoolShare, ThreadPool } from '../../src/threads/pool.js';
import { runOnThreads } from '../../src/threads/run-on-threads.js';
import { Call, WITHOUT_LIMITS } from '../../src/work/call.js';
import type { Work } from '../../src/work/steps.js';

export { compressSync, decompressSync };

/** A call without limits, threads and verification. */
export const ANY_CALL = new Call(WITHOUT_LIMITS);

/** Threads that a call may use, its own among them. */
export interface Threads {
  readonly pool: ThreadPool;
  readonly count: number;
}

/** Bytes of a JPEG below which threads are not used, as the API has it. */
const SMALL_JPEG = 400_000;

/** The pipeline of `compress` on threads. @param smallJpeg bytes of a JPEG below which they are not used */
export function compressAsync(
  jpeg: Uint8Array,
  options: CompressOptions,
  threads: Threads,
  smallJpeg = SMALL_JPEG,
): Promise<Uint8Array> {
  return onThreads(threads, smallJpeg, () => {
    const { call, settings } = openCompression(options, RULES.compress, null);
    return { call, makeWork: (helped) => compress(jpeg, settings, helped) };
  });
}

/** The pipeline of `decompress` on threads. */
export function decompressAsync(
  lepton: Uint8Array,
  options: DecompressOptions,
  threads: Threads,
  smallJpeg = SMALL_JPEG,
): Promise<Uint8Array> {
  return onThreads(threads, smallJpeg, () => {
    const { call, settings } = openDecompression(options, RULES.decompress, null);
    return { call, makeWork: (helped) => decompress(lepton, settings, helped) };
  });
}

/** The pipeline of `verify` on threads. */
export function verifyAsync(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  options: DecompressOptions,
  threads: Threads,
): Promise<void> {
  return onThreads(threads, SMALL_JPEG, () => {
    const { call, settings } = openDecompression(options, RULES.decompress, null);
    return { call, makeWork: (helped) => verify(jpeg, lepton, settings, helped) };
  });
}

/** The pipeline of `decompressRange` on threads. */
export function rangeAsync(lepton: Uint8Array, start: number, end: number, threads: Threads): Promise<Uint8Array> {
  const makeWork = (call: Call) => restoreRange(lepton, start, end, {}, call);
  return onThreads(threads, SMALL_JPEG, () => ({ call: ANY_CALL, makeWork }));
}

/** The pipeline of `decompressPieces` on threads. */
export function joinAsync(pieces: readonly Uint8Array[], threads: Threads): Promise<Uint8Array> {
  return onThreads(threads, SMALL_JPEG, () => ({ call: ANY_CALL, makeWork: (call) => joinPieces(pieces, {}, call) }));
}

interface Opened<T> {
  readonly call: Call;
  makeWork(call: Call): Work<T>;
}

async function onThreads<T>({ pool, count }: Threads, smallJpeg: number, open: () => Opened<T>): Promise<T> {
  const { call, makeWork } = open();
  const helped = call.withHelpers(threadHelpers(pool, count, true, { smallJpeg, smallStream: smallJpeg }));
  return pool.share(count, (share) => runOnThreads(makeWork(helped), helped, share));
}

/**
 * The stream of `createDecompressStream`, on these threads.
 *
 * @param threads null if there are none
 * @param smallStream bytes of output below which they are not used
 */
export function decompressStream(
  options: DecompressStreamOptions,
  threads: Threads | null,
  smallStream = 0,
): TransformStream<Uint8Array, Uint8Array> {
  const { call, settings } = openDecompression(options, { ...RULES.decompress, ...RULES.strategies }, null);
  const sizes = { smallJpeg: SMALL_JPEG, smallStream };
  const helped = threads === null ? call : call.withHelpers(threadHelpers(threads.pool, threads.count, true, sizes));
  return byteTransform(new StreamRestoring(settings, helped), options, helped);
}

/** Has one job done by a thread of the pool. */
export function runOnPool(share: PoolShare, makeData: () => object): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    share.pool.enqueue({
      share,
      begin: makeData,
      end: (outcome) => {
        if ('result' in outcome) resolve(outcome.result);
        else reject('failure' in outcome ? outcome.failure : errorOf(outcome.error));
      },
      giveBack: () => reject(new RangeError('given back')),
    });
  });
}
