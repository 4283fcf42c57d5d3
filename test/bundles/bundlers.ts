/** Makes programs that use the library, with the bundlers that people use, as they use them. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack, { type Configuration } from 'webpack';

const ROOT = resolve(import.meta.dirname, '../..');
const APPS = join(import.meta.dirname, 'apps');

/** What a bundle is for. */
export type Target = 'node' | 'browser';

/** Name of the file in the output folder with which a bundle begins. */
export const BUNDLE = 'app.mjs';

/**
 * A project that has installed the packed library, with a program for each target.
 *
 * @param folder an empty folder
 */
export function makeProject(folder: string): void {
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
  });
  const library = join(folder, 'node_modules/lepton-ts');
  mkdirSync(library, { recursive: true });
  execFileSync('tar', ['xzf', join(folder, packed.toString().trim()), '-C', library, '--strip', '1']);
  // Not from the registry, so that the test needs none.
  cpSync(join(ROOT, 'node_modules/pako'), join(folder, 'node_modules/pako'), { recursive: true });
  for (const target of ['node', 'browser']) copyFileSync(join(APPS, `${target}.js`), join(folder, `${target}.mjs`));
}

/** Bundles the program of a project for a target into `output`. Every bundler gets the options that its manual begins with. */
export const BUNDLERS: Readonly<Record<string, (project: string, target: Target, output: string) => Promise<void>>> = {
  async esbuild(project, target, output) {
    await esbuild.build({
      entryPoints: [join(project, `${target}.mjs`)],
      bundle: true,
      platform: target,
      format: 'esm',
      outfile: join(output, BUNDLE),
      logLevel: 'error',
    });
  },

  async 'esbuild, as CommonJS'(project, target, output) {
    await esbuild.build({
      entryPoints: [join(project, `${target}.mjs`)],
      bundle: true,
      platform: target,
      format: target === 'node' ? 'cjs' : 'iife',
      outfile: join(output, target === 'node' ? 'app.cjs' : BUNDLE),
      logLevel: 'error',
      // It warns that there is no import.meta in this form; the library does without.
      logOverride: { 'empty-import-meta': 'silent' },
    });
  },

  async Rollup(project, target, output) {
    const plugin = nodeResolve({ exportConditions: [target], browser: target === 'browser', preferBuiltins: true });
    const input = join(project, `${target}.mjs`);
    const bundle = await rollup({ input, plugins: [plugin], external: [/^node:/] });
    await bundle.write({ dir: output, format: 'es', entryFileNames: BUNDLE });
    await bundle.close();
  },

  async Vite(project, target, output) {
    const input = join(project, `${target}.mjs`);
    const rollupOptions = { input, output: { entryFileNames: BUNDLE } };
    await vite({
      root: project,
      base: './',
      configFile: false,
      logLevel: 'error',
      ...(target === 'node' && { ssr: { noExternal: true } }),
      build: { outDir: output, emptyOutDir: false, rollupOptions, ...(target === 'node' && { ssr: input }) },
    });
  },

  async webpack(project, target, output) {
    const configuration: Configuration = {
      mode: 'production',
      context: project,
      target: target === 'node' ? 'node20' : 'web',
      entry: join(project, `${target}.mjs`),
      experiments: { outputModule: true },
      output: { path: output, filename: BUNDLE, module: true },
    };
    await new Promise<void>((done, fail) => {
      webpack(configuration, (error, stats) => {
        if (error) fail(error);
        else if (stats?.hasErrors()) fail(new RangeError(stats.toString('errors-only')));
        else done();
      });
    });
  },
};
