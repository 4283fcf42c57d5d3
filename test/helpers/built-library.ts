import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The public API. */
export type BuiltLibrary = typeof import('../../src/index.js');

/**
 * Loads the built library, which build-once.ts keeps fresh. The test runner's transform of the source makes the hot
 * loops seven times slower: too slow for tests with thousands of files or with big ones.
 */
export async function loadBuiltLibrary(): Promise<BuiltLibrary> {
  return (await import(pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href)) as BuiltLibrary;
}
