/** The command `verify`. */

import { LeptonError } from '../../errors.js';
import { compress, decompress, formatOf, verify } from '../../index.js';
import { readInput } from '../files/whole-input.js';
import { toLeptonError } from '../report/failure.js';
import { startStopwatch } from '../report/measures.js';
import { STANDARD_STREAM } from '../report/shown-name.js';
import type { LimitOptions, VerifyCommandOptions } from './options.js';
import { createReporter } from './reporter.js';

/** What was found to be right. */
interface Verified {
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly remark: string;
}

/**
 * `lepton-ts verify`: with two files, that the Lepton file restores the JPEG; with one, that a JPEG survives a round trip in
 * memory, or that a Lepton file decodes completely. Writes nothing.
 *
 * @param file a JPEG, or a Lepton file if it is alone; `-` is standard input.
 * @param lepton the Lepton file that must restore the JPEG.
 * @param options options of the command.
 * @returns the exit status, 0 only if verified.
 */
export async function runVerify(
  file: string,
  lepton: string | undefined,
  options: VerifyCommandOptions,
): Promise<number> {
  const { memoryLimit, threads } = options;
  const limits = { memoryLimit, ...(threads !== undefined && { threads }) };
  if (file === STANDARD_STREAM && lepton === STANDARD_STREAM) {
    throw new LeptonError('USAGE', 'Only one of the two files can be standard input.');
  }
  const reporter = createReporter('verify', options);
  const seconds = startStopwatch();
  const names = { input: file, output: lepton ?? null };
  let culprit = file;
  try {
    const bytes = (await readInput(file, memoryLimit)).bytes;
    let verified: Verified;
    if (lepton === undefined) {
      verified = await verifyAlone(bytes, limits);
    } else {
      culprit = lepton;
      const restoring = (await readInput(lepton, memoryLimit)).bytes;
      await verify(bytes, restoring, limits);
      verified = { inputBytes: bytes.length, outputBytes: restoring.length, remark: 'verified' };
    }
    await reporter.done({ ...names, ...verified, seconds: seconds(), verified: true });
    return 0;
  } catch (error) {
    const failure = toLeptonError(error);
    await reporter.failed({ ...names, seconds: seconds(), error: failure, culprit });
    return failure.exitStatus;
  }
}

async function verifyAlone(bytes: Uint8Array, limits: LimitOptions): Promise<Verified> {
  const inputBytes = bytes.length;
  switch (formatOf(bytes)) {
    case 'jpeg': {
      const made = await compress(bytes, { verify: true, ...limits });
      return { inputBytes, outputBytes: made.length, remark: 'verified' };
    }
    case 'lepton': {
      const restored = await decompress(bytes, limits);
      return { inputBytes, outputBytes: restored.length, remark: 'decoded completely' };
    }
    case null:
      throw new LeptonError(
        'NOT_A_JPEG',
        'It begins neither with FF D8 like a JPEG nor with CF 84 like a Lepton file.',
      );
  }
}
