/** What is told of each file that was worked on: a line for people, or an object for programs. */

import type { ErrorCode, LeptonError } from '../../errors.js';
import { groupThousands, percentage } from './measures.js';
import { shownName } from './shown-name.js';

/**
 * How a file was written: in a form that every Lepton reader knows, in one that only lepton-ts knows, or as it is.
 */
export type Form = 'compressed' | 'extended' | 'stored';

/** What was done with one file. */
export interface Outcome {
  /** Path of the input, or `-`. */
  readonly input: string;
  /** Path of the output, or `-`; null where nothing is written. */
  readonly output: string | null;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Wall-clock time from the start of reading to the end of writing. */
  readonly seconds: number;
  /** Whether the result was decoded and compared with the original. */
  readonly verified: boolean;
  /** Told by `compress` only. */
  readonly form?: Form;
  /** What the summary says at its end. */
  readonly remark?: string;
}

/** What was not done, and why. */
export interface Failure {
  readonly input: string;
  readonly output: string | null;
  readonly seconds: number;
  readonly error: LeptonError;
  /** The file that the message is about; default: the input. */
  readonly culprit?: string;
}

/** One line of `--json`; a failed file has `error` and no sizes. */
export interface ReportObject {
  readonly command: string;
  readonly input: string;
  readonly output: string | null;
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
  readonly ratio: number | null;
  readonly seconds: number;
  readonly verified: boolean;
  readonly form?: Form;
  readonly error?: { readonly code: ErrorCode; readonly exitStatus: number; readonly message: string };
}

/**
 * The one-line summary: `photo.jpg 3,093,458 -> 2,337,512 bytes, 75.6%, 0.9 s, verified`.
 *
 * @param outcome what was done.
 */
export function summaryLine(outcome: Outcome): string {
  const { inputBytes, outputBytes, remark } = outcome;
  const parts = [`${groupThousands(inputBytes)} -> ${groupThousands(outputBytes)} bytes`];
  if (outcome.form === 'stored') parts.push('stored');
  else if (inputBytes > 0) parts.push(percentage(outputBytes, inputBytes));
  parts.push(`${outcome.seconds.toFixed(1)} s`);
  if (outcome.form === 'extended') parts.push('extended');
  if (remark !== undefined) parts.push(remark);
  else if (outcome.verified) parts.push('verified');
  return `${shownName(outcome.input)} ${parts.join(', ')}\n`;
}

/**
 * The line of `--json` about a file that was done, as an object.
 *
 * @param command name of the command.
 * @param outcome what was done.
 */
export function outcomeObject(command: string, outcome: Outcome): ReportObject {
  const { input, output, inputBytes, outputBytes, verified, form } = outcome;
  const ratio = inputBytes === 0 ? null : Number((outputBytes / inputBytes).toFixed(6));
  const seconds = roundSeconds(outcome.seconds);
  return {
    command,
    input,
    output,
    inputBytes,
    outputBytes,
    ratio,
    seconds,
    verified,
    ...(form !== undefined && { form }),
  };
}

/**
 * The line of `--json` about a file that failed, as an object.
 *
 * @param command name of the command.
 * @param failure what was not done.
 */
export function failureObject(command: string, { input, output, seconds, error }: Failure): ReportObject {
  const unknown = { inputBytes: null, outputBytes: null, ratio: null, verified: false };
  const { code, exitStatus, message } = error;
  const known = { command, input, output, seconds: roundSeconds(seconds) };
  return { ...known, ...unknown, error: { code, exitStatus, message } };
}

function roundSeconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}
