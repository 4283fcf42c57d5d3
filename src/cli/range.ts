import { InvalidArgumentError } from 'commander';

/** Part of a file: bytes `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
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
