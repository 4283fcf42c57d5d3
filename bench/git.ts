import { spawnSync } from 'node:child_process';
import { LeptonError } from '../src/errors.js';
import { ROOT } from './library.js';

/**
 * Asks git about this project.
 *
 * @returns what it prints
 * @throws LeptonError USAGE with what it complains about
 */
export function git(...args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (error !== undefined || status !== 0) {
    throw new LeptonError('USAGE', `git ${args.join(' ')} failed: ${error?.message ?? stderr.trim()}`);
  }
  return stdout.trim();
}

/** The hash of a commit. @param name anything that git takes for one @throws LeptonError USAGE */
export function commitHash(name: string): string {
  return git('rev-parse', '--verify', `${name}^{commit}`);
}

/**
 * What is checked out here: the hash of the commit, with `-dirty` behind it if anything but results of the benchmark was
 * changed or added since; null outside of git.
 */
export function currentCommit(): string | null {
  try {
    const changes = git('status', '--porcelain', '--', '.', ':(exclude)bench/history');
    return commitHash('HEAD') + (changes === '' ? '' : '-dirty');
  } catch {
    return null;
  }
}

/** A commit for people and file names. @param commit as {@link currentCommit} */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{10})[0-9a-f]+/, '$1');
}
