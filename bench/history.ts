import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchDocument } from './document.js';
import { shortCommit } from './git.js';

const FOLDER = join(import.meta.dirname, 'history');

/** Keeps the results of a run. @returns the path of the file */
export function writeToHistory(document: BenchDocument): string {
  const date = document.date.replace(/[:.]/g, '-');
  const commit = document.commit === null ? 'no-commit' : shortCommit(document.commit);
  const path = join(FOLDER, `${date}-${commit}.json`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}
