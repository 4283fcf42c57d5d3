import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_TABLE } from '../../src/errors.js';
import { readFixture } from '../helpers/fixtures.js';
import { EXECUTABLE, runCli } from '../helpers/run-cli.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const PACKAGE = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

describe('help and version', () => {
  test.each(['--version', '-V'])('%s prints the version and nothing else', (option) => {
    const { status, stdout, stderr } = runCli([option], { cwd: folder.path });
    expect([status, stdout.toString(), stderr]).toEqual([0, `${PACKAGE.version}\n`, '']);
  });

  test('--help has the commands, examples and every exit status', () => {
    const { status, stdout, stderr } = runCli(['--help'], { cwd: folder.path });
    expect([status, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    for (const command of ['compress', 'decompress', 'verify', 'inspect']) {
      expect(text).toMatch(new RegExp(`^ {2}lepton-ts ${command} .*photo`, 'm'));
    }
    for (const [code, { exitStatus }] of Object.entries(ERROR_TABLE)) {
      expect(text).toMatch(new RegExp(`^ *${exitStatus} +${code} `, 'm'));
    }
  });

  test.each(['compress', 'decompress', 'verify', 'inspect'])('%s --help and help %s print the same', (command) => {
    const { status, stdout, stderr } = runCli([command, '--help'], { cwd: folder.path });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toContain(`Usage: lepton-ts ${command} `);
    expect(runCli(['help', command], { cwd: folder.path }).stdout.toString()).toBe(stdout.toString());
  });

  test('without a command help goes to standard error and the status is 2', () => {
    const { status, stdout, stderr } = runCli([], { cwd: folder.path });
    expect([status, stdout.toString()]).toEqual([2, '']);
    expect(stderr).toContain('Usage: lepton-ts');
  });

  test('what is loaded for the version holds neither the codec nor commander', () => {
    const dist = join(dirname(EXECUTABLE), '../dist');
    expect(staticCode(dist, 'index.js')).toMatch(/\bfunction compressSync\b/);
    const loaded = staticCode(join(dist, 'cli'), 'main.js');
    expect(loaded).toContain('--version');
    expect(loaded).not.toMatch(/\bcompressSync\b|\bpako\b|\bcommander\b/);
  });
});

/** ES modules and CommonJS, as they are built. */
const STATIC_IMPORT = /^(?:(?:import|export) (?:[^;]*? from )?|var \S+ = require\()['"]\.\/([^'"]+)['"]/gm;

/** The code of a built module and of all built modules that are loaded at once with it. */
function staticCode(dist: string, entry: string): string {
  const codeOf = new Map<string, string>();
  const add = (module: string) => {
    if (codeOf.has(module)) return;
    const code = readFileSync(join(dist, module), 'utf8');
    codeOf.set(module, code);
    for (const [, imported] of code.matchAll(STATIC_IMPORT)) add(imported);
  };
  add(entry);
  return [...codeOf.values()].join('\n');
}

describe('usage errors', () => {
  test.each([
    ['an Unknown command', ['compres', 'photo.jpg'], /Unknown command 'compres'.*compress/],
    ['an Unknown option', ['compress', '--fast', 'photo.jpg'], /Unknown option '--fast'/],
    ['segments that are no number', ['compress', 'photo.jpg', '--segments', 'two'], /--segments.*1 to 8/],
    ['no segments', ['compress', 'photo.jpg', '--segments', '0'], /--segments.*1 to 8/],
    ['nine segments', ['compress', 'photo.jpg', '--segments', '9'], /--segments.*1 to 8/],
    ['half a segment', ['compress', 'photo.jpg', '--segments', '1.5'], /--segments.*1 to 8/],
    ['a bad memory limit', ['compress', 'photo.jpg', '--memory-limit', 'lots'], /--memory-limit.*512MiB/],
    ['three names', ['compress', 'photo.jpg', 'b', 'c'], /3 names.*--out-dir/],
    ['an option without its argument', ['decompress', 'photo.jpg', '--out-dir'], /--out-dir.*missing\./],
    ['nothing to verify', ['verify'], /Missing required argument 'file'/],
    ['too much to verify', ['verify', 'photo.jpg', 'b', 'c'], /Too many arguments/],
    ['twice standard input', ['verify', '-', '-'], /Standard input|standard input/],
    ['nothing to inspect', ['inspect'], /Missing required argument 'file'/],
    ['standard input into a folder', ['compress', '-', '--out-dir', 'out'], /Standard input|standard input/],
  ])('%s', (_what, args, message) => {
    folder.write('photo.jpg', readFixture('sampling-420.jpg'));
    const { status, stdout, stderr } = runCli(args, { cwd: folder.path });
    expect(status).toBe(2);
    expect(stdout.length).toBe(0);
    expect(stderr).toMatch(/^lepton-ts: .* \(USAGE\)\n/);
    expect(stderr).toMatch(message);
    expect(folder.list()).toEqual(['photo.jpg']);
  });
});

describe('terminals', () => {
  const terminal = (stream: 'stdin' | 'stdout') =>
    `Object.defineProperty(process.${stream}, 'isTTY', { value: true });`;

  test('binary data is not written to one', () => {
    folder.write('photo.jpg', readFixture('sampling-420.jpg'));
    const setting = { cwd: folder.path, preload: terminal('stdout') };
    const { status, stdout, stderr } = runCli(['compress', 'photo.jpg', '-'], setting);
    expect([status, stdout.length]).toEqual([2, 0]);
    expect(stderr).toMatch(/Standard output is a terminal.*\(USAGE\)/);
  });

  test('an input is not waited for at one', () => {
    const setting = { cwd: folder.path, preload: terminal('stdin') };
    const { status, stderr } = runCli(['compress', '-', 'photo.lep'], setting);
    expect(status).toBe(2);
    expect(stderr).toMatch(/Standard input is a terminal.*\(USAGE\)/);
    expect(folder.list()).toEqual([]);
  });
});
