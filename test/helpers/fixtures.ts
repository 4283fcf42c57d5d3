import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of fixtures/FIXTURES.tsv. */
export interface Fixture {
  readonly file: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** Sampling factors per component, e.g. `2x2,1x1,1x1`. */
  readonly sampling: string;
  /** Frame marker, with the number of scans if there are several, e.g. `SOF2, 10 scans`. */
  readonly process: string;
  /** The recipe, as in fixtures/recipes.ts. */
  readonly how: string;
}

/** Absolute path of the fixtures folder. */
export const FIXTURES_FOLDER: string = join(import.meta.dirname, '../../fixtures');

/** All lines of fixtures/FIXTURES.tsv, in its order. */
export function listFixtures(): Fixture[] {
  const lines = readFileSync(join(FIXTURES_FOLDER, 'FIXTURES.tsv'), 'utf8').trimEnd().split('\n');
  return lines.slice(1).map((line) => {
    const [file, bytes, width, height, sampling, process, how] = line.split('\t');
    return { file, bytes: Number(bytes), width: Number(width), height: Number(height), sampling, process, how };
  });
}

/** Bytes of a fixture by its file name. */
export function readFixture(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FIXTURES_FOLDER, file)));
}
