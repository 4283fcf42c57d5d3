/** What is told of what went wrong, whoever threw it. */

import { getSystemErrorMap } from 'node:util';
import { ERROR_TABLE, LeptonError, toLeptonError as runtimeErrorToLeptonError } from '../../errors.js';
import { shownName, withoutControls } from './shown-name.js';

/**
 * Tells an error of the operating system from any other.
 *
 * @param error whatever was thrown.
 * @returns true if it carries an error number and a code such as `ENOSPC`.
 */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { errno: number; code: string } {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' && 'code' in error;
}

/**
 * Tells whether the reader of standard output or standard error has gone away.
 *
 * @param error whatever was thrown, or an error that has it as its cause.
 */
export function isBrokenPipe(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')) return true;
  return error.cause !== undefined && isBrokenPipe(error.cause);
}

/**
 * Makes an `OS_ERROR` of an error of the operating system, for example `Cannot write: no space left on device (ENOSPC).`.
 * Other errors come back unchanged.
 *
 * @param action what was tried, as in `Cannot read it`.
 * @param error whatever was thrown.
 */
export function describeSystemError(action: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const words = getSystemErrorMap().get(error.errno)?.[1] ?? 'error of the operating system';
  return new LeptonError('OS_ERROR', `${action}: ${words} (${error.code}).`, { cause: error });
}

/**
 * Makes a `LeptonError` of anything. What is neither ours nor the operating system's nor the runtime's is a bug of ours.
 *
 * @param error whatever was thrown.
 */
export function toLeptonError(error: unknown): LeptonError {
  const described = describeSystemError('The operating system refused', error);
  return runtimeErrorToLeptonError(described);
}

/**
 * The one-line message about a failure: `lepton-ts: photo.jpg: There is no such file. (FILE_NOT_FOUND)`.
 *
 * @param name the file it is about; null if it is about the command line.
 * @param error the error.
 */
export function failureLine(name: string | null, error: LeptonError): string {
  const about = name === null ? '' : `${shownName(name)}: `;
  return `lepton-ts: ${about}${withoutControls(error.message)} (${error.code})\n`;
}

/**
 * The rows of the error table as lines of text for `--help`.
 */
export function exitStatusTable(): string {
  const width = Math.max(...Object.keys(ERROR_TABLE).map((code) => code.length));
  const rows = Object.entries(ERROR_TABLE).map(
    ([code, { exitStatus, meaning }]) => `  ${String(exitStatus).padStart(2)}  ${code.padEnd(width)}  ${meaning}`,
  );
  return ['   0  everything asked for was done and verified', ...rows].join('\n');
}
