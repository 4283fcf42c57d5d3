import type { Input } from './inputs.js';
import { type Row, summarize, zlibTask } from './measure.js';
import { runRounds, type Task, timeCall, warmUp } from './rounds.js';
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

/** The synchronous functions of the library in this process, on this thread. */
export async function measureWarm(context: Context): Promise<WarmResult[]> {
  const results: WarmResult[] = [];
  for (const input of context.inputs) {
    const result = await measureFile(input, context);
    results.push(result);
    context.tell(fileTable(result));
  }
  return results;
}

async function measureFile({ name, jpeg }: Input, { library, rounds }: Context): Promise<WarmResult> {
  // Verified, so that nothing is measured that does not work.
  const lepton = library.compressSync(jpeg);
  const info = library.inspect(lepton);
  const tasks: Task[] = [
    zlibTask(jpeg),
    { name: WARM_COMPRESS, run: () => timeCall(() => library.compressSync(jpeg, { verify: false })) },
    { name: WARM_DECOMPRESS, run: () => timeCall(() => library.decompressSync(lepton)) },
    { name: 'compress and verify', run: () => timeCall(() => library.compressSync(jpeg, { verify: true })) },
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
