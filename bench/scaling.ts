import { loadInternals } from './internal-bundle.js';
import { makeLargeJpeg, type PixelSize, squareOf } from './large-jpeg.js';
import type { Library } from './library.js';
import { median, runRounds, type Samples, type Task, timeCall, warmUp } from './rounds.js';
import type { Context } from './section.js';
import { megabytes, table } from './table.js';

/** What was measured of one size in one direction. */
export interface ScalingRow {
  readonly direction: 'compress' | 'decompress';
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly jpegBytes: number;
  readonly segments: number;
  /** Milliseconds. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly megabytesPerSecond: number;
  /** Median over the rounds of the time per byte divided by that of the first size in the same round. */
  readonly timesFirst: number;
}

interface LargeFile extends PixelSize {
  readonly name: string;
  readonly jpeg: Uint8Array;
  readonly lepton: Uint8Array;
  readonly segments: number;
}

const MEGABYTES = [1, 5, 10, 25, 50];
const EXTREMES: readonly PixelSize[] = [
  { width: 65_500, height: 64 },
  { width: 64, height: 65_500 },
];

/** The largest file has 270 megapixels. */
const MEMORY_LIMIT = 4 * 1024 ** 3;

/** Cost per byte from 1 to 50 MB, and of very wide and very tall pictures, on one thread. */
export async function measureScaling(context: Context): Promise<ScalingRow[]> {
  const { library, rounds, tell } = context;
  const files = await makeFiles(library);
  const rows: ScalingRow[] = [];
  for (const direction of ['compress', 'decompress'] as const) {
    const tasks = files.map((file) => conversion(library, file, direction));
    await warmUp(tasks.slice(0, 1));
    const samples = await runRounds(tasks, rounds);
    const measured = samples.map((sample, index) =>
      scalingRow(direction, files[index]!, sample, files[0]!, samples[0]!),
    );
    rows.push(...measured);
    tell(directionTable(direction, measured));
  }
  return rows;
}

async function makeFiles(library: Library): Promise<LargeFile[]> {
  const internals = await loadInternals();
  const make = (name: string, size: PixelSize): LargeFile => {
    const jpeg = makeLargeJpeg(internals, size);
    // Verified, so that nothing is measured that does not work.
    const lepton = library.compressSync(jpeg, { memoryLimit: MEMORY_LIMIT });
    const info = library.inspect(lepton);
    return { ...size, name, jpeg, lepton, segments: info.format === 'lepton' ? info.segments.length : 0 };
  };
  return [
    ...MEGABYTES.map((count) => make(`${count} MB`, squareOf(internals, count * 1e6))),
    ...EXTREMES.map((size) => make(size.width > size.height ? 'very wide' : 'very tall', size)),
  ];
}

function conversion(library: Library, file: LargeFile, direction: ScalingRow['direction']): Task {
  const options = { memoryLimit: MEMORY_LIMIT, verify: false };
  const convert = () =>
    direction === 'compress' ? library.compressSync(file.jpeg, options) : library.decompressSync(file.lepton, options);
  return { name: file.name, run: () => timeCall(convert) };
}

function scalingRow(
  direction: ScalingRow['direction'],
  { name, width, height, jpeg, segments }: LargeFile,
  { milliseconds }: Samples,
  first: LargeFile,
  firstSamples: Samples,
): ScalingRow {
  const perByte = (time: number, bytes: number) => time / bytes;
  const ratios = milliseconds.map(
    (time, round) => perByte(time, jpeg.length) / perByte(firstSamples.milliseconds[round]!, first.jpeg.length),
  );
  return {
    direction,
    name,
    width,
    height,
    jpegBytes: jpeg.length,
    segments,
    median: median(milliseconds),
    min: Math.min(...milliseconds),
    max: Math.max(...milliseconds),
    megabytesPerSecond: jpeg.length / 1000 / median(milliseconds),
    timesFirst: median(ratios),
  };
}

function directionTable(direction: string, rows: readonly ScalingRow[]): string {
  const heads = [`${direction}, one thread`, 'pixels', 'MB', 'segments', 'median ms', 'min', 'max', 'MB/s', 'x 1 MB'];
  const lines = rows.map((row) => [
    `  ${row.name}`,
    `${row.width} x ${row.height}`,
    megabytes(row.jpegBytes),
    String(row.segments),
    row.median.toFixed(0),
    row.min.toFixed(0),
    row.max.toFixed(0),
    row.megabytesPerSecond.toFixed(1),
    row.timesFirst.toFixed(2),
  ]);
  return `\n${table([heads, ...lines])}`;
}
