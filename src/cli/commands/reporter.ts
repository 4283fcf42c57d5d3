/** Tells about the files of a run as they are done, on the stream where it does not mix with data. */

import { writeToStandardError, writeToStandardOutput } from '../files/standard-streams.js';
import { failureLine } from '../report/failure.js';
import { type Failure, failureObject, type Outcome, outcomeObject, summaryLine } from '../report/report.js';
import type { ReportOptions } from './options.js';

/** Tells people or programs about each file. */
export interface Reporter {
  done(outcome: Outcome): Promise<void>;
  failed(failure: Failure): Promise<void>;
}

/**
 * Makes the reporter of a run of a command.
 *
 * @param command name of the command.
 * @param options form of the reports.
 * @param standardOutputTaken standard output carries data, so JSON goes to standard error.
 */
export function createReporter(command: string, options: ReportOptions, standardOutputTaken = false): Reporter {
  const { json = false, quiet = false } = options;
  const writeJson = async (value: object) => {
    const line = `${JSON.stringify(value)}\n`;
    await (standardOutputTaken ? writeToStandardError(line) : writeToStandardOutput(line));
  };
  return {
    async done(outcome) {
      if (json) await writeJson(outcomeObject(command, outcome));
      else if (!quiet) await writeToStandardError(summaryLine(outcome));
    },
    async failed(failure) {
      if (json) await writeJson(failureObject(command, failure));
      else await writeToStandardError(failureLine(failure.culprit ?? failure.input, failure.error));
    },
  };
}
