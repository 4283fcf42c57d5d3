/** The command `compress` with the option `--pieces`. */

import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LeptonError } from '../../errors.js';
import { type CompressPiecesOptions, compressPieces } from '../../index.js';
import { checkOutput, writeOutput } from '../files/atomic-output.js';
import { pieceName } from '../files/piece-name.js';
import { readInput } from '../files/whole-input.js';
import { toLeptonError } from '../report/failure.js';
import { startStopwatch } from '../report/measures.js';
import { type Job, planJobs } from './jobs.js';
import type { CompressCommandOptions } from './options.js';
import { createReporter } from './reporter.js';

/**
 * `lepton-ts compress --pieces`: each JPEG file to Lepton files of its pieces, in the output folder.
 *
 * @param positionals the names on the command line, all of them inputs.
 * @param pieceSize bytes of the JPEG in each piece.
 * @param options options of the command.
 * @returns the exit status of the first failure; 0 without one.
 * @throws LeptonError `USAGE` before any work.
 */
export async function runCompressPieces(
  positionals: readonly string[],
  pieceSize: number,
  options: CompressCommandOptions,
): Promise<number> {
  const { outDir, extended = false, verify = true } = options;
  if (outDir === undefined) throw new LeptonError('USAGE', '--pieces needs --out-dir, the folder of the pieces.');
  if (extended) throw new LeptonError('USAGE', '--pieces and --extended exclude each other.');
  const jobs = planJobs(positionals, (name) => pieceName(name, 0), outDir);
  const reporter = createReporter('compress', options);
  let exitStatus = 0;
  for (const job of jobs) {
    const seconds = startStopwatch();
    try {
      const { inputBytes, outputBytes, count } = await compressFile(job, outDir, pieceSize, options);
      const remark = `${count} ${count === 1 ? 'piece' : 'pieces'}${verify ? ', verified' : ''}`;
      await reporter.done({ ...job, inputBytes, outputBytes, seconds: seconds(), verified: verify, remark });
    } catch (failure) {
      const error = toLeptonError(failure);
      if (exitStatus === 0) exitStatus = error.exitStatus;
      await reporter.failed({ ...job, seconds: seconds(), error });
    }
  }
  return exitStatus;
}

async function compressFile(job: Job, folder: string, pieceSize: number, options: CompressCommandOptions) {
  const { verify = true, segments, memoryLimit, any = false, force: overwrite = false } = options;
  const { bytes, mode } = await readInput(job.input, memoryLimit);
  const pathOf = (index: number) => join(folder, pieceName(basename(job.input), index));
  const count = Math.ceil(bytes.length / pieceSize);
  for (let index = 0; index < count; index++) await checkOutput(pathOf(index), overwrite);
  if (existsSync(pathOf(count))) {
    throw new LeptonError('OUTPUT_EXISTS', `${pathOf(count)} would not belong to these ${count} pieces; delete it.`);
  }
  const given = { pieceSize, verify, memoryLimit, any };
  const pieceOptions: CompressPiecesOptions = { ...given, ...(segments !== undefined && { segments }) };
  const written: string[] = [];
  let outputBytes = 0;
  try {
    for await (const { index, lepton } of compressPieces(bytes, pieceOptions)) {
      await writeOutput(pathOf(index), lepton, { overwrite, mode, createFolder: true });
      written.push(pathOf(index));
      outputBytes += lepton.length;
    }
  } catch (error) {
    // Some of the pieces are no output: all of them or none.
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
  return { inputBytes: bytes.length, outputBytes, count };
}
