/** From the names on a command line to what is to be done with which file. */

import { resolve } from 'node:path';
import { LeptonError } from '../../errors.js';
import { deriveOutputPath, type Rename } from '../files/output-name.js';
import { STANDARD_STREAM } from '../report/shown-name.js';

/** One input and where its output goes; `-` is standard input or standard output. */
export interface Job {
  readonly input: string;
  readonly output: string;
}

/**
 * Makes jobs of the positional arguments of `compress` and `decompress`: none or `-` is a pipe, one is an input, two are an
 * input and an output; with an output folder all are inputs.
 *
 * @param positionals the arguments.
 * @param rename how the name of an output is derived.
 * @param folder argument of `--out-dir`.
 * @throws LeptonError `USAGE`: too many, too few, no name to derive from, or two inputs with the same output.
 */
export function planJobs(positionals: readonly string[], rename: Rename, folder: string | undefined): Job[] {
  if (folder !== undefined) return planFolder(positionals, rename, folder);
  const [input = STANDARD_STREAM, output, ...rest] = positionals;
  if (rest.length > 0) {
    throw new LeptonError(
      'USAGE',
      `${positionals.length} names are given; one input and one output are expected, or several inputs and --out-dir.`,
    );
  }
  if (input === '' || output === '') throw new LeptonError('USAGE', 'A file name is empty.');
  if (output !== undefined) return [{ input, output }];
  return [{ input, output: input === STANDARD_STREAM ? STANDARD_STREAM : deriveOutputPath(input, rename) }];
}

function planFolder(inputs: readonly string[], rename: Rename, folder: string): Job[] {
  if (folder === '') throw new LeptonError('USAGE', 'The name of the output folder is empty.');
  if (inputs.length === 0) throw new LeptonError('USAGE', 'With --out-dir there must be at least one input file.');
  const inputOf = new Map<string, string>();
  return inputs.map((input) => {
    if (input === '') throw new LeptonError('USAGE', 'A file name is empty.');
    if (input === STANDARD_STREAM) {
      throw new LeptonError('USAGE', 'Standard input has no name from which one in --out-dir could be derived.');
    }
    const output = deriveOutputPath(input, rename, folder);
    const other = inputOf.get(resolve(output));
    if (other !== undefined) {
      throw new LeptonError('USAGE', `${other} and ${input} would both be written to ${output}.`);
    }
    inputOf.set(resolve(output), input);
    return { input, output };
  });
}
