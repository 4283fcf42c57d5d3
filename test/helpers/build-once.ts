import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds `dist` before the tests if it is missing or older than what it is made of, so that no test runs an old build. */
export function setup(): void {
  const root = join(import.meta.dirname, '../..');
  execFileSync(process.execPath, [join(root, 'tools/build.js'), '--if-older'], { cwd: root, stdio: 'inherit' });
}
