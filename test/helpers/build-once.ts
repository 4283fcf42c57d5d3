import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Builds `dist` before the tests if it is missing or older than what it is made of, so that no test runs an old build. */
export function setup(): void {
  if (newest(['dist/cli/main.js']) > newest(['src', 'tsup.config.ts', 'package.json', 'tools/build.js'])) return;
  execFileSync(process.execPath, [join(ROOT, 'tools/build.js')], { cwd: ROOT, stdio: 'inherit' });
}

/** Time of the last change in these files and folders; 0 if none exists. */
function newest(paths: readonly string[]): number {
  const times = paths.map((path) => {
    const status = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (status === undefined) return 0;
    if (!status.isDirectory()) return status.mtimeMs;
    return newest(readdirSync(join(ROOT, path)).map((name) => join(path, name)));
  });
  return Math.max(0, ...times);
}
