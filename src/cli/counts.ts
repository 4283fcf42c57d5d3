import { InvalidArgumentError } from 'commander';

/** The most segments that readers of the format are sure to take. */
const MOST_SEGMENTS = 8;

/** The most threads that the library takes. */
const MOST_THREADS = 64;

/**
 * Reads the argument of `--segments`.
 *
 * @param text the argument.
 * @returns a whole number from 1 to 8.
 * @throws InvalidArgumentError, which commander turns into a usage error.
 */
export function parseSegmentCount(text: string): number {
  return parseCount(text, MOST_SEGMENTS);
}

/**
 * Reads the argument of `--threads`.
 *
 * @param text the argument.
 * @returns a whole number from 1 to 64.
 * @throws InvalidArgumentError, which commander turns into a usage error.
 */
export function parseThreadCount(text: string): number {
  return parseCount(text, MOST_THREADS);
}

function parseCount(text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= most)) {
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  }
  return count;
}
