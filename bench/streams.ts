import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { runNode } from './child.js';
import { loadInternals } from './internal-bundle.js';
import { makeLargeJpeg, type PixelSize, squareOf } from './large-jpeg.js';
import { median, timeCall } from './rounds.js';
import type { Context } from './section.js';
import { megabytes, table } from './table.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** What was measured of decompression as a stream. All sizes in bytes, all times in milliseconds. */
export interface StreamRow extends PixelSize {
  readonly threads: number;
  readonly jpegBytes: number;
  /** Median of the peak resident set size, beyond that of a process that has only loaded the library. */
  readonly peakBeyondIdle: number;
  readonly max: number;
  /** Medians of the time to the first byte and to the last, in new processes. */
  readonly firstByte: number;
  readonly total: number;
}

/** The end of a photograph alone, and all of it. */
export interface RangeResult {
  readonly jpegBytes: number;
  readonly segments: number;
  readonly rangeBytes: number;
  /** Median milliseconds. */
  readonly range: number;
  readonly whole: number;
}

/** What this section measures. */
export interface StreamsResult {
  readonly idle: number;
  readonly streams: readonly StreamRow[];
  readonly range: RangeResult;
}

/** The most that a stream of a sequential photograph may need on one thread beyond the runtime's own. */
const PEAK_BOUND = 24 * 1024 * 1024;

/** The most of the whole time that may go by before the first byte of the photograph of 8 MB. */
const FIRST_BYTE_BOUND = 0.15;

/** The most of the time for the whole that the end of a photograph of 8 segments may take. */
const RANGE_BOUND = 0.25;

const MEGABYTES = [8, 20, 50];
/** What is kept of a row grows with the width. */
const WIDEST: PixelSize = { width: 65_500, height: 1200 };
const RANGE_MEGABYTES = 12;
const RANGE_BYTES = 100_000;
const SEGMENTS = 8;
const THREADS = [1, 2];

/** The largest file has 270 megapixels. */
const MEMORY_LIMIT = 4 * 1024 ** 3;

const STREAMS_PROCESS = join(import.meta.dirname, 'streams-process.js');

/** What a process answers. */
interface Answer {
  readonly peak: number;
  readonly firstByte: number;
  readonly total: number;
  readonly outputBytes: number;
}

/** Memory and time of decompression as a stream, on one thread and on two, and the cost of a range. */
export async function measureStreams(context: Context): Promise<StreamsResult> {
  const { library, rounds, tell } = context;
  const internals = await loadInternals();
  const make = (size: PixelSize) => {
    const jpeg = makeLargeJpeg(internals, size);
    return {
      jpeg,
      lepton: library.compressSync(jpeg, { segments: SEGMENTS, verify: false, memoryLimit: MEMORY_LIMIT }),
    };
  };
  const squareOfMegabytes = (count: number) => squareOf(internals, count * 1e6);
  return withTemporaryFolder(async (folder) => {
    const idle = median(Array.from({ length: rounds }, () => ask().peak));
    const path = join(folder, 'large.lep');
    const streams = [...MEGABYTES.map(squareOfMegabytes), WIDEST].flatMap((size) => {
      const { jpeg, lepton } = make(size);
      writeFileSync(path, lepton);
      return THREADS.map((threads) => {
        const answers = Array.from({ length: rounds }, () => ask(String(threads), path));
        return streamRow({ ...size, threads }, jpeg.length, idle, answers);
      });
    });
    tell(streamTable(idle, streams));
    const { jpeg, lepton } = make(squareOfMegabytes(RANGE_MEGABYTES));
    const size = jpeg.length;
    const expected = jpeg.subarray(size - RANGE_BYTES);
    if (Buffer.compare(library.decompressRangeSync(lepton, size - RANGE_BYTES, size), expected) !== 0) {
      throw new LeptonError('INTERNAL_ERROR', 'A range is not restored.');
    }
    const times = Array.from({ length: rounds }, () => ({
      range: timeCall(() => library.decompressRangeSync(lepton, size - RANGE_BYTES, size)),
      whole: timeCall(() => library.decompressSync(lepton)),
    }));
    const range = {
      jpegBytes: size,
      segments: SEGMENTS,
      rangeBytes: RANGE_BYTES,
      range: median(times.map((time) => time.range)),
      whole: median(times.map((time) => time.whole)),
    };
    tell(rangeLine(range));
    return { idle, streams, range };
  });
}

/** Runs a process that streams a file, or one that only loads the library. */
function ask(...threadsAndPath: readonly string[]): Answer {
  return JSON.parse(runNode([STREAMS_PROCESS, ...threadsAndPath], 'pipe')) as Answer;
}

function streamRow(
  { width, height, threads }: PixelSize & Pick<StreamRow, 'threads'>,
  jpegBytes: number,
  idle: number,
  answers: readonly Answer[],
): StreamRow {
  if (answers.some(({ outputBytes }) => outputBytes !== jpegBytes)) {
    throw new LeptonError('INTERNAL_ERROR', 'A stream does not give the whole photograph.');
  }
  return {
    width,
    height,
    threads,
    jpegBytes,
    peakBeyondIdle: median(answers.map(({ peak }) => peak)) - idle,
    max: Math.max(...answers.map(({ peak }) => peak)) - idle,
    firstByte: median(answers.map(({ firstByte }) => firstByte)),
    total: median(answers.map(({ total }) => total)),
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);

function streamTable(idle: number, rows: readonly StreamRow[]): string {
  const heads = ['decompression as a stream', 'peak MiB', 'max', 'bound', 'total', 'first byte', 'of all', 'bound'];
  const lines = rows.map(({ width, height, threads, jpegBytes, peakBeyondIdle, max, firstByte, total }, index) => [
    `  ${megabytes(jpegBytes)} MB, ${width} x ${height}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    ...[peakBeyondIdle, max].map(mebibytes),
    threads === 1 ? mebibytes(PEAK_BOUND) : '',
    `${total.toFixed(0)} ms`,
    `${firstByte.toFixed(0)} ms`,
    percent(firstByte / total),
    index === 0 ? percent(FIRST_BYTE_BOUND) : '',
  ]);
  return `\n${table([heads, ...lines])}  beyond the ${mebibytes(idle)} MiB of a process that has loaded the library\n`;
}

function rangeLine({ jpegBytes, segments, rangeBytes, range, whole }: RangeResult): string {
  const what = `the last ${rangeBytes / 1000} KB of ${megabytes(jpegBytes)} MB with ${segments} segments`;
  const times = `${range.toFixed(0)} ms, ${percent(range / whole)} of the whole (bound ${percent(RANGE_BOUND)})`;
  return `\n${what}: ${times}\n`;
}
