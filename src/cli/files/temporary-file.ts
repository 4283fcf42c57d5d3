/** Files that are deleted when the process ends, unless they got another name. */

import { openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError } from '../report/failure.js';

/** Signals that end the process and leave it time to tidy up. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Paths that must be gone when this process ends, however it ends. */
const pending = new Set<string>();

/** A file that exists only for a moment. */
export interface TemporaryFile {
  readonly path: string;
  readonly descriptor: number;
  /** Deletes the file if it still has this name, and stops watching over it. */
  remove(): void;
}

/**
 * Creates an empty file that nobody else can read, under a name that did not exist. It is deleted if a signal ends the
 * process. Synchronous, so that no signal handler can run between its creation and its registration.
 *
 * @param folder the folder to create it in.
 */
export function createTemporaryFile(folder: string): TemporaryFile {
  // Nobody must be kept from guessing it, as the file must not exist; loading `crypto` would take two milliseconds.
  // A short name of its own: the name of the target with something added could be too long for the file system.
  const random = Math.random().toString(36).slice(2);
  const path = join(folder, `.lepton-ts-${process.pid}-${random}.tmp`);
  const descriptor = openSync(path, 'wx', 0o600);
  watchOver(path);
  return {
    path,
    descriptor,
    remove() {
      removeIfThere(path);
      release(path);
    },
  };
}

function watchOver(path: string): void {
  // Only while there is something to delete: without a handler a signal ends even a long computation at once.
  if (pending.size === 0) {
    for (const signal of ENDING_SIGNALS) process.on(signal, endBySignal);
    process.on('exit', removeAll);
  }
  pending.add(path);
}

function release(path: string): void {
  pending.delete(path);
  if (pending.size > 0) return;
  for (const signal of ENDING_SIGNALS) process.removeListener(signal, endBySignal);
  process.removeListener('exit', removeAll);
}

function removeAll(): void {
  for (const path of pending) removeIfThere(path);
}

/** Tidies up and lets the signal do what it would have done, so that whoever waits for us sees which it was. */
function endBySignal(signal: NodeJS.Signals): void {
  removeAll();
  for (const each of ENDING_SIGNALS) process.removeListener(each, endBySignal);
  process.kill(process.pid, signal);
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    // Already renamed to its final name, or deleted by someone else.
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}
