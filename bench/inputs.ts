import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { type Library, ROOT } from './library.js';

/** A JPEG to measure with. */
export interface Input {
  readonly name: string;
  /** Absolute path of the JPEG. */
  readonly path: string;
  readonly jpeg: Uint8Array;
}

/** Photographs of 3 MB, 2 MB and 130 KB that other implementations were measured with. */
const GOLDEN_FILES = ['slrhills.jpg', 'iphone.jpg', 'android.jpg'];
const FALLBACK_COUNT = 3;

/**
 * Reads the files to measure with: those named, else the three golden photographs, else the largest fixtures.
 *
 * @param names paths from the command line
 * @param library to find fixtures that can be compressed
 * @param warn told when the golden photographs are missing
 * @throws LeptonError FILE_NOT_FOUND
 */
export function readInputs(names: readonly string[], library: Library, warn: (text: string) => void): Input[] {
  if (names.length > 0) return names.map((name) => readOne(resolve(name)));
  const golden = resolve(ROOT, process.env.LEPTON_SHARED ?? '../shared', 'golden');
  if (existsSync(golden)) return GOLDEN_FILES.map((file) => readOne(join(golden, file)));
  warn(`LEPTON_SHARED: there is no ${golden}; measuring with the largest fixtures, which are small for this.\n`);
  return largestFixtures(library);
}

function largestFixtures(library: Library): Input[] {
  const folder = join(ROOT, 'fixtures');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jpg'))
    .map((file) => readOne(join(folder, file)))
    .sort((a, b) => b.jpeg.length - a.jpeg.length)
    .filter(({ jpeg }) => tryCompress(jpeg, library) !== null)
    .slice(0, FALLBACK_COUNT);
}

/** The Lepton file of a JPEG; null if it is refused, as some are there to be. */
export function tryCompress(jpeg: Uint8Array, library: Library): Uint8Array | null {
  try {
    return library.compressSync(jpeg);
  } catch (error) {
    if (error instanceof library.LeptonError) return null;
    throw error;
  }
}

function readOne(path: string): Input {
  if (!existsSync(path)) throw new LeptonError('FILE_NOT_FOUND', `There is no ${path}.`);
  return { name: basename(path), path, jpeg: new Uint8Array(readFileSync(path)) };
}
