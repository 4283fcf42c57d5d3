import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';

/** What is read of a package.json. */
interface PackageDescription {
  readonly version: string;
  readonly license: string;
}

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as PackageDescription;

/**
 * The bundler turns `const` at the top of a module into `var`. V8 folds the address of a typed array into compiled
 * code only if the variable cannot change: without this step everything takes 1.4 times as long. It relies on no
 * module having a `let` or a reassigned `var` at its top; one that has fails at its first assignment, in every test.
 * Modules of other packages, which are not held to that, are left as they are.
 */
const keepConstants: NonNullable<Options['plugins']>[number] = {
  name: 'keep-constants',
  renderChunk(code) {
    // The bundler names the file in front of what it took from it.
    const modules = code.split(/^(?=\/\/ \S+\/\S+\n)/m);
    return { code: modules.map((text) => (text.startsWith('// node_modules/') ? text : withConstants(text))).join('') };
  },
};

function withConstants(code: string): string {
  return code.replace(/^var (?=[\w$]+ = )/gm, 'const ');
}

const COMMON = {
  platform: 'neutral',
  target: ['node20', 'es2022'],
  splitting: true,
  treeshake: true,
  dts: false,
  clean: false,
  removeNodeProtocol: false,
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [keepConstants],
} satisfies Options;

/** The library. Declarations come from `tools/build.js`. */
export const LIBRARY: Options = {
  ...COMMON,
  entry: {
    index: 'src/index.ts',
    'platform/node': 'src/platform/node.ts',
    'platform/node-worker': 'src/platform/node-worker.ts',
    'platform/web': 'src/platform/web.ts',
    'platform/web-worker': 'src/platform/web-worker.ts',
  },
  format: 'esm',
  // Which platform it is, package.json says where the library is used.
  external: [/^node:/, '#platform'],
};

const CLI_FOLDER = 'dist/cli';

/** Packages that are copied into the command line tool. */
const BUNDLED = ['commander', 'pako'];

/** What the tool never calls: commander loads it for commands that are programs of their own, which takes 2 ms. */
const withoutChildProcess: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'without-child-process',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, () => ({ path: 'none', namespace: 'without-child-process' }));
    build.onLoad({ filter: /.*/, namespace: 'without-child-process' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** The command line tool is for Node alone. */
const onNode: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'on-node',
  setup(build) {
    build.onResolve({ filter: /^#platform$/ }, () => ({
      path: fileURLToPath(new URL('src/platform/node.ts', import.meta.url)),
    }));
  },
};

const MODULE_URL = 'moduleUrl';

/** What the sources ask of modules, in the words of CommonJS. */
const asCommonJs: NonNullable<Options['plugins']>[number] = {
  name: 'as-common-js',
  renderChunk(code) {
    const required = code.replace(/\bimport\((['"]\.\/[^'"]+['"])\)/g, 'require($1)');
    if (!required.includes(MODULE_URL)) return { code: required };
    return { code: `const ${MODULE_URL} = require('node:url').pathToFileURL(__filename);\n${required}` };
  },
};

/**
 * The command line tool, for which only its start counts: as CommonJS and in few files it is loaded in half the
 * time, because Node's loader of ES modules takes its time for each of them. It brings its own worker and what it needs of
 * other packages.
 */
const COMMAND_LINE: Options = {
  ...COMMON,
  entry: { main: 'src/cli/main.ts', 'node-worker': 'src/platform/node-worker.ts' },
  outDir: CLI_FOLDER,
  format: 'cjs',
  platform: 'node',
  // Its own package.json says that these files are CommonJS.
  outExtension: () => ({ js: '.js' }),
  noExternal: BUNDLED,
  esbuildPlugins: [withoutChildProcess, onNode],
  define: { ...COMMON.define, 'import.meta.url': MODULE_URL },
  plugins: [...COMMON.plugins, asCommonJs],
  async onSuccess() {
    writeFileSync(`${CLI_FOLDER}/package.json`, '{ "type": "commonjs" }\n');
    writeFileSync(`${CLI_FOLDER}/THIRD-PARTY.txt`, BUNDLED.map(licenseNote).join('\n\n'));
  },
};

function licenseNote(name: string): string {
  const folder = new URL(`node_modules/${name}/`, import.meta.url);
  const { version, license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as PackageDescription;
  const text = readFileSync(new URL('LICENSE', folder), 'utf8').trim();
  return `Parts of these files are from ${name} ${version}, license ${license}:\n\n${text}\n`;
}

export default defineConfig([LIBRARY, COMMAND_LINE]);
