import type { Input } from './inputs.js';
import { type Row, summarize, ZLIB } from './measure.js';
import { MeasuringProcess } from './measuring-process.js';
import { runRounds, type Task, warmUp } from './rounds.js';
import type { Context } from './section.js';
import { ROW_HEADS, rowCells, table } from './table.js';

/** What was measured of one file in a process that has done all of it before. */
export interface WarmResult {
  readonly file: string;
  readonly jpegBytes: number;
  readonly leptonBytes: number;
  readonly segments: number;
  readonly rows: readonly Row[];
}

/** Names of the rows that others look for. */
export const WARM_COMPRESS = 'compress';
export const WARM_DECOMPRESS = 'decompress';

/** What `warm-process.js` is asked to do. */
interface WarmRequest {
  readonly path: string;
  readonly task: 'zlib' | 'compress' | 'decompress' | 'verified';
}

/** The synchronous functions of the library, in a process that has done all of it before. */
export async function measureWarm(context: Context): Promise<WarmResult[]> {
  const results: WarmResult[] = [];
  const measuring = new MeasuringProcess<WarmRequest>('warm-process.js');
  try {
    for (const input of context.inputs) {
      const result = await measureFile(input, context, measuring);
      results.push(result);
      context.tell(fileTable(result));
    }
  } finally {
    measuring.stop();
  }
  return results;
}

async function measureFile(
  { name, path, jpeg }: Input,
  { library, rounds }: Context,
  measuring: MeasuringProcess<WarmRequest>,
): Promise<WarmResult> {
  // Verified, so that nothing is measured that does not work.
  const lepton = library.compressSync(jpeg);
  const info = library.inspect(lepton);
  const taskOf = (taskName: string, task: WarmRequest['task']): Task => ({
    name: taskName,
    run: () => measuring.time({ path, task }),
  });
  const tasks: Task[] = [
    taskOf(ZLIB, 'zlib'),
    taskOf(WARM_COMPRESS, 'compress'),
    taskOf(WARM_DECOMPRESS, 'decompress'),
    taskOf('compress and verify', 'verified'),
  ];
  await warmUp(tasks);
  const samples = await runRounds(tasks, rounds);
  return {
    file: name,
    jpegBytes: jpeg.length,
    leptonBytes: lepton.length,
    segments: info.format === 'lepton' ? info.segments.length : 0,
    rows: samples.map((sample) => summarize(sample, samples[0]!, jpeg.length)),
  };
}

function fileTable({ file, jpegBytes, leptonBytes, segments, rows }: WarmResult): string {
  const percent = ((100 * leptonBytes) / jpegBytes).toFixed(1);
  const title = `\n${file}: ${jpegBytes} -> ${leptonBytes} bytes, ${percent}%, segments: ${segments}\n`;
  return title + table([['warm, one thread', ...ROW_HEADS], ...rows.map(rowCells)]);
}
