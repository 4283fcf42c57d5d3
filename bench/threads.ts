import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type BuildSamples, type BuildTask, buildsOf, runBuildRounds, tasksOfBuilds } from './both-builds.js';
import { type Convert, withConverters } from './converter.js';
import type { Input } from './inputs.js';
import { type ManyFilesResult, measureManyFiles } from './many-files.js';
import { type Row, summarize, zlibTask } from './measure.js';
import { medianRatio, warmUp } from './rounds.js';
import type { Context } from './section.js';
import { orDash, ROW_HEADS, rowCells, table } from './table.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** One way to convert a file with some number of threads. */
export interface ThreadsRow extends Row {
  readonly threads: number;
  /** Median over the rounds of the time with one thread divided by the time with these. */
  readonly speedUp: number;
  /** Median over the rounds of the time divided by that without verification; null where there is none. */
  readonly timesUnverified: number | null;
}

/** What was measured of one file. */
export interface ThreadsFileResult {
  readonly file: string;
  readonly jpegBytes: number;
  readonly rows: readonly ThreadsRow[];
}

/** What this section measures. */
export interface ThreadsResult {
  readonly files: readonly ThreadsFileResult[];
  readonly many: readonly ManyFilesResult[];
}

interface Way {
  readonly name: string;
  readonly direction: 'compress' | 'decompress';
  readonly verify: boolean;
}

const WAYS: readonly Way[] = [
  { name: 'compress', direction: 'compress', verify: false },
  { name: 'compress and verify', direction: 'compress', verify: true },
  { name: 'decompress', direction: 'decompress', verify: false },
];

/** The asynchronous functions on one thread and on several, warm, file by file and with many files at once. */
export async function measureThreads(context: Context): Promise<ThreadsResult> {
  const counts = [...new Set([1, 2, Math.max(2, availableParallelism())])];
  const files: ThreadsFileResult[] = [];
  for (const input of context.inputs) {
    const result = await withConverters(buildsOf(context), counts, (convert) =>
      measureFile(input, counts, convert, context),
    );
    files.push(result);
    context.tell(fileTable(result));
  }
  return { files, many: await measureManyFiles(context) };
}

async function measureFile(
  { name, path, jpeg }: Input,
  counts: readonly number[],
  convert: Convert,
  context: Context,
): Promise<ThreadsFileResult> {
  return withTemporaryFolder(async (folder) => {
    const leptonPath = join(folder, 'bench.lep');
    writeFileSync(leptonPath, context.library.compressSync(jpeg));
    const common = { atOnce: 1, isSumOfSingles: false };
    const runs = counts.flatMap((threads) => WAYS.map((way) => ({ way, threads })));
    const tasks = runs.map(({ way, threads }): BuildTask => {
      const paths = [way.direction === 'compress' ? path : leptonPath];
      const { direction, verify } = way;
      return {
        name: way.name,
        usesBuild: true,
        run: (build) => convert(build, { ...common, direction, verify, paths, threads }),
      };
    });
    const all = [zlibTask(jpeg), ...tasks];
    await warmUp(tasksOfBuilds(all, context));
    const [unit, ...samples] = (await runBuildRounds(all, context)) as [BuildSamples, ...BuildSamples[]];
    const samplesOf = (wayName: string, threads: number) =>
      samples[runs.findIndex((run) => run.way.name === wayName && run.threads === threads)]!;
    const rows = runs.map(({ way, threads }, index): ThreadsRow => {
      const sample = samples[index]!;
      return {
        ...summarize(sample, unit, jpeg.length),
        threads,
        speedUp: medianRatio(samplesOf(way.name, 1), sample),
        timesUnverified: way.verify ? medianRatio(sample, samplesOf(way.direction, threads)) : null,
      };
    });
    return { file: name, jpegBytes: jpeg.length, rows };
  });
}

function fileTable({ file, rows }: ThreadsFileResult): string {
  const heads = [`${file}, warm, asynchronous`, ...ROW_HEADS, 'threads', 'speed-up', 'x unverified'];
  const lines = rows.map((row) => [
    ...rowCells(row),
    String(row.threads),
    row.speedUp.toFixed(2),
    orDash(row.timesUnverified, 2),
  ]);
  return `\n${table([heads, ...lines])}`;
}
