import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { runNode } from './child.js';
import { type Internals, loadInternals } from './internal-bundle.js';
import { makeLargeJpeg, squareOf } from './large-jpeg.js';
import { ROOT } from './library.js';
import { median } from './rounds.js';
import type { Context } from './section.js';
import { megabytes, table } from './table.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** Peak memory of one call of the command line tool. All sizes in bytes. */
export interface MemoryRow {
  readonly task: string;
  /** Median of the peak resident set size of the process. */
  readonly peak: number;
  readonly min: number;
  readonly max: number;
  /** What the process may have at most. */
  readonly bound: number;
}

/** What was measured of one file. All sizes in bytes. */
export interface MemoryFileResult {
  readonly file: string;
  readonly jpegBytes: number;
  readonly leptonBytes: number;
  /** Coefficients of the whole image. */
  readonly planeBytes: number;
  readonly rows: readonly MemoryRow[];
}

/** What this section measures. */
export interface MemoryResult {
  /** Bytes of a process that compresses a tiny file. */
  readonly idle: number;
  readonly files: readonly MemoryFileResult[];
}

/** What a process may have beside planes, input and output. */
const ALLOWANCE = 90e6;
const LARGE_MEGABYTES = [10, 50];

/** Bytes of `--memory-limit`: enough for all files. */
const MEMORY_LIMIT = String(4 * 1024 ** 3);

const TINY_JPEG = join(ROOT, 'fixtures/flat.jpg');
const MEMORY_PROCESS = join(import.meta.dirname, 'memory-process.js');

interface Way {
  readonly name: string;
  readonly direction: 'compress' | 'decompress';
  readonly args: readonly string[];
}

const WAYS: readonly Way[] = [
  { name: 'compress --threads 1 --no-verify', direction: 'compress', args: ['--threads', '1', '--no-verify'] },
  { name: 'compress --threads 1', direction: 'compress', args: ['--threads', '1'] },
  { name: 'compress --threads 2', direction: 'compress', args: ['--threads', '2'] },
  { name: 'decompress --threads 1', direction: 'decompress', args: ['--threads', '1'] },
  { name: 'decompress --threads 2', direction: 'decompress', args: ['--threads', '2'] },
];

/**
 * Peak memory of whole processes of the tool. Compression may have the coefficient planes, input, output and 90 MB;
 * decompression of a sequential file the same without planes, as it holds a few rows of them.
 */
export async function measureMemory(context: Context): Promise<MemoryResult> {
  const internals = await loadInternals();
  return withTemporaryFolder(async (folder) => {
    const tinyOutput = join(folder, 'tiny.lep');
    const idle = peakOf(['compress', '--quiet', TINY_JPEG, tinyOutput]);
    context.tell(`\nmemory of a process that compresses a tiny file: ${megabytes(idle)} MB\n`);
    const paths = context.inputs.map(({ path }) => path);
    for (const count of LARGE_MEGABYTES) {
      const path = join(folder, `scene-${count}-MB.jpg`);
      writeFileSync(path, makeLargeJpeg(internals, squareOf(internals, count * 1e6)));
      paths.push(path);
    }
    const files: MemoryFileResult[] = [];
    for (const path of paths) {
      const result = measureFile(internals, path, folder, context.rounds);
      files.push(result);
      context.tell(fileTable(result));
    }
    return { idle, files };
  });
}

function measureFile(internals: Internals, path: string, folder: string, rounds: number): MemoryFileResult {
  const jpeg = new Uint8Array(readFileSync(path));
  const outputs = { compress: join(folder, 'bench.lep'), decompress: join(folder, 'bench.jpg') };
  const peaks = WAYS.map(({ direction, args }) => {
    const inputPath = direction === 'compress' ? path : outputs.compress;
    const common = ['--quiet', '--force', '--memory-limit', MEMORY_LIMIT];
    const command = [direction, ...common, ...args, inputPath, outputs[direction]];
    return Array.from({ length: rounds }, () => peakOf(command));
  });
  if (!readFileSync(outputs.decompress).equals(jpeg)) {
    throw new LeptonError('INTERNAL_ERROR', `${path} is not restored.`);
  }
  const leptonBytes = statSync(outputs.compress).size;
  const { planes, isSequential } = planesOf(internals, jpeg);
  const rows = WAYS.map(({ name, direction }, index): MemoryRow => {
    const values = peaks[index]!;
    const held = direction === 'compress' || !isSequential ? planes : 0;
    const bound = held + jpeg.length + leptonBytes + ALLOWANCE;
    return { task: name, peak: median(values), min: Math.min(...values), max: Math.max(...values), bound };
  });
  return { file: basename(path), jpegBytes: jpeg.length, leptonBytes, planeBytes: planes, rows };
}

/** Bytes of the coefficients of a whole image, and whether decompression can do without them. */
function planesOf(internals: Internals, jpeg: Uint8Array) {
  const { frame, scan } = internals.readPlainHeader(jpeg);
  const isSequential = internals.isSingleScan(frame, scan);
  return { planes: internals.planesMemory(frame), isSequential };
}

function peakOf(command: readonly string[]): number {
  return Number(runNode([MEMORY_PROCESS, ...command], 'pipe'));
}

function fileTable({ file, jpegBytes, leptonBytes, planeBytes, rows }: MemoryFileResult): string {
  const sizes = `${megabytes(jpegBytes)} -> ${megabytes(leptonBytes)} MB, planes ${megabytes(planeBytes)} MB`;
  const lines = rows.map(({ task, peak, min, max, bound }) => [
    `  ${task}`,
    ...[peak, min, max, bound].map(megabytes),
    `${((100 * peak) / bound).toFixed(0)}%`,
  ]);
  return `\n${table([[`${file}: ${sizes}`, 'peak MB', 'min', 'max', 'bound', 'of bound'], ...lines])}`;
}
