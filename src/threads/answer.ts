/** What a worker does with a message. */
import { doJob, type JobData } from '../codec/jobs.js';
import { type ErrorCode, LeptonError, toLeptonError } from '../errors.js';

/** What a worker sends back. */
export type Reply =
  | { readonly result: Uint8Array }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly cause?: string } };

/** What a worker sends first, when it has started. */
export const READY = 'ready';

/** Does a job and turns the outcome into a message. */
export function answer(data: JobData): Reply {
  try {
    return { result: doJob(data) };
  } catch (error) {
    const { code, message, cause } = toLeptonError(error);
    return { error: { code, message, ...(cause !== undefined && { cause: String(cause) }) } };
  }
}

/** The error that a worker has sent. */
export function errorOf({ code, message, cause }: Extract<Reply, { error: unknown }>['error']): LeptonError {
  return new LeptonError(code, message, cause === undefined ? {} : { cause });
}
