/** Verification on several threads. */
import type { DecompressOptions } from '../codec/decompress.js';
import { checkEqual } from '../codec/verify.js';
import { decompressAsync } from './parallel-decompress.js';
import type { ThreadPool } from './thread-pool.js';

/** Checks that a Lepton file restores exactly this JPEG; see `verifySync`. */
export async function verifyAsync(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  options: DecompressOptions,
  pool: ThreadPool | null,
): Promise<void> {
  checkEqual(jpeg, await decompressAsync(lepton, options, pool));
}
