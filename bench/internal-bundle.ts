import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { LIBRARY } from '../tsup.config.js';
import { ROOT } from './library.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** The parts of the library that are measured one by one. */
export type Internals = typeof import('./internals.js');

/**
 * Loads a bundle of the parts, made as `dist` is: from its sources the code would run much slower, as the build keeps
 * constants where module loaders make variables of them.
 */
export async function loadInternals(): Promise<Internals> {
  // Inside of node_modules, so that the dependencies are found from there.
  return withTemporaryFolder(
    async (folder) => {
      await build({
        ...LIBRARY,
        config: false,
        entry: { internals: join(import.meta.dirname, 'internals.ts') },
        outDir: folder,
        // No package.json tells there what the file is.
        outExtension: () => ({ js: '.mjs' }),
        splitting: false,
        silent: true,
      });
      return (await import(pathToFileURL(join(folder, 'internals.mjs')).href)) as Internals;
    },
    join(ROOT, 'node_modules/.cache'),
  );
}
