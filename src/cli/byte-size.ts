import { InvalidArgumentError } from 'commander';

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
