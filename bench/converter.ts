import type { Build } from './library.js';
import { MeasuringProcess } from './measuring-process.js';

/** What `threads-process.js` is asked to do. */
export interface ConvertRequest {
  readonly direction: 'compress' | 'decompress';
  readonly paths: readonly string[];
  readonly threads: number;
  /** Whether compression verifies. */
  readonly verify: boolean;
  /** Files that are under way at the same time. */
  readonly atOnce: number;
  /** Whether each file is timed alone, repeatedly, and the sum is wanted. */
  readonly isSumOfSingles: boolean;
}

/** Converts files with the asynchronous functions of a build's library, on its threads. @returns milliseconds */
export type Convert = (build: Build, request: ConvertRequest) => Promise<number>;

/**
 * One process for each build and number of threads, for as long as `work` takes.
 *
 * @param counts numbers of threads
 */
export async function withConverters<T>(
  builds: readonly Build[],
  counts: readonly number[],
  work: (convert: Convert) => Promise<T>,
): Promise<T> {
  const converters = builds.flatMap((build) =>
    counts.map((threads) => ({
      build,
      threads,
      measuring: new MeasuringProcess<ConvertRequest>('threads-process.js', build),
    })),
  );
  try {
    return await work((build, request) => {
      const converter = converters.find((one) => one.build === build && one.threads === request.threads)!;
      return converter.measuring.time(request);
    });
  } finally {
    for (const { measuring } of converters) measuring.stop();
  }
}
