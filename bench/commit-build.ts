import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { plainEnvironment } from './child.js';
import { type Build, buildIn, ROOT } from './library.js';
import { withTemporaryFolder } from './temporary-folder.js';

/**
 * Builds a commit of this project, as it builds itself, in a folder that is there for as long as `work` takes.
 *
 * @param commit hash of the commit
 * @throws LeptonError INTERNAL_ERROR if it cannot be built
 */
export async function withBuildOf<T>(commit: string, work: (build: Build) => Promise<T>): Promise<T> {
  process.on('SIGINT', leaveItToChildren);
  try {
    return await withTemporaryFolder((folder) => buildAndWork(commit, join(folder, 'project'), work));
  } finally {
    process.off('SIGINT', leaveItToChildren);
  }
}

async function buildAndWork<T>(commit: string, root: string, work: (build: Build) => Promise<T>): Promise<T> {
  await run(ROOT, 'git', 'worktree', 'add', '--quiet', '--detach', root, commit);
  try {
    await installPackages(root);
    await run(root, 'npm', 'run', '--silent', 'build');
    return await work(buildIn(root));
  } finally {
    await run(ROOT, 'git', 'worktree', 'remove', '--force', root);
  }
}

/**
 * All that takes long is done by child processes. They end by the same signal; what waits for them fails then, and the
 * folder is removed on the way out.
 */
function leaveItToChildren(): void {}

/** Copied and not linked, as the build tells packages from sources by where the bundler really finds them. */
async function installPackages(root: string): Promise<void> {
  const lock = (folder: string) => readFile(join(folder, 'package-lock.json'), 'utf8');
  if ((await lock(ROOT)) === (await lock(root))) {
    await run(ROOT, 'cp', '-R', '-P', 'node_modules', root);
  } else {
    await run(root, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  }
}

/**
 * Runs a program; what it prints belongs to standard error, as standard output is for results. This process goes on
 * meanwhile, because tsx kills it if it does not answer a signal.
 */
async function run(folder: string, program: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: folder, env: plainEnvironment(), stdio: ['ignore', 2, 2] });
  const [status] = await once(child, 'close');
  if (status !== 0) {
    throw new LeptonError('INTERNAL_ERROR', `${program} ${args.join(' ')} ended with status ${status}.`);
  }
}
