import { ZLIB } from './measure.js';
import type { SectionName, SectionResults } from './sections.js';

/** What a run has found about one task, in the form in which all sections can be held against another run. */
export interface Figure {
  readonly section: SectionName;
  /** The file, or whatever else the task works with. */
  readonly file: string;
  readonly task: string;
  /** What the value is: time in units of zlib, time, or memory. The unit is the same for the same task. */
  readonly of: 'zlib' | 'time' | 'memory';
  readonly value: number;
  /** As a row of the section has it; null if no other build was measured. */
  readonly timesOtherBuild: number | null;
}

/** What most sections have of a task. */
interface TimedRow {
  readonly task: string;
  readonly median: number;
  readonly timesZlib?: number;
  readonly timesOtherBuild?: number | null;
}

/** All figures of a run but those of the unit itself. */
export function figuresOf(results: SectionResults): Figure[] {
  return [
    ...figuresOfWarmAndCold(results),
    ...figuresOfThreads(results),
    ...figuresOfParts(results),
    ...figuresOfMemory(results),
    ...figuresOfStreams(results),
    ...figuresOfScaling(results),
  ];
}

function figuresOfWarmAndCold({ warm = [], cold = [] }: SectionResults): Figure[] {
  return [
    ...warm.flatMap(({ file, rows }) => rows.flatMap((row) => timed('warm', file, row))),
    ...cold.flatMap(({ file, rows }) => rows.flatMap((row) => timed('cold', file, row))),
  ];
}

function figuresOfThreads({ threads }: SectionResults): Figure[] {
  const { files = [], many = [] } = threads ?? {};
  return [
    ...files.flatMap(({ file, rows }) =>
      rows.flatMap((row) => timed('threads', file, { ...row, task: `${row.task}, threads: ${row.threads}` })),
    ),
    ...many.flatMap(({ direction, files: count, rows }) =>
      rows.flatMap((row) => timed('threads', `${direction} ${count} files`, row)),
    ),
  ];
}

function figuresOfParts({ parts }: SectionResults): Figure[] {
  if (parts === undefined) return [];
  const { files, workers } = parts;
  return [
    ...files.flatMap(({ file, parts: rows }) =>
      rows.flatMap(({ part, median }) => timed('parts', file, { task: part, median })),
    ),
    ...timed('parts', 'worker threads', { task: 'start to first answer', median: workers.first }),
    ...timed('parts', 'worker threads', { task: 'a tiny task', median: workers.again }),
  ];
}

function figuresOfMemory({ memory }: SectionResults): Figure[] {
  return (memory?.files ?? []).flatMap(({ file, rows }) =>
    rows.map(({ task, peak }) => heavy('memory', file, task, peak)),
  );
}

function figuresOfStreams({ streams }: SectionResults): Figure[] {
  if (streams === undefined) return [];
  const { range } = streams;
  return [
    ...streams.streams.flatMap(({ width, height, threads, peakBeyondIdle, firstByte, total }) => {
      const file = `stream of ${width} x ${height}, threads: ${threads}`;
      return [
        ...timed('streams', file, { task: 'first byte', median: firstByte }),
        ...timed('streams', file, { task: 'total', median: total }),
        heavy('streams', file, 'peak', peakBeyondIdle),
      ];
    }),
    ...timed('streams', 'range', { task: 'the end alone', median: range.range }),
    ...timed('streams', 'range', { task: 'the whole', median: range.whole }),
  ];
}

function figuresOfScaling({ scaling = [] }: SectionResults): Figure[] {
  return scaling.flatMap(({ direction, name, median }) => timed('scaling', name, { task: direction, median }));
}

function timed(section: SectionName, file: string, row: TimedRow): Figure[] {
  const { task, median, timesZlib, timesOtherBuild = null } = row;
  if (task === ZLIB) return [];
  const of = timesZlib === undefined ? 'time' : 'zlib';
  return [{ section, file, task, of, value: timesZlib ?? median, timesOtherBuild }];
}

function heavy(section: SectionName, file: string, task: string, value: number): Figure {
  return { section, file, task, of: 'memory', value, timesOtherBuild: null };
}
