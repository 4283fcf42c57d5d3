/** What differs between runtimes. `#platform` in package.json chooses the module that has it. */
import type { StartThread } from '../threads/pool.js';
import type { BrotliDecompress } from '../work/call.js';

/** What every platform tells. */
export interface Platform {
  /** Starts a worker thread; throws if it cannot. */
  readonly startThread: StartThread;
  /** Threads that the machine has for us, at least 1. */
  readonly parallelism: () => number;
  /** Whether threads can use the memory of each other. */
  readonly canShareMemory: () => boolean;
  /** Null where there is no synchronous Brotli. */
  readonly decompressBrotli: BrotliDecompress | null;
}
