import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Absolute path of the project. */
export const ROOT: string = join(import.meta.dirname, '..');

/** The public API, as `src/index.ts` declares it. */
export type Library = typeof import('../src/index.js');

/** The project as it was built at some commit. */
export interface Build {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** Address of the library's entry on Node. */
  readonly entry: string;
}

/** The build in a folder of the project. */
export function buildIn(root: string): Build {
  // Older commits have an entry for Node alone, without which there are no threads.
  const ofNode = join(root, 'dist/node.js');
  return { root, entry: pathToFileURL(existsSync(ofNode) ? ofNode : join(root, 'dist/index.js')).href };
}

/**
 * Loads the built library and not its source: how the bundler arranges the code decides how fast it is, and users run the
 * bundle.
 */
export async function loadLibrary({ entry }: Build): Promise<Library> {
  return (await import(entry)) as Library;
}
