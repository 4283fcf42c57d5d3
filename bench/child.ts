import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { LeptonError } from '../src/errors.js';

/** The environment without the options of this process, which include the TypeScript loader. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _inherited, ...env } = process.env;
  return env;
}

/**
 * Runs this Node.js as users do.
 *
 * @param stdout what happens to its standard output
 * @returns its standard output, or nothing
 * @throws LeptonError INTERNAL_ERROR if it fails
 */
export function runNode(args: readonly string[], stdout: 'pipe' | 'ignore'): string {
  const {
    status,
    error,
    stdout: text,
  }: SpawnSyncReturns<Buffer | null> = spawnSync(process.execPath, args, {
    env: plainEnvironment(),
    stdio: ['ignore', stdout, 'inherit'],
  });
  if (error !== undefined || status !== 0) {
    throw new LeptonError('INTERNAL_ERROR', `node ${args.join(' ')} ended with status ${status}.`, { cause: error });
  }
  return text?.toString() ?? '';
}
