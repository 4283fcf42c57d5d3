import type { ErrorCode } from '../../src/errors.js';
import { ERROR_TABLE, LeptonError } from '../../src/errors.js';

/** Runs something that must fail and returns the code of its LeptonError; anything else that happens is an error. */
export function codeOf(run: () => unknown): ErrorCode {
  return errorOf(run).code;
}

/** Runs something that must fail and returns its LeptonError, which must have a message worth reading. */
export function errorOf(run: () => unknown): LeptonError {
  try {
    run();
  } catch (error) {
    if (!(error instanceof LeptonError)) throw error;
    if (!(error.code in ERROR_TABLE)) throw new TypeError(`unknown code ${error.code}`);
    if (error.message.length < 10) throw new TypeError(`no message worth reading: ${error.message}`);
    return error;
  }
  throw new TypeError('nothing was thrown');
}
