/** The command `decompress` with the option `--join`. */

import { LeptonError } from '../../errors.js';
import { decompressPieces } from '../../index.js';
import { checkOutput, writeOutput } from '../files/atomic-output.js';
import { fileIdentity } from '../files/output-guard.js';
import { orderPieces } from '../files/piece-name.js';
import { refuseTerminalAsOutput, writeToStandardOutput } from '../files/standard-streams.js';
import { readInput, USUAL_MODE } from '../files/whole-input.js';
import { isBrokenPipe, toLeptonError } from '../report/failure.js';
import { startStopwatch } from '../report/measures.js';
import { STANDARD_STREAM } from '../report/shown-name.js';
import type { DecompressCommandOptions } from './options.js';
import { createReporter } from './reporter.js';

/**
 * `lepton-ts decompress --join`: all pieces of a JPEG file back to the file.
 *
 * @param positionals the names of the pieces, in any order, and behind them the output.
 * @param options options of the command.
 * @returns the exit status.
 * @throws LeptonError `USAGE` before any work.
 */
export async function runJoinPieces(
  positionals: readonly string[],
  options: DecompressCommandOptions,
): Promise<number> {
  const output = positionals.at(-1);
  const inputs = orderPieces(positionals.slice(0, -1));
  const [input] = inputs;
  if (output === undefined || input === undefined) {
    throw new LeptonError('USAGE', '--join needs the names of all pieces and, as the last name, the output.');
  }
  if (options.outDir !== undefined) throw new LeptonError('USAGE', '--join and --out-dir exclude each other.');
  const standardOutputTaken = output === STANDARD_STREAM;
  if (standardOutputTaken) refuseTerminalAsOutput();
  const reporter = createReporter('decompress', options, standardOutputTaken);
  const seconds = startStopwatch();
  try {
    const { inputBytes, outputBytes } = await joinFiles(inputs, output, options);
    const remark = `${inputs.length} ${inputs.length === 1 ? 'piece' : 'pieces'}`;
    await reporter.done({ input, output, inputBytes, outputBytes, seconds: seconds(), verified: false, remark });
    return 0;
  } catch (failure) {
    if (isBrokenPipe(failure)) throw failure;
    const error = toLeptonError(failure);
    await reporter.failed({ input, output, seconds: seconds(), error });
    return error.exitStatus;
  }
}

async function joinFiles(inputs: readonly string[], output: string, options: DecompressCommandOptions) {
  const { memoryLimit, flavor, force: overwrite = false } = options;
  const identity = fileIdentity(output, 1);
  if (identity !== undefined && inputs.some((input) => fileIdentity(input, 0) === identity)) {
    throw new LeptonError('USAGE', `The output ${output} is the same file as one of the pieces.`);
  }
  if (output !== STANDARD_STREAM) await checkOutput(output, overwrite);
  const pieces: Uint8Array[] = [];
  let inputBytes = 0;
  let outputMode = USUAL_MODE;
  for (const input of inputs) {
    const { bytes, mode } = await readInput(input, memoryLimit - inputBytes);
    pieces.push(bytes);
    inputBytes += bytes.length;
    // Nobody may read the whole who may not read every piece.
    outputMode &= mode;
  }
  const jpeg = await decompressPieces(pieces, { memoryLimit, ...(flavor !== undefined && { flavor }) });
  if (output === STANDARD_STREAM) await writeToStandardOutput(jpeg);
  else await writeOutput(output, jpeg, { overwrite, mode: outputMode, createFolder: false });
  return { inputBytes, outputBytes: jpeg.length };
}
