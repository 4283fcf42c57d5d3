import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/cli/program.js';
import { groupThousands } from '../src/cli/report/measures.js';
import { ERROR_TABLE } from '../src/errors.js';
import { compressSync } from '../src/index.js';
import { readFixture } from './helpers/fixtures.js';
import { EXECUTABLE } from './helpers/run-cli.js';
import { useTemporaryFolder } from './helpers/temporary-folder.js';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const COMMANDS = createProgram(() => undefined).commands;
const PHOTO = readFixture('sampling-420.jpg');
const folder = useTemporaryFolder();

describe('the README says what is true', () => {
  test('the two lines for a fresh clone stand alone in their blocks', () => {
    expect(codeBlocks('sh').filter((block) => /^npm ci/m.test(block))).toEqual([
      'npm ci && node bin/lepton-ts.js compress fixtures/scene.jpg scene.lep\n',
      'npm ci && npm test\n',
    ]);
  });

  test('sizes of the example', () => {
    const jpeg = readFixture('scene.jpg');
    const lepton = compressSync(jpeg);
    const [before, after] = [groupThousands(jpeg.length), groupThousands(lepton.length)];
    const percent = (100 * lepton.length) / jpeg.length;
    expect(README).toContain(`fixtures/scene.jpg ${before} -> ${after} bytes, ${percent.toFixed(1)}%`);
    expect(README).toContain(`| ${before} | ${after} | ${(100 - percent).toFixed(1)}% |`);
  });

  test('the table of exit statuses is the error table', () => {
    const [success, ...errors] = tableRows('### Exit status');
    expect(success.slice(0, 2)).toEqual(['0', '']);
    expect(errors).toEqual(
      Object.entries(ERROR_TABLE).map(([code, { exitStatus, meaning }]) => [`${exitStatus}`, `\`${code}\``, meaning]),
    );
  });

  test('the commands named are those that exist', () => {
    const text = [...codeBlocks('sh'), ...README.match(/`[^`\n]+`/g)!].join('\n');
    const named = [...text.matchAll(/\blepton-ts(?:\.js)? ([\w-]+)/g)]
      .map(([, name]) => name)
      .filter((name) => name !== '--help');
    expect([...new Set(named)].sort()).toEqual(COMMANDS.map((command) => command.name()).sort());
  });

  test('the table of options has each option of each command', () => {
    const listed = tableRows('## Command line').flatMap(([options, of]) =>
      [...options.matchAll(/`(--[\w-]+)/g)].flatMap(([, option]) =>
        (of === 'all' ? COMMANDS.map((command) => command.name()) : of.split(', ')).map((name) => `${name} ${option}`),
      ),
    );
    const existing = COMMANDS.flatMap((command) =>
      command.options.filter(({ hidden }) => !hidden).map(({ long }) => `${command.name()} ${long}`),
    );
    expect(listed.sort()).toEqual(existing.sort());
  });

  test('the examples of the command line run', () => {
    const examples = codeBlocks('sh').filter((block) => block.startsWith('lepton-ts'));
    expect(examples).toHaveLength(1);
    folder.write('photo.jpg', PHOTO);
    const script = `lepton-ts() { '${process.execPath}' '${EXECUTABLE}' "$@"; }\n${examples[0]}`;
    const { status, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder.path });
    expect(status, stderr.toString()).toBe(0);
    const lepton = Buffer.from(compressSync(PHOTO));
    expect(folder.list()).toEqual(['packed', 'photo.jpg', 'photo.lep', 'piped.jpg', 'piped.lep', 'restored.jpg']);
    expect(folder.read('piped.jpg')).toEqual(Buffer.from(PHOTO));
    expect(folder.read('restored.jpg')).toEqual(Buffer.from(PHOTO));
    expect(folder.read('photo.lep')).toEqual(lepton);
    expect(folder.read('piped.lep')).toEqual(lepton);
    expect(folder.list('packed')).toEqual(['photo.lep', 'restored.lep']);
  });

  test('the example of the library runs', () => {
    const lepton = Buffer.from(compressSync(PHOTO));
    expect(runExample(0)).toBe(`${PHOTO.length} -> ${lepton.length} bytes, 4:2:0\n`);
    expect(folder.read('photo.lep')).toEqual(lepton);
    expect(folder.read('restored.jpg')).toEqual(Buffer.from(PHOTO));
  });

  test('the example of pieces and ranges runs', () => {
    expect(runExample(1)).toBe('0 0\n');
  });

  test('the example of streams runs', () => {
    expect(runExample(2)).toBe('restored\n');
    expect(folder.read('restored.jpg')).toEqual(Buffer.from(PHOTO));
  });

  test('there are no other examples of the library, and the server is there', () => {
    expect(codeBlocks('js')).toHaveLength(3);
    const [, path] = /npx tsx (\S+)/.exec(codeBlocks('sh').join(''))!;
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  /** Runs a block of JavaScript and returns what it printed. */
  function runExample(index: number): string {
    folder.write('photo.jpg', PHOTO);
    folder.write('example.mjs', codeBlocks('js')[index]);
    // As `npm install <folder of the clone>` would do it.
    mkdirSync(folder.file('node_modules'));
    symlinkSync(ROOT, folder.file('node_modules/lepton-ts'), 'junction');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd: folder.path });
    expect([status, stderr.toString()]).toEqual([0, '']);
    return stdout.toString();
  }
});

/** Contents of the fenced blocks of a language. */
function codeBlocks(language: string): string[] {
  return [...README.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text);
}

/** Cells of the first table below a heading, without its head. */
function tableRows(heading: string): string[][] {
  const below = README.slice(README.indexOf(`\n${heading}\n`) + 1);
  const lines = /^\|(?:.*\n\|)*.*$/m.exec(below)![0].split('\n').slice(2);
  return lines.map((line) => line.split('|').slice(1, -1)).map((cells) => cells.map((cell) => cell.trim()));
}
