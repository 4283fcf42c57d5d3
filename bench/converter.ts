import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { plainEnvironment } from './child.js';

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

type Answer = { readonly milliseconds: number } | { readonly failure: string };

/** A process of its own that converts files with the asynchronous functions of the library, on its threads. */
export class Converter {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(import.meta.dirname, 'threads-process.js'), { execArgv: [], env: plainEnvironment() });
  }

  /** Converts files. @returns milliseconds that it took @throws LeptonError INTERNAL_ERROR if anything fails */
  async time(request: ConvertRequest): Promise<number> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const onExit = (status: number | null) =>
        reject(new LeptonError('INTERNAL_ERROR', `The converting process ended with status ${status}.`));
      this.child.once('exit', onExit);
      this.child.once('message', (message: Answer) => {
        this.child.off('exit', onExit);
        resolve(message);
      });
      this.child.send(request);
    });
    if ('failure' in answer) throw new LeptonError('INTERNAL_ERROR', `Converting failed: ${answer.failure}`);
    return answer.milliseconds;
  }

  /** Ends the process. */
  stop(): void {
    this.child.disconnect();
  }
}

/**
 * One converter for each number of threads, for as long as `work` takes.
 *
 * @param counts numbers of threads
 */
export async function withConverters<T>(
  counts: readonly number[],
  work: (converterFor: (threads: number) => Converter) => Promise<T>,
): Promise<T> {
  const converters = new Map(counts.map((count) => [count, new Converter()]));
  try {
    return await work((threads) => converters.get(threads)!);
  } finally {
    for (const converter of converters.values()) converter.stop();
  }
}
