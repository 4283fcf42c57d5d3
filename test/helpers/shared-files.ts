import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'vitest';

/** The folder with golden files and photographs, which are no part of the project. */
export const SHARED_FOLDER: string = resolve(import.meta.dirname, '../..', process.env.LEPTON_SHARED ?? '../shared');

/** A line of a table, by column. */
export type Row = Readonly<Record<string, string>>;

/** The lines of a table in the folder; none if the folder is not there. */
export function readSharedTable(path: string): Row[] {
  if (!existsSync(join(SHARED_FOLDER, path))) return [];
  const lines = readFileSync(join(SHARED_FOLDER, path), 'utf8').trimEnd().split('\n');
  const [columns, ...rows] = lines.map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])));
}

/** Bytes of a file in the folder. */
export function readShared(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(SHARED_FOLDER, path)));
}

/** Says aloud that tests are skipped if a table is not there; the tests that need it have no lines then. */
export function skipWithoutTable(path: string): void {
  if (existsSync(join(SHARED_FOLDER, path))) return;
  const reason = `${join(SHARED_FOLDER, path)} is not there (variable LEPTON_SHARED)`;
  console.warn(`\nSKIPPED: the conformance tests of ${path}, because ${reason}.\n`);
  test.skip(`all of ${path}: ${reason}`, () => undefined);
}
