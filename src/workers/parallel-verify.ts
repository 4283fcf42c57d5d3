/** Verification on several threads. */
import type { DecompressOptions } from '../codec/decompress.js';
import { runInTurns } from '../codec/turns.js';
import { checkEqualSteps } from '../codec/verify.js';
import type { CoefficientPlane } from '../jpeg/coefficient-plane.js';
import { decompressAsync, decompressShared } from './parallel-decompress.js';
import type { PoolShare, Threads } from './thread-pool.js';

/** Checks that a Lepton file restores exactly this JPEG; see `verifySync`. */
export async function verifyAsync(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  options: DecompressOptions,
  threads: Threads | null,
): Promise<void> {
  await runInTurns(checkEqualSteps(jpeg, await decompressAsync(lepton, options, threads)));
}

/**
 * The same as a part of a call that uses the pool already.
 *
 * @param spare shared planes that nobody needs any more
 */
export async function verifyShared(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  options: DecompressOptions,
  share: PoolShare,
  spare: readonly CoefficientPlane[],
): Promise<void> {
  await runInTurns(checkEqualSteps(jpeg, await decompressShared(lepton, options, share, spare)));
}
