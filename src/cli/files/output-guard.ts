/** Keeps a run from writing over what it must not. */

import { type BigIntStats, fstatSync, statSync } from 'node:fs';
import { LeptonError } from '../../errors.js';
import { isSystemError } from '../report/failure.js';
import { STANDARD_STREAM } from '../report/shown-name.js';

/**
 * Keeps a run from replacing what it must not, whatever `--force` says: its inputs, and its own outputs (two names can lead
 * to one file where case does not matter or folders are linked).
 */
export class OutputGuard {
  private readonly inputOf = new Map<string, string>();
  private readonly written = new Set<string>();

  /** @param inputs names of all inputs of the run */
  constructor(inputs: readonly string[]) {
    for (const input of inputs) {
      const identity = fileIdentity(input, 0);
      if (identity !== undefined) this.inputOf.set(identity, input);
    }
  }

  /**
   * Looks at an output before it is made, and claims it.
   *
   * @throws LeptonError `USAGE` if it is an input, `OUTPUT_EXISTS` if it is another output.
   */
  check(output: string): void {
    const identity = fileIdentity(output, 1);
    if (identity === undefined) return;
    const input = this.inputOf.get(identity);
    const shown = (name: string) => (name === STANDARD_STREAM ? 'a standard stream' : name);
    if (input !== undefined) {
      throw new LeptonError('USAGE', `The output ${shown(output)} is the same file as the input ${shown(input)}.`);
    }
    if (this.written.has(identity)) {
      throw new LeptonError('OUTPUT_EXISTS', `${output} is the same file as another output of this run.`);
    }
    // Claimed from now on: other files may be under way at the same time.
    this.written.add(identity);
  }

  /** Takes down an output that was written, and so may have become another file. */
  add(output: string): void {
    const identity = fileIdentity(output, 1);
    if (identity !== undefined) this.written.add(identity);
  }
}

/**
 * What two names have in common exactly when they lead to the same regular file, by whatever links.
 *
 * @param name a path, or `-`.
 * @param standardStream number of the file descriptor that `-` stands for.
 * @returns device and inode; undefined for pipes, terminals and names that lead nowhere.
 */
export function fileIdentity(name: string, standardStream: 0 | 1): string | undefined {
  let status: BigIntStats;
  try {
    status = name === STANDARD_STREAM ? fstatSync(standardStream, { bigint: true }) : statSync(name, { bigint: true });
  } catch (error) {
    // What cannot be looked at is told by the reading or writing that follows, with its reason.
    if (isSystemError(error)) return undefined;
    throw error;
  }
  return status.isFile() ? `${status.dev}:${status.ino}` : undefined;
}
