import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Absolute path of the project. */
export const ROOT: string = join(import.meta.dirname, '..');

/** The public API, as `src/index.ts` declares it. */
export type Library = typeof import('../src/index.js');

/**
 * Loads the built library and not its source: how the bundler arranges the code decides how fast it is, and users run the
 * bundle.
 */
export async function loadLibrary(): Promise<Library> {
  return (await import(pathToFileURL(join(ROOT, 'dist/index.js')).href)) as Library;
}
