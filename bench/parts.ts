import { Bench } from 'tinybench';
import { LeptonError } from '../src/errors.js';
import type { Input } from './inputs.js';
import type { Internals } from './internal-bundle.js';
import { compressByPhases } from './pipelines.js';
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

/** Milliseconds for each part and round, where it is shorter than that. */
const MILLISECONDS_PER_ROUND = 20;

/** Parts of the phases, on one file; none if it has more than one scan. */
export async function measureParts(internals: Internals, input: Input, rounds: number): Promise<PartRow[]> {
  const parts = partsOf(internals, input.jpeg);
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

function partsOf(internals: Internals, jpeg: Uint8Array): (readonly [string, () => void])[] {
  const { createPlane, PaddingObserver, readPlainHeader, readScan, readScanData, runToEnd } = internals;
  const header = readPlainHeader(jpeg);
  const { frame, scan, scanStart } = header;
  if (!internals.isSingleScan(frame, scan)) return [];
  const restarts = internals.expectedRestarts(frame, scan);
  const data = readScanData(jpeg, scanStart, restarts);
  const planes = frame.components.map(({ blocksPerRow, blockRows }) => createPlane(blocksPerRow, blockRows));
  // Once before, so that the planes hold what is written below; each run writes the same coefficients again.
  const { codedBytes } = readScan(frame, scan, data, planes, new PaddingObserver());
  for (const plane of planes) internals.markNonzero(plane, 0, plane.blocksPerRow * plane.rows);
  const { lepton } = compressByPhases(internals, jpeg);
  const readOptions = { padding: internals.DECODER_PADDING, limit: Number.POSITIVE_INFINITY, brotli: null };
  const [file] = internals.readLeptonFiles(lepton, readOptions);
  const image = runToEnd(internals.readSingleScanImage(jpeg, header, PLANE_OPTIONS));
  const starts = internals.planSegments(image, undefined);
  const coded = file!.codedSegments.map(({ bytes, length }) => bytes.subarray(0, length));
  const items = internals.headerItems(jpeg, image, starts, null);
  const copy = jpeg.slice();
  return [
    ['header segments and tables', () => void readPlainHeader(jpeg)],
    ['remove byte stuffing', () => void readScanData(jpeg, scanStart, restarts)],
    ['decode Huffman codes', () => void readScan(frame, scan, data, planes, new PaddingObserver())],
    [
      'write Huffman codes',
      () => {
        const part = internals.wholeScan(codedBytes, true);
        const writer = new internals.ScanWriter(frame, scan, planes, part, image.padByte, Number.POSITIVE_INFINITY);
        for (let row = 0; row < frame.mcuRows; row++) {
          writer.writeMcuRow(row);
          writer.drain();
        }
      },
    ],
    ['deflate header, write packets', () => void runToEnd(internals.writeLeptonSteps('Z', jpeg.length, items, coded))],
    ['inflate header, join packets', () => void internals.readLeptonFiles(lepton, readOptions)],
    ['parse header inside the container', () => void internals.readLeptonImage(file!)],
    ['compare with the original', () => runToEnd(internals.checkEqualSteps(jpeg, copy))],
  ];
}

const PLANE_OPTIONS = { memoryLimit: Number.POSITIVE_INFINITY, isShared: false };

/** The parts of one file, for people. */
export function partsTable(file: string, rows: readonly PartRow[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ part, median, min, max, runs, megabytesPerSecond }) => [
    `  ${part}`,
    median.toFixed(1),
    min.toFixed(1),
    max.toFixed(1),
    String(runs),
    megabytesPerSecond.toFixed(0),
  ]);
  return `\n${table([[`${file}, parts, each alone`, 'median us', 'min', 'max', 'runs', 'MB/s'], ...lines])}`;
}
