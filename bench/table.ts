import type { Row } from './measure.js';

/** Lines of cells as text in columns, the first one to the left and the others to the right. */
export function table(lines: readonly (readonly string[])[]): string {
  const columns = lines[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const text = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  return `${text.join('\n')}\n`;
}

/** Heads of the columns that {@link rowCells} fills behind the name of the task. */
export const ROW_HEADS: readonly string[] = ['median ms', 'min', 'max', 'MB/s', 'x zlib'];

/** The cells of a row, indented under a heading. */
export function rowCells({ task, median, min, max, megabytesPerSecond, timesZlib }: Row): string[] {
  return [
    `  ${task}`,
    median.toFixed(1),
    min.toFixed(1),
    max.toFixed(1),
    orDash(megabytesPerSecond, 1),
    timesZlib.toFixed(2),
  ];
}

/** A number with some decimals, or a dash where there is none. */
export function orDash(value: number | null, decimals: number): string {
  return value === null ? '-' : value.toFixed(decimals);
}

/** Bytes in megabytes of 10^6, with one decimal. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
