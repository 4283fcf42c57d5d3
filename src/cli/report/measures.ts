/** Numbers in what people read, and the clock that some of them come from. */

/**
 * Writes a whole number with a comma between thousands, the same on every machine: `3,093,458`.
 *
 * @param count a whole number.
 */
export function groupThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Writes how much of the whole a part is: `75.6%`.
 *
 * @param part a number of bytes.
 * @param whole another one, above 0.
 */
export function percentage(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)}%`;
}

/**
 * Starts to measure time, by a clock that nobody sets. Not `performance`, which takes a millisecond to load.
 *
 * @returns tells the seconds since then.
 */
export function startStopwatch(): () => number {
  const start = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - start) / 1e9;
}
