// Builds dist: the JavaScript and, at the same time, the declarations, rolled up into one file per entry.
// With --if-older only if dist is older than what it is made of.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = new URL('../node_modules/', import.meta.url);

/** Runs a program of a package with this Node.js; what it prints is only shown if it fails. */
function run(program, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(program, MODULES)), ...args], { cwd: ROOT });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new RangeError(`${program} ended with status ${status}:\n${Buffer.concat(output)}`));
    });
  });
}

async function buildTypes() {
  await run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
  // Changes the report of the public API; npm run lint:api holds it against what was committed.
  await run('@microsoft/api-extractor/bin/api-extractor', 'run', '--local');
}

/** Time of the last change in these files and folders; 0 if none exists. */
function newest(paths) {
  const times = paths.map((path) => {
    const status = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (status === undefined) return 0;
    if (!status.isDirectory()) return status.mtimeMs;
    return newest(readdirSync(join(ROOT, path)).map((name) => join(path, name)));
  });
  return Math.max(0, ...times);
}

// What is made last, and what all of it is made of.
const OUTPUTS = ['dist/index.d.ts', 'dist/cli/main.js'];
const SOURCES = [
  'src',
  'tools',
  'tsup.config.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'api-extractor.json',
  'package.json',
];

const isFresh = OUTPUTS.every((path) => newest([path]) > newest(SOURCES));
if (!(process.argv.includes('--if-older') && isFresh)) {
  for (const folder of ['dist', 'build']) rmSync(join(ROOT, folder), { recursive: true, force: true });
  mkdirSync(join(ROOT, 'dist'));
  await Promise.all([run('tsup/dist/cli-default.js', '--silent'), buildTypes()]);
}
