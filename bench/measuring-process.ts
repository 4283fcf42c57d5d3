import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { plainEnvironment } from './child.js';
import type { Build } from './library.js';

type Answer = { readonly milliseconds: number } | { readonly failure: string };

/** A process of its own, without a TypeScript loader, that does what it is asked to and tells how long that took. */
export class MeasuringProcess<Request extends object> {
  private readonly child: ChildProcess;

  /** @param script name of a file in this folder, which takes the library to load as its argument */
  constructor(script: string, { entry }: Build) {
    this.child = fork(join(import.meta.dirname, script), [entry], { execArgv: [], env: plainEnvironment() });
  }

  /** @returns milliseconds that the work took @throws LeptonError INTERNAL_ERROR if anything fails */
  async time(request: Request): Promise<number> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const onExit = (status: number | null) =>
        reject(new LeptonError('INTERNAL_ERROR', `A measuring process ended with status ${status}.`));
      this.child.once('exit', onExit);
      this.child.once('message', (message: Answer) => {
        this.child.off('exit', onExit);
        resolve(message);
      });
      this.child.send(request);
    });
    if ('failure' in answer) throw new LeptonError('INTERNAL_ERROR', `Measuring failed: ${answer.failure}`);
    return answer.milliseconds;
  }

  /** Ends the process. */
  stop(): void {
    this.child.disconnect();
  }
}
