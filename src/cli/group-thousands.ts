/**
 * Writes a whole number with a comma between thousands, the same on every machine: `3,093,458`.
 *
 * @param count a whole number.
 */
export function groupThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
