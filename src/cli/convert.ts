import { availableParallelism } from 'node:os';
import { LeptonError } from '../errors.js';
import { checkOutput, writeOutput } from './atomic-output.js';
import type { Conversion, ConvertOptions } from './conversion.js';
import { isBrokenPipe, toLeptonError } from './failure.js';
import { fileIdentity } from './file-identity.js';
import { readInput } from './input.js';
import { type Job, planJobs } from './jobs.js';
import { passThrough } from './pass-through.js';
import { createReporter, type Form } from './report.js';
import { STANDARD_STREAM, writeToStandardOutput } from './standard-streams.js';
import { startStopwatch } from './stopwatch.js';

/**
 * Converts one file after the other. A file that fails leaves no output and does not keep the others from being done.
 *
 * @param positionals the names on the command line.
 * @param options options of the command.
 * @param conversion the command.
 * @returns the exit status of the first failure; 0 without one.
 * @throws LeptonError `USAGE` before any work; `OS_ERROR` if reports cannot be written.
 */
export async function convertFiles(
  positionals: readonly string[],
  options: ConvertOptions,
  conversion: Conversion,
): Promise<number> {
  const jobs = planJobs(positionals, conversion.rename, options.outDir);
  const standardOutputTaken = jobs.some((job) => job.output === STANDARD_STREAM);
  if (standardOutputTaken && process.stdout.isTTY) {
    throw new LeptonError('USAGE', 'Standard output is a terminal; name an output file or redirect it.');
  }
  const { command } = conversion;
  const { json = false, quiet = false } = options;
  const reporter = createReporter({ command, json, quiet, standardOutputTaken });
  const guard = new OutputGuard(jobs);
  const started: Promise<Attempt>[] = [];
  let exitStatus = 0;
  for (const [index, job] of jobs.entries()) {
    // As many files at once as there are threads, reported in their order.
    const ahead = Math.min(jobs.length, index + (options.threads ?? availableParallelism()));
    while (started.length < ahead) {
      started.push(attemptFile(jobs[started.length]!, options, conversion, guard));
    }
    const { failure, seconds, ...done } = await started[index]!;
    if (failure === undefined) {
      await reporter.done({ ...job, ...done, seconds, verified: conversion.verified });
      continue;
    }
    // Nobody reads what would come: stop, and let `main` end quietly.
    if (isBrokenPipe(failure)) throw failure;
    const error = toLeptonError(failure);
    if (exitStatus === 0) exitStatus = error.exitStatus;
    await reporter.failed({ ...job, seconds, error });
  }
  return exitStatus;
}

/** How the conversion of one file went. */
interface Attempt {
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly form?: Form;
  readonly seconds: number;
  /** What was thrown, if it failed. */
  readonly failure?: unknown;
}

async function attemptFile(
  job: Job,
  options: ConvertOptions,
  conversion: Conversion,
  guard: OutputGuard,
): Promise<Attempt> {
  const seconds = startStopwatch();
  try {
    guard.check(job.output);
    const { passing } = conversion;
    const isPipe = job.input === STANDARD_STREAM || job.output === STANDARD_STREAM;
    const done =
      isPipe && passing !== undefined
        ? await passThrough(job, options, conversion, passing)
        : await convertFile(job, options, conversion, guard);
    return { ...done, seconds: seconds() };
  } catch (failure) {
    return { inputBytes: 0, outputBytes: 0, seconds: seconds(), failure };
  }
}

async function convertFile(job: Job, options: ConvertOptions, conversion: Conversion, guard: OutputGuard) {
  const { input, output } = job;
  const { force: overwrite = false, memoryLimit, outDir } = options;
  const { bytes, mode } = await readInput(input, memoryLimit, async () => {
    if (output !== STANDARD_STREAM) await checkOutput(output, overwrite);
  });
  const result = await conversion.convert(bytes);
  if (output === STANDARD_STREAM) {
    await writeToStandardOutput(result);
  } else {
    await writeOutput(output, result, { overwrite, mode, createFolder: outDir !== undefined });
    guard.add(output);
  }
  const form = conversion.classify?.(result);
  return { inputBytes: bytes.length, outputBytes: result.length, ...(form !== undefined && { form }) };
}

/**
 * Keeps a run from replacing what it must not, whatever `--force` says: its inputs, and its own outputs (two names can lead
 * to one file where case does not matter or folders are linked).
 */
class OutputGuard {
  private readonly inputOf = new Map<string, string>();
  private readonly written = new Set<string>();

  constructor(jobs: readonly Job[]) {
    for (const { input } of jobs) {
      const identity = fileIdentity(input, 0);
      if (identity !== undefined) this.inputOf.set(identity, input);
    }
  }

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

  add(output: string): void {
    const identity = fileIdentity(output, 1);
    if (identity !== undefined) this.written.add(identity);
  }
}
