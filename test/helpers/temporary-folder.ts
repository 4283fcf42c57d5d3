import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A new, empty folder for every test. */
export interface TemporaryFolder {
  /** Absolute path of the folder. */
  readonly path: string;
  /** Absolute path of a file in it. */
  file(name: string): string;
  write(name: string, bytes: Uint8Array | string): void;
  read(name: string): Buffer;
  /** Sorted names of everything in it, hidden files included. */
  list(folder?: string): string[];
}

/** Makes a folder before each test of the file or suite that calls this, and deletes it afterwards. */
export function useTemporaryFolder(): TemporaryFolder {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'lepton-ts-test-'));
  });
  afterEach(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const file = (name: string) => join(path, name);
  return {
    get path() {
      return path;
    },
    file,
    write: (name, bytes) => writeFileSync(file(name), bytes),
    read: (name) => readFileSync(file(name)),
    list: (folder = '.') => readdirSync(file(folder)).sort(),
  };
}
