/** The command `compress`. */

import { type CompressOptions, compress, createCompressStream, EXTENDED_VERSION, peekLepton } from '../../index.js';
import { leptonName } from '../files/output-name.js';
import type { Form } from '../report/report.js';
import { runCompressPieces } from './compress-pieces.js';
import { convertFiles } from './convert-files.js';
import type { CompressCommandOptions } from './options.js';

/**
 * `lepton-ts compress`: JPEG files to Lepton files.
 *
 * @param positionals the names on the command line.
 * @param options its options.
 * @returns the exit status.
 */
export async function runCompress(positionals: readonly string[], options: CompressCommandOptions): Promise<number> {
  if (options.pieces !== undefined) {
    return runCompressPieces(positionals, options.pieces, options);
  }
  const { verify = true, segments, memoryLimit, threads, extended = false, any = false } = options;
  const given = { verify, memoryLimit, extended, any };
  const compressOptions: CompressOptions = {
    ...given,
    ...(segments !== undefined && { segments }),
    ...(threads !== undefined && { threads }),
  };
  return convertFiles(positionals, options, {
    command: 'compress',
    rename: leptonName,
    verified: verify,
    convert: (bytes) => compress(bytes, compressOptions),
    streaming: { open: () => createCompressStream(compressOptions), inputLimit: memoryLimit },
    classify: formOf,
  });
}

/** How a JPEG ended up in its Lepton file, by the beginning of the file. */
function formOf(lepton: Uint8Array): Form {
  const head = peekLepton(lepton);
  // Of a whole file; pieces of JPEGs are of this kind as well.
  if (head?.kind === 'Y') return 'stored';
  return head?.version === EXTENDED_VERSION ? 'extended' : 'compressed';
}
