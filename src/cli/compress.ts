import { type CompressOptions, compress, createCompressStream } from '../index.js';
import type { CompressCommandOptions } from './command-options.js';
import { convertFiles } from './convert.js';
import { leptonName } from './output-name.js';
import { runCompressPieces } from './pieces.js';
import type { Form } from './report.js';

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
    passing: { open: () => createCompressStream(compressOptions), inputLimit: memoryLimit },
    classify: formOf,
  });
}

/** Where the version and the kind stand in a Lepton file. */
const VERSION_OFFSET = 2;
const KIND_OFFSET = 3;

/** How a JPEG ended up in its Lepton file. */
function formOf(lepton: Uint8Array): Form {
  if (lepton[KIND_OFFSET] === 'Y'.charCodeAt(0)) return 'stored';
  return lepton[VERSION_OFFSET] === 'E'.charCodeAt(0) ? 'extended' : 'compressed';
}
