import { type BuildTask, buildsOf, runBuildRounds, tasksOfBuilds } from './both-builds.js';
import type { Input } from './inputs.js';
import type { Build } from './library.js';
import { type Row, summarize, ZLIB } from './measure.js';
import { MeasuringProcess } from './measuring-process.js';
import { warmUp } from './rounds.js';
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

/** What each build takes for a request, in milliseconds. */
type TimeRequest = (build: Build, request: WarmRequest) => Promise<number>;

/** The synchronous functions of the library, in a process that has done all of it before. */
export async function measureWarm(context: Context): Promise<WarmResult[]> {
  const results: WarmResult[] = [];
  const processes = new Map(
    buildsOf(context).map((build) => [build, new MeasuringProcess<WarmRequest>('warm-process.js', build)]),
  );
  try {
    for (const input of context.inputs) {
      const result = await measureFile(input, context, (build, request) => processes.get(build)!.time(request));
      results.push(result);
      context.tell(fileTable(result));
    }
  } finally {
    for (const measuring of processes.values()) measuring.stop();
  }
  return results;
}

async function measureFile({ name, path, jpeg }: Input, context: Context, time: TimeRequest): Promise<WarmResult> {
  const { library } = context;
  // Verified, so that nothing is measured that does not work.
  const lepton = library.compressSync(jpeg);
  const info = library.inspect(lepton);
  const taskOf = (taskName: string, task: WarmRequest['task']): BuildTask => ({
    name: taskName,
    usesBuild: task !== 'zlib',
    run: (build) => time(build, { path, task }),
  });
  const tasks = [
    taskOf(ZLIB, 'zlib'),
    taskOf(WARM_COMPRESS, 'compress'),
    taskOf(WARM_DECOMPRESS, 'decompress'),
    taskOf('compress and verify', 'verified'),
  ];
  await warmUp(tasksOfBuilds(tasks, context));
  const samples = await runBuildRounds(tasks, context);
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
