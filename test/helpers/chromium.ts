/** The browser of the tests: Debian's Chromium, which is installed where that may be done. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is, installed if need be; null where it cannot be had, which is said aloud. */
export function findChromium(): string | null {
  const found = () => [process.env.CHROMIUM, ...PATHS].find((path) => path !== undefined && existsSync(path)) ?? null;
  if (found() === null && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    process.stderr.write('Installing Chromium for the tests (apt-get install chromium).\n');
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    try {
      execFileSync('apt-get', ['update'], options);
      execFileSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
    } catch (error) {
      process.stderr.write(`Chromium could not be installed: ${String(error)}\n`);
    }
  }
  const path = found();
  if (path === null) {
    process.stderr.write(
      'LEFT OUT: tests in a browser. There is no Chromium (CHROMIUM may name one), and no right to install it.\n',
    );
  }
  return path;
}

/** Starts the browser. It must be closed. */
export function startChromium(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
