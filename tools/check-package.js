// Checks what would be published: the packed tarball as package managers and compilers see it, and the public API against
// the report that is committed. It prints nothing unless something is wrong.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'node_modules/.bin');
const REPORT = 'docs/api/lepton-ts.api.md';

/** Runs a program and shows what it printed if it fails. @returns what it printed */
function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  if (status === 0) return stdout;
  process.stderr.write(`${program} ${args.join(' ')} failed.\n${stdout}${stderr}${error ?? ''}\n`);
  process.exitCode = 1;
  return '';
}

// The build has written the report anew: whoever changed the API commits it.
const made = readFileSync(join(ROOT, 'build/lepton-ts.api.md'), 'utf8');
const { stdout: committed, status } = spawnSync('git', ['show', `:${REPORT}`], { cwd: ROOT, encoding: 'utf8' });
if (status === 0 && committed !== made) {
  process.stderr.write(`The public API is not the one in ${REPORT}. If that is meant, commit the file as it is now.\n`);
  process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), 'lepton-ts-pack-'));
const name = run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder).trim();
if (name !== '') {
  const tarball = join(folder, name);
  run(join(BIN, 'publint'), 'run', tarball, '--strict');
  // There is no CommonJS form on purpose; require() of ES modules is Node's own affair.
  run(join(BIN, 'attw'), tarball, '--profile', 'esm-only', '--no-emoji');
}
rmSync(folder, { recursive: true });
