import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { findChromium, startChromium } from '../helpers/chromium.js';
import { readFixture } from '../helpers/fixtures.js';
import { serveFolder } from '../helpers/static-server.js';
import { BUNDLE, BUNDLERS, makeProject } from './bundlers.js';

/** Large enough for threads. */
const JPEG = Uint8Array.from(Buffer.concat([readFixture('scene.jpg'), new Uint8Array(420_000)]));
const NAMES = Object.keys(BUNDLERS);

const project = mkdtempSync(join(tmpdir(), 'lepton-ts-bundles-'));
const photo = join(project, 'photo.jpg');
let expected: { readonly leptonBytes: number; readonly isRestored: boolean };

/** A fresh folder with nothing but what a bundler has made of a program. */
async function bundle(name: string, target: 'node' | 'browser'): Promise<string> {
  const output = mkdtempSync(join(tmpdir(), 'lepton-ts-bundle-'));
  await BUNDLERS[name](project, target, output);
  return output;
}

beforeAll(async () => {
  const { compressSync } = await loadBuiltLibrary();
  makeProject(project);
  writeFileSync(photo, JPEG);
  expected = { leptonBytes: compressSync(JPEG).length, isRestored: true };
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('a program for Node', () => {
  test('that is not bundled works', () => {
    const output = execFileSync(process.execPath, ['node.mjs', photo], { cwd: project });
    expect(JSON.parse(output.toString())).toEqual([expected, expected]);
  });

  test.each(NAMES)('bundled by %s works in a fresh folder, and says nothing', async (name) => {
    const folder = await bundle(name, 'node');
    const [main] = readdirSync(folder).filter((file) => file.startsWith('app.'));
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, photo], { cwd: folder });
    rmSync(folder, { recursive: true });
    expect(stderr.toString()).toBe('');
    expect(JSON.parse(stdout.toString())).toEqual([expected, expected]);
    expect(status).toBe(0);
  });

  test('bundled by webpack brings its worker', async () => {
    const folder = await bundle('webpack', 'node');
    expect(readdirSync(folder).filter((file) => file.endsWith('.mjs')).length).toBeGreaterThan(1);
    rmSync(folder, { recursive: true });
  });
});

const chromium = findChromium();
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an isolated page': ISOLATED,
  'a page that is not isolated': {},
  'a page that may not start workers': { 'content-security-policy': "worker-src 'none'; default-src 'self'" },
};

describe.skipIf(chromium === null)('a program for browsers', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium(chromium as string);
  });
  afterAll(() => browser.close());

  /** Opens the page of a bundle. @returns what the program told, the console, and the files that were asked for */
  async function open(folder: string, headers: Readonly<Record<string, string>>, importMap = '') {
    copyFileSync(photo, join(folder, 'photo.jpg'));
    const head = '<!doctype html><link rel="icon" href="data:,">';
    writeFileSync(join(folder, 'index.html'), `${head}${importMap}<script type="module" src="${BUNDLE}"></script>`);
    await using server = await serveFolder(folder, headers);
    const page = await browser.newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    await page.goto(`${server.origin}/index.html`);
    // A function and no string, which some of the pages forbid.
    const outcome = await page.waitForFunction(() => (globalThis as { outcome?: unknown }).outcome);
    const told = await outcome.jsonValue();
    const isIsolated = await page.evaluate('crossOriginIsolated');
    await page.close();
    const scripts = server.requests.filter((path) => /\.m?js$/.test(path));
    return { told, messages, scripts, isIsolated };
  }

  describe.each(NAMES)('bundled by %s', (name) => {
    let folder = '';
    beforeAll(async () => {
      folder = await bundle(name, 'browser');
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test.each(Object.keys(HEADERS))('works on %s', async (kind) => {
      const { told, messages, scripts, isIsolated } = await open(folder, HEADERS[kind]);
      expect(told).toEqual([expected, expected]);
      expect(isIsolated).toBe(kind === 'an isolated page');
      const isForbidden = kind === 'a page that may not start workers';
      // Two bundlers follow the worker; with the others there is no file of it, and the page does the work.
      const bringsWorker = ['Vite', 'webpack'].includes(name);
      if (bringsWorker && !isForbidden) {
        expect(messages).toEqual([]);
        expect(scripts.length).toBeGreaterThan(1);
      } else {
        // The browser tells that a file is not there, or not allowed: once, not for each call.
        expect(messages.filter((message) => !/404|Content Security Policy|worker/i.test(message))).toEqual([]);
      }
    });
  });

  test('works without a bundler, with an import map', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lepton-ts-page-'));
    cpSync(join(project, 'node_modules'), folder, { recursive: true });
    copyFileSync(join(project, 'browser.mjs'), join(folder, BUNDLE));
    const imports = {
      'lepton-ts': './lepton-ts/dist/index.js',
      pako: './pako/dist/pako.mjs',
      '#platform': './lepton-ts/dist/platform/web.js',
    };
    const importMap = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
    const { told, scripts } = await open(folder, ISOLATED, importMap);
    rmSync(folder, { recursive: true });
    expect(told).toEqual([expected, expected]);
    // The import map of a page is not for its workers, which cannot find pako: so the page does the work.
    expect(scripts).toContain('/lepton-ts/dist/platform/web-worker.js');
  });
});
