/** What the parsed command lines hold. */
import type { FlavorName } from '../index.js';
import type { ConvertOptions } from './conversion.js';
import type { ByteRange } from './range.js';

/** Options of `compress`. */
export interface CompressCommandOptions extends ConvertOptions {
  /** Neither `--verify` nor `--no-verify` given: verify. */
  readonly verify?: boolean;
  /** Number of segments, 1 to 8; default: by size. */
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
  /** Arithmetic flavour of the file; default: found. */
  readonly flavour?: FlavorName;
  /** Part of the original that is wanted; default: all of it. */
  readonly range?: ByteRange;
  /** The inputs are the pieces of one JPEG. */
  readonly join?: boolean;
}
