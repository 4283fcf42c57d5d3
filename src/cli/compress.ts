import { type CompressOptions, compress, createCompressStream } from '../node.js';
import type { ConvertOptions } from './conversion.js';
import { convertFiles } from './convert.js';
import { leptonName } from './output-name.js';
import type { Form } from './report.js';

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

/**
 * `lepton-ts compress`: JPEG files to Lepton files.
 *
 * @param positionals the names on the command line.
 * @param options its options.
 * @returns the exit status.
 */
export async function runCompress(positionals: readonly string[], options: CompressCommandOptions): Promise<number> {
  if (options.pieces !== undefined) {
    const { runCompressPieces } = await import('./pieces.js');
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
