/** The arguments of options: from what people write to what the commands take. */

import { InvalidArgumentError } from 'commander';
import { MAX_SEGMENTS, MAX_THREADS } from '../index.js';
import type { ByteRange } from './commands/options.js';

/** Units as in GNU coreutils: `K` and `KiB` count in 1024s, `kB` in 1000s. Keys are in lower case. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ...['k', 'm', 'g', 't'].flatMap((letter, index): [string, number][] => [
    [letter, 1024 ** (index + 1)],
    [`${letter}ib`, 1024 ** (index + 1)],
    [`${letter}b`, 1000 ** (index + 1)],
  ]),
]);

/**
 * Reads a number of bytes as people write it: `512MiB`, `1.5GiB`, `64M`, `100kB`, `1048576`. Case does not matter.
 *
 * @param text the argument of an option.
 * @returns a whole number of bytes, at least 1.
 * @throws InvalidArgumentError, which commander turns into a usage error.
 */
export function parseByteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match === null ? undefined : UNITS.get(match[2]!.toLowerCase());
  const bytes = match === null || unit === undefined ? Number.NaN : Math.floor(Number(match[1]) * unit);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new InvalidArgumentError('Give a number of bytes such as 512MiB, 1GiB or 1048576.');
  }
  return bytes;
}

/**
 * Reads the argument of `--range`: `1000-2000` are the thousand bytes from offset 1000 on.
 *
 * @param text the argument.
 * @throws InvalidArgumentError, which commander turns into a usage error.
 */
export function parseByteRange(text: string): ByteRange {
  const [, first, second] = /^(\d+)-(\d+)$/.exec(text.trim()) ?? [];
  const [start, end] = [Number(first), Number(second)];
  if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && start <= end)) {
    throw new InvalidArgumentError('Give the offset of the first byte and the one behind the last, such as 0-1000.');
  }
  return { start, end };
}

/**
 * Reads the argument of `--segments`.
 *
 * @param text the argument.
 * @returns a whole number from 1 to {@link MAX_SEGMENTS}.
 * @throws InvalidArgumentError, which commander turns into a usage error.
 */
export function parseSegmentCount(text: string): number {
  return parseCount(text, MAX_SEGMENTS);
}

/**
 * Reads the argument of `--threads`.
 *
 * @param text the argument.
 * @returns a whole number from 1 to {@link MAX_THREADS}.
 * @throws InvalidArgumentError, which commander turns into a usage error.
 */
export function parseThreadCount(text: string): number {
  return parseCount(text, MAX_THREADS);
}

function parseCount(text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= most)) {
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  }
  return count;
}
