import { ERROR_TABLE, type ErrorCode, type LeptonError } from '../errors.js';
import { groupThousands } from './group-thousands.js';
import { STANDARD_STREAM, writeToStandardError, writeToStandardOutput } from './standard-streams.js';

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

/** Tells people or programs about each file. */
export interface Reporter {
  done(outcome: Outcome): Promise<void>;
  failed(failure: Failure): Promise<void>;
}

/** How to report. */
export interface ReportOptions {
  readonly command: string;
  /** One JSON object per file, on a line of its own, in place of sentences. */
  readonly json: boolean;
  /** No summaries; errors are still told. */
  readonly quiet: boolean;
  /** Standard output carries data, so JSON goes to standard error. */
  readonly standardOutputTaken: boolean;
}

/** One line of `--json`; a failed file has `error` and no sizes. */
interface JsonLine {
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
 * Makes the reporter of a run of a command.
 *
 * @param options form and place of the reports.
 */
export function createReporter(options: ReportOptions): Reporter {
  const { command, json, quiet } = options;
  const writeJson = async (line: JsonLine) => {
    const text = `${JSON.stringify(line)}\n`;
    await (options.standardOutputTaken ? writeToStandardError(text) : writeToStandardOutput(text));
  };
  return {
    async done(outcome) {
      if (json) {
        const { input, output, inputBytes, outputBytes, verified, form } = outcome;
        const ratio = inputBytes === 0 ? null : Number((outputBytes / inputBytes).toFixed(6));
        const seconds = roundSeconds(outcome.seconds);
        await writeJson({
          command,
          input,
          output,
          inputBytes,
          outputBytes,
          ratio,
          seconds,
          verified,
          ...(form !== undefined && { form }),
        });
      } else if (!quiet) {
        await writeToStandardError(summaryLine(outcome));
      }
    },
    async failed({ input, output, seconds, error, culprit = input }) {
      if (json) {
        const unknown = { inputBytes: null, outputBytes: null, ratio: null, verified: false };
        const { code, exitStatus, message } = error;
        const known = { command, input, output, seconds: roundSeconds(seconds) };
        await writeJson({ ...known, ...unknown, error: { code, exitStatus, message } });
      } else {
        await writeToStandardError(failureLine(culprit, error));
      }
    },
  };
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
  else if (inputBytes > 0) parts.push(`${((100 * outputBytes) / inputBytes).toFixed(1)}%`);
  parts.push(`${outcome.seconds.toFixed(1)} s`);
  if (outcome.form === 'extended') parts.push('extended');
  if (remark !== undefined) parts.push(remark);
  else if (outcome.verified) parts.push('verified');
  return `${shownName(outcome.input)} ${parts.join(', ')}\n`;
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

function shownName(name: string): string {
  return name === STANDARD_STREAM ? 'stdin' : withoutControls(name);
}

/** A file may be called anything; what it is called must not move the cursor or start a new line. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function roundSeconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}
