import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildSamples, type BuildTask, runBuildRounds } from './both-builds.js';
import { runNode } from './child.js';
import type { Input } from './inputs.js';
import { type Row, summarize, zlibTask } from './measure.js';
import { medianDifference, type Samples, timeCall } from './rounds.js';
import type { Context } from './section.js';
import { orDash, ROW_HEADS, rowCells, table } from './table.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** What was measured of one task that starts a new process. */
export interface ColdRow extends Row {
  /** Milliseconds more than a process that does nothing; null for what is not a whole process. */
  readonly overEmptyProcess: number | null;
}

/** What was measured of one file, each time in a new process. */
export interface ColdResult {
  readonly file: string;
  readonly jpegBytes: number;
  readonly rows: readonly ColdRow[];
}

/** Names of the rows that others look for: whole processes as their caller sees them. */
export const COLD_COMPRESS = 'lepton-ts compress --threads 1 --no-verify';
export const COLD_DECOMPRESS = 'lepton-ts decompress --threads 1';

const EMPTY_PROCESS = 'node -e 0';
const VERSION = 'lepton-ts --version';
const FIRST_CALL = join(import.meta.dirname, 'first-call.js');

/**
 * Processes that are started for one call: the time of the library's first call inside it, and the time of the whole
 * process of the command line tool, reading a file and writing to a null device.
 */
export async function measureCold(context: Context): Promise<ColdResult[]> {
  const results: ColdResult[] = [];
  for (const input of context.inputs) {
    const result = await measureFile(input, context);
    results.push(result);
    context.tell(fileTable(result));
  }
  return results;
}

async function measureFile({ name, path, jpeg }: Input, context: Context): Promise<ColdResult> {
  return withTemporaryFolder(async (folder) => {
    const leptonPath = join(folder, 'bench.lep');
    writeFileSync(leptonPath, context.library.compressSync(jpeg));
    const zlib = zlibTask(jpeg);
    await zlib.run(context.build); // the unit is warm
    const samples = await runBuildRounds([zlib, ...coldTasks(path, leptonPath)], context);
    const empty = samples.find((sample) => sample.name === EMPTY_PROCESS)!;
    const rows = samples.map((sample, index) => coldRow(sample, index, samples[0]!, empty, jpeg.length));
    return { file: name, jpegBytes: jpeg.length, rows };
  });
}

function coldRow(sample: BuildSamples, index: number, unit: Samples, empty: Samples, jpegBytes: number): ColdRow {
  const hasNoJpeg = sample === empty || sample.name === VERSION;
  const isWholeProcess = index >= FIRST_WHOLE_PROCESS && sample !== empty;
  return {
    ...summarize(sample, unit, hasNoJpeg ? null : jpegBytes),
    overEmptyProcess: isWholeProcess ? medianDifference(sample, empty) : null,
  };
}

/** Index of the first row that is a whole process: behind zlib and the first calls. */
const FIRST_WHOLE_PROCESS = 3;

function coldTasks(jpeg: string, lepton: string): BuildTask[] {
  const convert = (name: string, file: string) => command(name, ...name.split(' ').slice(1), '--quiet', file, '-');
  return [
    firstCall('compress', jpeg),
    firstCall('decompress', lepton),
    convert(COLD_COMPRESS, jpeg),
    convert(COLD_DECOMPRESS, lepton),
    convert('lepton-ts compress --threads 1', jpeg),
    convert('lepton-ts compress --threads 2 --no-verify', jpeg),
    convert('lepton-ts compress --threads 2', jpeg),
    convert('lepton-ts decompress --threads 2', lepton),
    command(VERSION, '--version'),
    { name: EMPTY_PROCESS, usesBuild: false, run: () => timeCall(() => runNode(['-e', '0'], 'ignore')) },
  ];
}

function firstCall(direction: 'compress' | 'decompress', path: string): BuildTask {
  return {
    name: `first call of ${direction}Sync in a process`,
    usesBuild: true,
    run: ({ entry }) => Number(runNode([FIRST_CALL, entry, direction, path], 'pipe')),
  };
}

/** A whole process of the command line tool. */
function command(name: string, ...args: readonly string[]): BuildTask {
  return {
    name,
    usesBuild: true,
    run: ({ root }) => timeCall(() => runNode([join(root, 'bin/lepton-ts.js'), ...args], 'ignore')),
  };
}

function fileTable({ file, rows }: ColdResult): string {
  const heads = [`${file}, cold, each in a new process (zlib is warm)`, ...ROW_HEADS, `ms over ${EMPTY_PROCESS}`];
  return `\n${table([heads, ...rows.map((row) => [...rowCells(row), orDash(row.overEmptyProcess, 1)])])}`;
}
