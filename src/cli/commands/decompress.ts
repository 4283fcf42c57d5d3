/** The command `decompress`. */

import { LeptonError } from '../../errors.js';
import { createDecompressStream, decompress, decompressRange } from '../../index.js';
import { jpegName } from '../files/output-name.js';
import { convertFiles } from './convert-files.js';
import { runJoinPieces } from './join-pieces.js';
import type { DecompressCommandOptions } from './options.js';

/**
 * `lepton-ts decompress`: Lepton files back to the JPEG files they were made of.
 *
 * @param positionals the names on the command line.
 * @param options its options.
 * @returns the exit status.
 */
export async function runDecompress(
  positionals: readonly string[],
  options: DecompressCommandOptions,
): Promise<number> {
  const { memoryLimit, flavor, threads, range, join = false } = options;
  if (join) {
    if (range !== undefined) throw new LeptonError('USAGE', '--join and --range exclude each other.');
    return runJoinPieces(positionals, options);
  }
  const decompressOptions = {
    memoryLimit,
    ...(flavor !== undefined && { flavor }),
    ...(threads !== undefined && { threads }),
  };
  return convertFiles(positionals, options, {
    command: 'decompress',
    rename: jpegName,
    verified: false,
    ...(range === undefined && {
      // What is kept of an input is held against the memory limit, not its size.
      streaming: { open: () => createDecompressStream(decompressOptions), inputLimit: Number.POSITIVE_INFINITY },
    }),
    convert: (bytes) =>
      range === undefined
        ? decompress(bytes, decompressOptions)
        : decompressRange(bytes, range.start, range.end, decompressOptions),
  });
}
