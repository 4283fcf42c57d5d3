import { compress, type DecompressOptions, decompress, LeptonError, verify } from '../index.js';
import { toLeptonError } from './failure.js';
import { readInput } from './input.js';
import { createReporter } from './report.js';
import { STANDARD_STREAM } from './standard-streams.js';
import { startStopwatch } from './stopwatch.js';

/** Options of `verify`. */
export interface VerifyCommandOptions {
  readonly quiet?: boolean;
  readonly json?: boolean;
  /** Most bytes of memory for the work. */
  readonly memoryLimit: number;
  /** Most threads; default: the machine's parallelism. */
  readonly threads?: number;
}

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
  const { json = false, quiet = false, memoryLimit, threads } = options;
  const limits = { memoryLimit, ...(threads !== undefined && { threads }) };
  if (file === STANDARD_STREAM && lepton === STANDARD_STREAM) {
    throw new LeptonError('USAGE', 'Only one of the two files can be standard input.');
  }
  const reporter = createReporter({ command: 'verify', json, quiet, standardOutputTaken: false });
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

async function verifyAlone(
  bytes: Uint8Array,
  limits: Pick<DecompressOptions, 'memoryLimit' | 'threads'>,
): Promise<Verified> {
  const inputBytes = bytes.length;
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const made = await compress(bytes, { verify: true, ...limits });
    return { inputBytes, outputBytes: made.length, remark: 'verified' };
  }
  if (bytes[0] === 0xcf && bytes[1] === 0x84) {
    const restored = await decompress(bytes, limits);
    return { inputBytes, outputBytes: restored.length, remark: 'decoded completely' };
  }
  throw new LeptonError('NOT_A_JPEG', 'It begins neither with FF D8 like a JPEG nor with CF 84 like a Lepton file.');
}
