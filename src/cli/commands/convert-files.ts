/** The loop over files that `compress` and `decompress` share. */

import { availableParallelism } from 'node:os';
import { checkOutput, writeOutput } from '../files/atomic-output.js';
import { OutputGuard } from '../files/output-guard.js';
import type { Rename } from '../files/output-name.js';
import { refuseTerminalAsOutput, writeToStandardOutput } from '../files/standard-streams.js';
import { readInput } from '../files/whole-input.js';
import { isBrokenPipe, toLeptonError } from '../report/failure.js';
import { startStopwatch } from '../report/measures.js';
import type { Form } from '../report/report.js';
import { STANDARD_STREAM } from '../report/shown-name.js';
import { convertStream, type StreamConversion } from './convert-stream.js';
import { type Job, planJobs } from './jobs.js';
import type { ConvertOptions } from './options.js';
import { createReporter } from './reporter.js';

/** What differs between `compress` and `decompress`. */
export interface Conversion {
  readonly command: string;
  readonly rename: Rename;
  /** Whether `convert` compares its result with the original before it returns. */
  readonly verified: boolean;
  /** From the bytes of an input to the bytes of its output. */
  convert(bytes: Uint8Array): Promise<Uint8Array>;
  /** The same for pipes, from stream to stream; not there where it cannot be done. */
  readonly streaming?: StreamConversion;
  /** What kind of output this is, by its beginning; not told where there is only one. */
  classify?(beginning: Uint8Array): Form;
}

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
  if (standardOutputTaken) refuseTerminalAsOutput();
  const reporter = createReporter(conversion.command, options, standardOutputTaken);
  const guard = new OutputGuard(jobs.map(({ input }) => input));
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
    const { streaming } = conversion;
    const isPipe = job.input === STANDARD_STREAM || job.output === STANDARD_STREAM;
    const { inputBytes, outputBytes, beginning } =
      isPipe && streaming !== undefined
        ? await convertStream(job, options, streaming)
        : await convertFile(job, options, conversion, guard);
    const form = conversion.classify?.(beginning);
    return { inputBytes, outputBytes, ...(form !== undefined && { form }), seconds: seconds() };
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
  return { inputBytes: bytes.length, outputBytes: result.length, beginning: result };
}
