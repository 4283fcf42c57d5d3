import { existsSync, readFileSync } from 'node:fs';
import { LeptonError } from '../src/errors.js';
import type { Against } from './against.js';
import type { ComparisonRow } from './comparison.js';
import type { Machine } from './report.js';
import type { SectionName, SectionResults } from './sections.js';

/** One run of the benchmark: what `--json` prints, and what a file in `history` holds. */
export interface BenchDocument extends SectionResults {
  /** When it ended, as ISO 8601. */
  readonly date: string;
  /** Hash of the commit, with `-dirty` behind it if something was changed since; null outside of git. */
  readonly commit: string | null;
  readonly machine: Machine;
  readonly sections: readonly SectionName[];
  readonly rounds: number;
  /** What is known of other implementations, beside the own figures for the same files. */
  readonly comparison: readonly ComparisonRow[];
  /** What it was held against with `--against`; null if with nothing. */
  readonly against: Against | null;
}

/**
 * Reads a document. Those of older versions may lack some of it.
 *
 * @throws LeptonError FILE_NOT_FOUND, USAGE if the file is none
 */
export function readDocument(path: string): Partial<BenchDocument> {
  if (!existsSync(path)) throw new LeptonError('FILE_NOT_FOUND', `There is no ${path}.`);
  let document: Partial<BenchDocument> | null;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new LeptonError('USAGE', `${path} is not JSON.`, { cause: error });
  }
  if (document?.machine === undefined) throw new LeptonError('USAGE', `${path} has no results of the benchmark.`);
  return document;
}
