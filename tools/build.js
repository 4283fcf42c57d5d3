// Builds dist: the JavaScript and, at the same time, the declarations, rolled up into one file per entry.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
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

for (const folder of ['dist', 'build'])
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
mkdirSync(new URL('../dist', import.meta.url));
await Promise.all([run('tsup/dist/cli-default.js', '--silent'), buildTypes()]);
