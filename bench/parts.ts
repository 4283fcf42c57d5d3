import { join } from 'node:path';
import { Bench } from 'tinybench';
import { LeptonError } from '../src/errors.js';
import { runNode } from './child.js';
import type { Input } from './inputs.js';
import { type Internals, loadInternals } from './internal-bundle.js';
import { ROOT } from './library.js';
import { median } from './rounds.js';
import type { Context } from './section.js';
import { table } from './table.js';

/** A part of the library, measured alone again and again. */
export interface PartRow {
  readonly part: string;
  /** Microseconds. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  /** Megabytes of JPEG per second, as if nothing else had to be done. */
  readonly megabytesPerSecond: number;
}

/** What was measured with one file. */
export interface PartsFileResult {
  readonly file: string;
  /** None if the file has more than one scan. */
  readonly parts: readonly PartRow[];
}

/** Milliseconds: medians of a thread's time to its first answer, and of a tiny task on a running thread. */
export interface WorkerTimes {
  readonly first: number;
  readonly again: number;
}

/** What this section measures. */
export interface PartsResult {
  readonly files: readonly PartsFileResult[];
  readonly workers: WorkerTimes;
}

/** Milliseconds for each part and round, where it is shorter than that. */
const MILLISECONDS_PER_ROUND = 20;

const WORKER_PROCESS = join(import.meta.dirname, 'worker-process.js');
const TINY_JPEG = join(ROOT, 'fixtures/flat.jpg');

/** Parts of the codec, each alone on one thread, and starting worker threads. */
export async function measureParts(context: Context): Promise<PartsResult> {
  const internals = await loadInternals();
  const files: PartsFileResult[] = [];
  for (const input of context.inputs) {
    const result = { file: input.name, parts: await measureFile(internals, input, context) };
    files.push(result);
    context.tell(fileTable(result));
  }
  const workers = measureWorkers(context.rounds);
  context.tell(workersLine(workers));
  return { files, workers };
}

async function measureFile(internals: Internals, input: Input, { library, rounds }: Context): Promise<PartRow[]> {
  const parts = partsOf(internals, input.jpeg, library.compressSync(input.jpeg));
  if (parts.length === 0) return [];
  const time = rounds * MILLISECONDS_PER_ROUND;
  const bench = new Bench({ iterations: rounds, time, warmupIterations: 2, warmupTime: time / 2, throws: true });
  for (const [name, run] of parts) bench.add(name, run);
  await bench.run();
  return bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') {
      throw new LeptonError('INTERNAL_ERROR', `Measuring the part "${name}" ended as ${result.state}.`);
    }
    const { p50, min, max, samplesCount } = result.latency;
    const megabytesPerSecond = input.jpeg.length / 1000 / p50;
    return { part: name, median: 1000 * p50, min: 1000 * min, max: 1000 * max, runs: samplesCount, megabytesPerSecond };
  });
}

function partsOf(internals: Internals, jpeg: Uint8Array, lepton: Uint8Array): (readonly [string, () => void])[] {
  const { createPlane, PaddingObserver, readPlainHeader, readScan, readScanData, runToEnd } = internals;
  const { frame, scan, scanStart } = readPlainHeader(jpeg);
  if (!internals.isSingleScan(frame, scan)) return [];
  const restarts = internals.expectedRestarts(frame, scan);
  const data = readScanData(jpeg, scanStart, restarts);
  const planes = frame.components.map(({ blocksPerRow, blockRows }) => createPlane(blocksPerRow, blockRows));
  // Once before, so that the planes hold what is written below; each run writes the same coefficients again.
  const { codedBytes } = readScan(frame, scan, data, planes, new PaddingObserver());
  for (const plane of planes) internals.markNonzero(plane, 0, plane.blocksPerRow * plane.rows);
  const readOptions = { padding: internals.DECODER_PADDING, limit: Number.POSITIVE_INFINITY, brotli: null };
  const file = internals.readLeptonFiles(lepton, readOptions)[0]!;
  const { kind, items } = file;
  const coded = file.codedSegments.map(({ bytes, length }) => bytes.subarray(0, length));
  const copy = jpeg.slice();
  return [
    ['header segments and tables', () => void readPlainHeader(jpeg)],
    ['remove byte stuffing', () => void readScanData(jpeg, scanStart, restarts)],
    ['decode Huffman codes', () => void readScan(frame, scan, data, planes, new PaddingObserver())],
    [
      'write Huffman codes',
      () => {
        const part = internals.wholeScan(codedBytes, true);
        const writer = new internals.ScanWriter(frame, scan, planes, part, items.padByte, Number.POSITIVE_INFINITY);
        for (let row = 0; row < frame.mcuRows; row++) {
          writer.writeMcuRow(row);
          writer.drain();
        }
      },
    ],
    ['deflate header, write packets', () => void runToEnd(internals.writeLeptonSteps(kind, jpeg.length, items, coded))],
    ['inflate header, join packets', () => void internals.readLeptonFiles(lepton, readOptions)],
    ['parse header inside the container', () => void internals.readLeptonImage(file)],
    ['compare with the original', () => runToEnd(internals.checkEqual(jpeg, copy))],
  ];
}

function measureWorkers(rounds: number): WorkerTimes {
  const answers = Array.from(
    { length: rounds },
    () => JSON.parse(runNode([WORKER_PROCESS, TINY_JPEG], 'pipe')) as WorkerTimes,
  );
  return { first: median(answers.map(({ first }) => first)), again: median(answers.map(({ again }) => again)) };
}

function workersLine({ first, again }: WorkerTimes): string {
  const start = `${first.toFixed(1)} ms from the start to the first answer`;
  return `\nworker threads: ${start}, ${again.toFixed(2)} ms for a tiny task then\n`;
}

function fileTable({ file, parts }: PartsFileResult): string {
  if (parts.length === 0) return '';
  const lines = parts.map(({ part, median: middle, min, max, runs, megabytesPerSecond }) => [
    `  ${part}`,
    middle.toFixed(1),
    min.toFixed(1),
    max.toFixed(1),
    String(runs),
    megabytesPerSecond.toFixed(0),
  ]);
  return `\n${table([[`${file}, parts, each alone`, 'median us', 'min', 'max', 'runs', 'MB/s'], ...lines])}`;
}
