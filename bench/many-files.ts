import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildTask, buildsOf, runBuildRounds, tasksOfBuilds } from './both-builds.js';
import { type ConvertRequest, withConverters } from './converter.js';
import { tryCompress } from './inputs.js';
import { type Library, ROOT } from './library.js';
import { timesOtherBuild } from './measure.js';
import { median, medianRatio } from './rounds.js';
import type { Context } from './section.js';
import { megabytes, table } from './table.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** One way to convert all files. */
export interface ManyFilesRow {
  readonly task: string;
  /** Milliseconds. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly megabytesPerSecond: number;
  /** Medians over the rounds of the time divided by that of others in the same round. */
  readonly timesOneThread: number;
  readonly timesSumOfSingles: number;
  /** The same of the other build; null without one. */
  readonly timesOtherBuild: number | null;
}

/** What was measured in one direction. */
export interface ManyFilesResult {
  readonly direction: 'compress' | 'decompress';
  readonly files: number;
  readonly differentFiles: number;
  readonly jpegBytes: number;
  readonly rows: readonly ManyFilesRow[];
}

const FILES = 100;
const LEAST_BYTES = 30_000;
const MOST_BYTES = 300_000;

/** The ways; the first two are the units of the ratios. */
const WAYS = [
  { task: 'sum of the single files, one thread', threads: 1, atOnce: 1, isSumOfSingles: true },
  { task: 'one thread, one after the other', threads: 1, atOnce: 1, isSumOfSingles: false },
  { task: 'one thread, all at once', threads: 1, atOnce: FILES, isSumOfSingles: false },
  { task: 'two threads, two at once', threads: 2, atOnce: 2, isSumOfSingles: false },
  { task: 'two threads, all at once', threads: 2, atOnce: FILES, isSumOfSingles: false },
];

/** A hundred JPEGs of 30 to 300 KB, without verification: the same few again and again, if there are no more. */
export async function measureManyFiles(context: Context): Promise<ManyFilesResult[]> {
  return withTemporaryFolder(async (folder) => {
    const jpegs = findJpegs(context.library);
    const leptons = jpegs.map(({ lepton }, index) => {
      const path = join(folder, `${index}.lep`);
      writeFileSync(path, lepton);
      return path;
    });
    const results: ManyFilesResult[] = [];
    for (const direction of ['compress', 'decompress'] as const) {
      const paths = direction === 'compress' ? jpegs.map(({ path }) => path) : leptons;
      const rows = await measureDirection(direction, cycle(paths), cycle(jpegs), context);
      const jpegBytes = totalBytes(cycle(jpegs));
      const result = { direction, files: FILES, differentFiles: jpegs.length, jpegBytes, rows };
      results.push(result);
      context.tell(directionTable(result));
    }
    return results;
  });
}

async function measureDirection(
  direction: ConvertRequest['direction'],
  paths: readonly string[],
  jpegs: readonly Jpeg[],
  context: Context,
): Promise<ManyFilesRow[]> {
  return withConverters(buildsOf(context), [1, 2], async (convert) => {
    const tasks = WAYS.map(({ task, ...way }): BuildTask => {
      const request = { direction, paths, verify: false, ...way };
      return { name: task, usesBuild: true, run: (build) => convert(build, request) };
    });
    // A hundred files are warm-up enough, if each process has seen them once.
    for (const task of tasksOfBuilds(tasks.slice(1), context)) await task.run();
    const samples = await runBuildRounds(tasks, context);
    return samples.map((sample) => ({
      task: sample.name,
      median: median(sample.milliseconds),
      min: Math.min(...sample.milliseconds),
      max: Math.max(...sample.milliseconds),
      megabytesPerSecond: totalBytes(jpegs) / 1000 / median(sample.milliseconds),
      timesOneThread: medianRatio(sample, samples[1]!),
      timesSumOfSingles: medianRatio(sample, samples[0]!),
      timesOtherBuild: timesOtherBuild(sample),
    }));
  });
}

interface Jpeg {
  readonly path: string;
  readonly bytes: number;
  readonly lepton: Uint8Array;
}

/** JPEGs of the right size that can be compressed: golden photographs if there are any, and fixtures. */
function findJpegs(library: Library): Jpeg[] {
  const golden = resolve(ROOT, process.env.LEPTON_SHARED ?? '../shared', 'golden');
  return [golden, join(ROOT, 'fixtures')].flatMap(jpegPaths).flatMap((path) => {
    const bytes = statSync(path).size;
    if (bytes < LEAST_BYTES || bytes > MOST_BYTES) return [];
    const lepton = tryCompress(new Uint8Array(readFileSync(path)), library);
    return lepton === null ? [] : [{ path, bytes, lepton }];
  });
}

function jpegPaths(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  return names
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => join(folder, name));
}

function cycle<T>(items: readonly T[]): T[] {
  return Array.from({ length: FILES }, (_, index) => items[index % items.length]!);
}

function totalBytes(jpegs: readonly Jpeg[]): number {
  return jpegs.reduce((sum, { bytes }) => sum + bytes, 0);
}

function directionTable({ direction, files, differentFiles, jpegBytes, rows }: ManyFilesResult): string {
  const title = `${direction} ${files} files (${differentFiles} different), ${megabytes(jpegBytes)} MB, warm`;
  const heads = [title, 'median ms', 'min', 'max', 'MB/s', 'x one thread', 'x sum of singles'];
  const lines = rows.map((row) => [
    `  ${row.task}`,
    row.median.toFixed(0),
    row.min.toFixed(0),
    row.max.toFixed(0),
    row.megabytesPerSecond.toFixed(1),
    row.timesOneThread.toFixed(2),
    row.timesSumOfSingles.toFixed(2),
  ]);
  return `\n${table([heads, ...lines])}`;
}
