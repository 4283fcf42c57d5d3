/** Work in parts that the threads of a call and the caller's own do together. */
import type { PoolShare } from './thread-pool.js';

/**
 * Does parts `0..count - 1`: each thread takes the next one when it has done one, and the caller's thread is one of them.
 *
 * @param onThread does a part on a thread of the pool
 * @param here does a part on the caller's thread, in turns
 * @throws what a part throws first, when those that were begun have ended; the others are left out
 */
export async function shareWork(
  count: number,
  share: PoolShare,
  onThread: (part: number) => Promise<void>,
  here: (part: number) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const takeParts = async (work: (part: number) => Promise<void>): Promise<void> => {
    while (next < count && failures.length === 0) {
      try {
        await work(next++);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  const others = Array.from({ length: Math.min(share.threads, count) - 1 }, () => takeParts(onThread));
  await Promise.all([...others, share.runHere(() => takeParts(here))]);
  if (failures.length > 0) throw failures[0];
}
