/** The command line tool from its arguments to its exit status. */

import { ERROR_TABLE } from '../errors.js';
import { VERSION } from '../version.js';
import { keepStreamErrorsCatchable, writeToStandardError, writeToStandardOutput } from './files/standard-streams.js';
import { failureLine, isBrokenPipe, toLeptonError } from './report/failure.js';

/** What `--version` may be called, as in `program.ts`. */
const VERSION_OPTIONS: readonly string[] = ['--version', '-V'];

/**
 * Runs the command line tool once.
 *
 * @param args the arguments behind the name of the program.
 * @returns the exit status: 0 only if everything asked for was done and verified, else a number of the error table.
 */
export async function main(args: readonly string[]): Promise<number> {
  keepStreamErrorsCatchable();
  if (args.length === 1 && VERSION_OPTIONS.includes(args[0]!)) {
    await writeToStandardOutput(`${VERSION}\n`);
    return 0;
  }
  // Loaded only now: everything else takes longer than printing the version.
  const { CommanderError, createProgram } = await import('./program.js');
  let exitStatus = 0;
  const program = createProgram((status) => {
    exitStatus = status;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitStatus;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end this way too, with 0; commander has printed what there is to say.
      return error.exitCode === 0 ? 0 : ERROR_TABLE.USAGE.exitStatus;
    }
    // Whoever reads our output has gone away on purpose (`| head`): nothing to say, and nobody to say it to.
    if (isBrokenPipe(error)) return ERROR_TABLE.OS_ERROR.exitStatus;
    const failure = toLeptonError(error);
    await writeToStandardError(failureLine(null, failure));
    return failure.exitStatus;
  }
}
