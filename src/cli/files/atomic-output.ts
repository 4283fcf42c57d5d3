/** Output files that are there complete or not at all. */

import { closeSync, linkSync, openSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { LeptonError } from '../../errors.js';
import { describeSystemError, isSystemError } from '../report/failure.js';
import { close, fchmod, fsync, lstat, mkdir, open, realpath, stat, writeFile } from './file-calls.js';
import { createTemporaryFile, type TemporaryFile } from './temporary-file.js';

/** How an output file is to be written. */
export interface OutputOptions {
  /** Replace a file that exists already. */
  readonly overwrite: boolean;
  /** Permission bits; those of the umask are taken away. */
  readonly mode: number;
  /** Make the folder of the output if it is missing. */
  readonly createFolder: boolean;
}

/** What an output is to hold: all of it, or chunk after chunk. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** Where the bytes really go. */
interface Target {
  readonly path: string;
  /** A pipe or a device: nothing there can be overwritten, and nothing can be renamed over it. */
  readonly isStream: boolean;
}

/**
 * Refuses an output that could not be written at the end, before any work is done.
 *
 * @param path path of the output.
 * @param overwrite whether a file may be replaced.
 * @throws LeptonError `OUTPUT_EXISTS`, `OS_ERROR`.
 */
export async function checkOutput(path: string, overwrite: boolean): Promise<void> {
  await withDescription(path, () => findTarget(path, overwrite));
}

/**
 * Writes a file so that its name leads to all of it or to nothing: into a temporary file beside it, which is flushed to
 * the disk and then gets the name in one step. A symbolic link is followed; a pipe or a device is written to directly.
 *
 * @param path path of the output.
 * @param content what it is to hold; if it comes in chunks and fails, there is no file.
 * @param options overwriting and permissions.
 * @throws LeptonError `OUTPUT_EXISTS`, also if the file appeared only while this was running; `OS_ERROR`; whatever the
 * content fails with.
 */
export async function writeOutput(path: string, content: Content, options: OutputOptions): Promise<void> {
  await withDescription(path, async () => {
    if (options.createFolder) await mkdir(dirname(path), { recursive: true });
    const target = await findTarget(path, options.overwrite);
    if (target.isStream) {
      const descriptor = await open(target.path, 'w');
      try {
        for await (const bytes of chunksOf(content)) await writeFile(descriptor, bytes);
      } finally {
        await close(descriptor);
      }
      return;
    }
    const folder = dirname(target.path);
    const temporary = createTemporaryFile(folder);
    try {
      await fill(temporary, content, options.mode);
      if (options.overwrite) renameSync(temporary.path, target.path);
      else giveNewName(temporary.path, target.path, path);
    } finally {
      temporary.remove();
    }
    await flushFolder(folder);
  });
}

/** The content in chunks. */
export function chunksOf(content: Content): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  return content instanceof Uint8Array ? [content] : content;
}

async function withDescription<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw describeSystemError(`Cannot write ${path}`, error);
  }
}

async function findTarget(path: string, overwrite: boolean): Promise<Target> {
  const status = (await absentAsUndefined(stat(path))) ?? (await absentAsUndefined(lstat(path)));
  if (status === undefined) return { path, isStream: false };
  if (status.isFIFO() || status.isCharacterDevice()) return { path, isStream: true };
  if (status.isDirectory())
    throw new LeptonError('OS_ERROR', `${path} is a directory; use --out-dir to write into it.`);
  if (!status.isFile() && !status.isSymbolicLink()) {
    throw new LeptonError('OS_ERROR', `Cannot write ${path}: it is neither a file nor a pipe.`);
  }
  if (!overwrite) throw outputExists(path);
  // Replaces what a link leads to and leaves the link; one that leads nowhere is itself replaced.
  return { path: status.isFile() ? await realpath(path) : path, isStream: false };
}

async function absentAsUndefined(status: Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await status;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function fill(temporary: TemporaryFile, content: Content, mode: number): Promise<void> {
  try {
    for await (const bytes of chunksOf(content)) await writeFile(temporary.descriptor, bytes);
    try {
      await fchmod(temporary.descriptor, mode & ~process.umask());
    } catch (error) {
      // File systems without permissions of their own (FAT, some network shares) refuse, and lose nothing by it.
      if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    }
    await fsync(temporary.descriptor);
  } finally {
    await close(temporary.descriptor);
  }
}

/**
 * Gives the temporary file a name that must not exist yet. A hard link does this in one step; `rename` would replace a
 * file that appeared meanwhile. Synchronous, so that no signal handler can run half way.
 */
function giveNewName(temporary: string, target: string, shown: string): void {
  try {
    linkSync(temporary, target);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw outputExists(shown);
    if (!hasCode(error, 'EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    claimNameAndReplace(temporary, target, shown);
  }
}

/** For file systems without hard links: only whoever creates the empty file may replace it. */
function claimNameAndReplace(temporary: string, target: string, shown: string): void {
  try {
    closeSync(openSync(target, 'wx', 0o600));
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? outputExists(shown) : error;
  }
  try {
    renameSync(temporary, target);
  } catch (error) {
    unlinkSync(target);
    throw error;
  }
}

/** Makes the new name itself survive a power failure, where folders can be flushed. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const descriptor = await open(folder, 'r');
    try {
      await fsync(descriptor);
    } finally {
      await close(descriptor);
    }
  } catch (error) {
    // Windows, folders that may be written but not read, and file systems that do not know this.
    if (!hasCode(error, 'EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
  }
}

function outputExists(path: string): LeptonError {
  return new LeptonError('OUTPUT_EXISTS', `${path} exists already; --force replaces it.`);
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}
