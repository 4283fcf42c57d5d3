import { parseArgs } from 'node:util';
import { LeptonError } from '../src/errors.js';
import { type ComparisonRow, compareWithOthers, comparisonTable } from './comparison.js';
import { readInputs } from './inputs.js';
import { loadLibrary } from './library.js';
import { describeMachine, type Machine, machineLine } from './report.js';
import type { Context } from './section.js';
import { DEFAULT_SECTIONS, SECTIONS, type SectionName, type SectionResults, sectionsOf } from './sections.js';

const USAGE = `Usage: npm run bench -- [--only <sections>] [--rounds <n>] [--json] [JPEG files...]

Measures compression and decompression, in milliseconds and in units of zlib.deflateSync (level 9) of the same JPEG.
Files are by default three photographs in $LEPTON_SHARED/golden (default ../shared/golden), or the largest fixtures if
that folder is missing. --json prints one JSON document in place of the tables; for nothing else on standard output use
npm run --silent.

Sections, for --only with commas between them, or "all"; by default ${DEFAULT_SECTIONS.join(', ')}:
  warm      the synchronous functions in a process that has done all of it before
  cold      whole processes of the command line tool, and first calls of the library in a process
  threads   one thread against several, with and without verification; a hundred files at once
  phases    time by phase on one thread, parts alone, and starting threads
  memory    peak memory of processes of the tool; needs 2 GB
  streams   peak memory and time to the first byte of decompression as a stream, and the cost of a range; takes minutes
  scaling   cost per megabyte from 1 to 50 MB, and of very wide and very tall pictures; needs 3 GB and takes minutes
`;

const DEFAULT_ROUNDS = 9;

/** One run of the benchmark; what `--json` prints. */
interface BenchResult extends SectionResults {
  readonly machine: Machine;
  readonly rounds: number;
  /** What is known of other implementations, beside the own figures for the same files. */
  readonly comparison: readonly ComparisonRow[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new LeptonError('USAGE', `--rounds must be a whole number from 1 on, not ${values.rounds}.`);
  }
  const names = values.only === undefined ? DEFAULT_SECTIONS : sectionsOf(values.only);
  const tell = (text: string) => {
    if (!values.json) process.stdout.write(text);
  };
  const library = await loadLibrary();
  const inputs = readInputs(positionals, library, (text) => process.stderr.write(text));
  const machine = describeMachine(library.VERSION);
  tell(machineLine(machine, rounds));
  const results = await measure(names, { library, inputs, rounds, tell });
  const comparison = compareWithOthers(results.warm, results.cold);
  tell(comparisonTable(comparison));
  const document: BenchResult = { machine, rounds, ...results, comparison };
  if (values.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

async function measure(names: readonly SectionName[], context: Context): Promise<SectionResults> {
  const results: Record<string, unknown> = {};
  for (const name of names) results[name] = await SECTIONS[name](context);
  return results as SectionResults;
}

await main();
