/** What the parsed command lines hold. */

import type { FlavorName } from '../../index.js';

/** How a command reports. */
export interface ReportOptions {
  /** One JSON object per file, on a line of its own, in place of sentences. */
  readonly json?: boolean;
  /** No summaries; errors are still told. */
  readonly quiet?: boolean;
}

/** What the work may take. */
export interface LimitOptions {
  /** Most bytes of memory for one file. */
  readonly memoryLimit: number;
  /** Most threads; default: the machine's parallelism. */
  readonly threads?: number;
}

/** Options that `compress` and `decompress` share. */
export interface ConvertOptions extends ReportOptions, LimitOptions {
  /** Replace existing outputs; never an input. */
  readonly force?: boolean;
  /** Folder of the outputs; all positional arguments are inputs then. */
  readonly outDir?: string;
}

/** Options of `compress`. */
export interface CompressCommandOptions extends ConvertOptions {
  /** Neither `--verify` nor `--no-verify` given: verify. */
  readonly verify?: boolean;
  /** Number of segments; default: by size. */
  readonly segments?: number;
  /** Write a file that only lepton-ts reads where there is no other way. */
  readonly extended?: boolean;
  /** Store what cannot be compressed. */
  readonly any?: boolean;
  /** Bytes of the JPEG in each piece; default: one Lepton file for the whole. */
  readonly pieces?: number;
}

/** Options of `decompress`. */
export interface DecompressCommandOptions extends ConvertOptions {
  /** Arithmetic flavor of the file; default: found. */
  readonly flavor?: FlavorName;
  /** Part of the original that is wanted; default: all of it. */
  readonly range?: ByteRange;
  /** The inputs are the pieces of one JPEG. */
  readonly join?: boolean;
}

/** Part of a file: bytes `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Options of `verify`. */
export interface VerifyCommandOptions extends ReportOptions, LimitOptions {}

/** Options of `inspect`. */
export interface InspectCommandOptions extends Pick<ReportOptions, 'json'>, Pick<LimitOptions, 'memoryLimit'> {}
