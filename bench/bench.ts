/** The benchmark: `npm run bench`. */
import { relative } from 'node:path';
import { againstTable, holdAgainst } from './against.js';
import { type Arguments, readArguments, USAGE } from './command-line.js';
import { withBuildOf } from './commit-build.js';
import { compareWithOthers, comparisonTable } from './comparison.js';
import type { BenchDocument } from './document.js';
import { currentCommit, shortCommit } from './git.js';
import { writeToHistory } from './history.js';
import { readInputs } from './inputs.js';
import { type Build, buildIn, loadLibrary, ROOT } from './library.js';
import { describeMachine, machineLine } from './report.js';
import type { Context } from './section.js';
import { SECTIONS, type SectionName, type SectionResults } from './sections.js';

/** For what is no result: standard output is for those. */
const say = (text: string) => void process.stderr.write(text);

async function main(): Promise<void> {
  const args = readArguments();
  if (args === null) {
    process.stdout.write(USAGE);
    return;
  }
  const document = await measureAgainst(args);
  if (args.keepsHistory) say(`\nKept as ${relative(ROOT, writeToHistory(document))}\n`);
  if (args.isJson) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

async function measureAgainst(args: Arguments): Promise<BenchDocument> {
  const { opponent } = args;
  if (opponent?.kind !== 'commit') return measure(args, null);
  say(`Building ${shortCommit(opponent.commit)} ...\n`);
  return withBuildOf(opponent.commit, (other) => measure(args, other));
}

async function measure(args: Arguments, other: Build | null): Promise<BenchDocument> {
  const { sections, rounds, opponent } = args;
  const tell = (text: string) => {
    if (!args.isJson) process.stdout.write(text);
  };
  const commit = currentCommit();
  const build = buildIn(ROOT);
  const library = await loadLibrary(build);
  const inputs = readInputs(args.files, library, say);
  const machine = describeMachine(library.VERSION);
  tell(machineLine(machine, rounds));
  const results = await measureSections(sections, { build, library, other, inputs, rounds, tell });
  const comparison = compareWithOthers(results.warm, results.cold);
  tell(comparisonTable(comparison));
  const against = opponent === null ? null : holdAgainst(opponent, results);
  if (opponent !== null && against !== null) tell(againstTable(opponent, against, machine));
  return { date: new Date().toISOString(), commit, machine, sections, rounds, ...results, comparison, against };
}

async function measureSections(names: readonly SectionName[], context: Context): Promise<SectionResults> {
  const results: Record<string, unknown> = {};
  for (const name of names) results[name] = await SECTIONS[name](context);
  return results as SectionResults;
}

await main();
