import { type BigIntStats, fstatSync, statSync } from 'node:fs';
import { isSystemError } from './failure.js';
import { STANDARD_STREAM } from './standard-streams.js';

/**
 * What two names have in common exactly when they lead to the same regular file, by whatever links.
 *
 * @param name a path, or `-`.
 * @param standardStream number of the file descriptor that `-` stands for.
 * @returns device and inode; undefined for pipes, terminals and names that lead nowhere.
 */
export function fileIdentity(name: string, standardStream: 0 | 1): string | undefined {
  let status: BigIntStats;
  try {
    status = name === STANDARD_STREAM ? fstatSync(standardStream, { bigint: true }) : statSync(name, { bigint: true });
  } catch (error) {
    // What cannot be looked at is told by the reading or writing that follows, with its reason.
    if (isSystemError(error)) return undefined;
    throw error;
  }
  return status.isFile() ? `${status.dev}:${status.ino}` : undefined;
}
