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

/** A process that converts files with the asynchronous functions of the library, on its threads. */
export type Converter = MeasuringProcess<ConvertRequest>;

/**
 * One converter for each number of threads, for as long as `work` takes.
 *
 * @param counts numbers of threads
 */
export async function withConverters<T>(
  counts: readonly number[],
  work: (converterFor: (threads: number) => Converter) => Promise<T>,
): Promise<T> {
  const converters = new Map(
    counts.map((count) => [count, new MeasuringProcess<ConvertRequest>('threads-process.js')]),
  );
  try {
    return await work((threads) => converters.get(threads)!);
  } finally {
    for (const converter of converters.values()) converter.stop();
  }
}
