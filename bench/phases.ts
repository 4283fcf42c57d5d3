import { join } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { runNode } from './child.js';
import type { Input } from './inputs.js';
import { type Internals, loadInternals } from './internal-bundle.js';
import { ROOT } from './library.js';
import { measureParts, type PartRow, partsTable } from './parts.js';
import {
  COMPRESSION_PHASES,
  compressByPhases,
  DECOMPRESSION_PHASES,
  decompressByPhases,
  type PhaseTimes,
} from './pipelines.js';
import { median } from './rounds.js';
import type { Context } from './section.js';
import { table } from './table.js';

/** One phase of one direction. */
export interface PhaseRow {
  readonly phase: string;
  /** Milliseconds. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Median over the rounds of its part of the whole, 0..1. */
  readonly share: number;
}

/** What was measured of one file. */
export interface PhasesFileResult {
  readonly file: string;
  readonly compress: readonly PhaseRow[];
  readonly decompress: readonly PhaseRow[];
  readonly parts: readonly PartRow[];
}

/** What this section measures. */
export interface PhasesResult {
  readonly files: readonly PhasesFileResult[];
  /** Milliseconds: medians of a thread's time to its first answer, and of a tiny task on a running thread. */
  readonly workers: { readonly first: number; readonly again: number };
}

const WARM_UP_PASSES = 3;

/** Time by phase on one thread, warm, of parts alone, and of starting worker threads. */
export async function measurePhases(context: Context): Promise<PhasesResult> {
  const internals = await loadInternals();
  const files: PhasesFileResult[] = [];
  for (const input of context.inputs) {
    const phases = measureFile(internals, input, context.rounds);
    context.tell(phasesTable(input.name, 'compress', phases.compress));
    context.tell(phasesTable(input.name, 'decompress', phases.decompress));
    const parts = await measureParts(internals, input, context.rounds);
    context.tell(partsTable(input.name, parts));
    files.push({ file: input.name, ...phases, parts });
  }
  const workers = measureWorkers(context.rounds);
  const { first, again } = workers;
  context.tell(
    `\nworker threads: ${first.toFixed(1)} ms from the start to the first answer, ${again.toFixed(2)} ms for a tiny task then\n`,
  );
  return { files, workers };
}

function measureFile(internals: Internals, { name, jpeg }: Input, rounds: number) {
  const compressions: PhaseTimes[] = [];
  const decompressions: PhaseTimes[] = [];
  for (let pass = 0; pass < WARM_UP_PASSES + rounds; pass++) {
    const compression = compressByPhases(internals, jpeg);
    const decompression = decompressByPhases(internals, compression.lepton);
    if (!Buffer.from(decompression.jpeg).equals(jpeg)) {
      throw new LeptonError('INTERNAL_ERROR', `${name} is not restored by its phases.`);
    }
    if (pass < WARM_UP_PASSES) continue;
    compressions.push(compression.times);
    decompressions.push(decompression.times);
  }
  return {
    compress: phaseRows(COMPRESSION_PHASES, compressions),
    decompress: phaseRows(DECOMPRESSION_PHASES, decompressions),
  };
}

/** @param passes times of each round */
function phaseRows(phases: readonly string[], passes: readonly PhaseTimes[]): PhaseRow[] {
  const totals = passes.map((times) => [...times.values()].reduce((sum, value) => sum + value, 0));
  const row = (phase: string, values: readonly number[]): PhaseRow => ({
    phase,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    share: median(values.map((value, round) => value / totals[round]!)),
  });
  return [
    ...phases.map((phase) =>
      row(
        phase,
        passes.map((times) => times.get(phase) ?? 0),
      ),
    ),
    row('all phases', totals),
  ];
}

const WORKER_PROCESS = join(import.meta.dirname, 'worker-process.js');
const TINY_JPEG = join(ROOT, 'fixtures/flat.jpg');

function measureWorkers(rounds: number): PhasesResult['workers'] {
  const answers = Array.from(
    { length: rounds },
    () => JSON.parse(runNode([WORKER_PROCESS, TINY_JPEG], 'pipe')) as PhasesResult['workers'],
  );
  return { first: median(answers.map(({ first }) => first)), again: median(answers.map(({ again }) => again)) };
}

function phasesTable(file: string, direction: string, rows: readonly PhaseRow[]): string {
  const lines = rows.map(({ phase, median: middle, min, max, share }) => [
    `  ${phase}`,
    middle.toFixed(2),
    min.toFixed(2),
    max.toFixed(2),
    `${(100 * share).toFixed(1)}%`,
  ]);
  return `\n${table([[`${file}, ${direction}, one thread, warm`, 'median ms', 'min', 'max', 'share'], ...lines])}`;
}
