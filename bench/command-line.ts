import { parseArgs } from 'node:util';
import { LeptonError } from '../src/errors.js';
import { findOpponent, type Opponent } from './against.js';
import { COMPARABLE_SECTIONS, DEFAULT_SECTIONS, type SectionName, sectionsOf } from './sections.js';

/** What `--help` prints. */
export const USAGE = `Usage: npm run bench -- [options] [JPEG files...]

Measures compression and decompression, in milliseconds and in units of zlib.deflateSync (level 9) of the same JPEG.
Files are by default three photographs in $LEPTON_SHARED/golden (default ../shared/golden), or the largest fixtures if
that folder is missing.

Options:
  --only <sections>          what to measure
  --rounds <n>               how often; default 9
  --against <file or commit> a .json file of an earlier run, to print ratios of the medians; or a commit, to build it and
                             measure both in the same rounds (${COMPARABLE_SECTIONS.join(', ')})
  --json                     print one JSON document in place of the tables; for nothing else on standard output use
                             npm run --silent
  --no-history               do not keep that document in bench/history

Sections, for --only with commas between them, or "all"; by default ${DEFAULT_SECTIONS.join(', ')}:
  warm      the synchronous functions in a process that has done all of it before
  cold      whole processes of the command line tool, and first calls of the library in a process
  threads   one thread against several, with and without verification; a hundred files at once
  parts     parts of the codec, each alone, and starting threads
  memory    peak memory of processes of the tool; needs 2 GB
  streams   peak memory and time to the first byte of decompression as a stream, and the cost of a range; takes minutes
  scaling   cost per megabyte from 1 to 50 MB, and of very wide and very tall pictures; needs 3 GB and takes minutes
`;

/** What the command line asks for. */
export interface Arguments {
  readonly sections: readonly SectionName[];
  readonly rounds: number;
  /** Paths of JPEGs; none for the default ones. */
  readonly files: readonly string[];
  /** What to hold the results against; null for nothing. */
  readonly opponent: Opponent | null;
  readonly isJson: boolean;
  readonly keepsHistory: boolean;
}

const DEFAULT_ROUNDS = 9;

/** Reads the command line. @returns null if it asks for help @throws LeptonError USAGE, FILE_NOT_FOUND */
export function readArguments(): Arguments | null {
  const { values, positionals } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      against: { type: 'string' },
      json: { type: 'boolean', default: false },
      'no-history': { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) return null;
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new LeptonError('USAGE', `--rounds must be a whole number from 1 on, not ${values.rounds}.`);
  }
  const opponent = values.against === undefined ? null : findOpponent(values.against);
  return {
    sections: chooseSections(values.only, opponent),
    rounds,
    files: positionals,
    opponent,
    isJson: values.json,
    keepsHistory: !values['no-history'],
  };
}

function chooseSections(only: string | undefined, opponent: Opponent | null): readonly SectionName[] {
  if (opponent?.kind !== 'commit') return only === undefined ? DEFAULT_SECTIONS : sectionsOf(only);
  const sections = only === undefined ? COMPARABLE_SECTIONS : sectionsOf(only);
  const others = sections.filter((name) => !COMPARABLE_SECTIONS.includes(name));
  if (others.length === 0) return sections;
  throw new LeptonError(
    'USAGE',
    `--against <commit> can only measure ${COMPARABLE_SECTIONS.join(', ')}, not ${others.join(', ')}: ` +
      'run those with each commit, the second time with --against <file of the first run>.',
  );
}
