import { chmodSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compressSync } from '../../../src/index.js';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const PHOTO = readFixture('scene-444-restart.jpg');
const NAMES = ['00000', '00001', '00002'].map((number) => `photo.jpg.${number}.lep`);
const folder = useTemporaryFolder();
const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const paths = (names: readonly string[]) => names.map((name) => `parts/${name}`);

/** Makes the pieces of the photo in the folder `parts`. */
function makePieces(...options: string[]): void {
  folder.write('photo.jpg', PHOTO);
  const { status, stderr } = run('compress', '--pieces', '10KiB', 'photo.jpg', '--out-dir', 'parts', ...options);
  expect(status, stderr).toBe(0);
}

function expectError(result: ReturnType<typeof run>, status: number, code: string): void {
  expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(`(${code})`)]);
}

describe('compress --pieces', () => {
  test('makes numbered Lepton files, each of which restores its part', () => {
    makePieces('--segments', '1');
    expect(folder.list('parts')).toEqual(NAMES);
    NAMES.forEach((name, index) => {
      expect(run('decompress', `parts/${name}`, `${index}.bin`).status).toBe(0);
    });
    const parts = [0, 1, 2].map((index) => folder.read(`${index}.bin`));
    expect(parts.map(({ length }) => length)).toEqual([10_240, 10_240, PHOTO.length - 20_480]);
    expect(Buffer.compare(Buffer.concat(parts), PHOTO)).toBe(0);
  });

  test('takes a plain number of bytes, and says what it did', () => {
    folder.write('photo.jpg', PHOTO);
    const { stdout, stderr } = run('compress', '--pieces', '10240', 'photo.jpg', '--out-dir', 'parts');
    expect(stdout.length).toBe(0);
    expect(stderr).toMatch(/^photo\.jpg 28,273 -> [\d,]+ bytes, [\d.]+%, [\d.]+ s, 3 pieces, verified\n$/);
    const json = run('compress', '--json', '--no-verify', '--pieces', '20000', 'photo.jpg', '--out-dir', 'other');
    const line = JSON.parse(json.stdout.toString());
    expect(line).toMatchObject({ output: 'other/photo.jpg.00000.lep', inputBytes: PHOTO.length, verified: false });
    const sizes = folder.list('other').map((name) => statSync(folder.file(`other/${name}`)).size);
    expect(line.outputBytes).toBe(sizes.reduce((a, b) => a + b, 0));
  });

  test('makes one piece of a small file, which is its Lepton file', () => {
    folder.write('photo.jpg', PHOTO);
    expect(run('compress', '--pieces', '4MiB', 'photo.jpg', '--out-dir', 'parts').status).toBe(0);
    expect(Buffer.compare(folder.read(`parts/${NAMES[0]}`), compressSync(PHOTO))).toBe(0);
    expect(folder.list('parts')).toEqual([NAMES[0]]);
  });

  test('refuses progressive JPEGs and leaves nothing, or stores them with --any', () => {
    const jpeg = readFixture('progressive-420.jpg');
    folder.write('photo.jpg', jpeg);
    const args = ['compress', '--pieces', '1500', 'photo.jpg', '--out-dir', 'parts'];
    expectError(run(...args), 67, 'NOT_REPRESENTABLE');
    expect(folder.list()).toEqual(['photo.jpg']);
    expect(run(...args, '--any').status).toBe(0);
    expect(run('decompress', '--join', ...paths(NAMES), 'joined.jpg').status).toBe(0);
    expect(Buffer.compare(folder.read('joined.jpg'), jpeg)).toBe(0);
  });

  test('does one file after the other', () => {
    folder.write('a.jpg', PHOTO);
    folder.write('b.jpg', new Uint8Array(5000));
    folder.write('c.jpg', PHOTO);
    const result = run('compress', '--pieces', '20000', 'a.jpg', 'b.jpg', 'c.jpg', '--out-dir', 'parts');
    expectError(result, 64, 'NOT_A_JPEG');
    expect(folder.list('parts')).toEqual(['a', 'c'].flatMap((name) => [0, 1].map((i) => `${name}.jpg.0000${i}.lep`)));
  });

  test('replaces pieces only with --force, and never leaves some of an earlier, longer set', () => {
    makePieces();
    const again = ['compress', '--pieces', '10KiB', 'photo.jpg', '--out-dir', 'parts'];
    expectError(run(...again), 73, 'OUTPUT_EXISTS');
    expect(run(...again, '--force').status).toBe(0);
    const larger = ['compress', '--pieces', '15000', 'photo.jpg', '--out-dir', 'parts', '--force'];
    expectError(run(...larger), 73, 'OUTPUT_EXISTS');
    expect(folder.list('parts')).toEqual(NAMES);
    expect(run('decompress', '--join', ...paths(NAMES), 'joined.jpg').status).toBe(0);
  });

  test('leaves no pieces if one cannot be written', () => {
    folder.write('photo.jpg', PHOTO);
    const preload = `
      import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      const link = fs.linkSync;
      fs.linkSync = (from, to) => {
        if (to.endsWith('00001.lep')) throw Object.assign(new Error('full'), { errno: -28, code: 'ENOSPC' });
        link(from, to);
      };
      syncBuiltinESMExports();`;
    const args = ['compress', '--pieces', '10KiB', 'photo.jpg', '--out-dir', 'other'];
    expectError(runCli(args, { cwd: folder.path, preload }), 33, 'OS_ERROR');
    expect(folder.list('other')).toEqual([]);
  });

  test.each([
    [['photo.jpg'], 'without --out-dir'],
    [['photo.jpg', '--out-dir', 'parts', '--extended'], 'with --extended'],
    [['--out-dir', 'parts'], 'without an input'],
    [['-', '--out-dir', 'parts'], 'with standard input'],
  ])('is refused: %s (%s)', (args) => {
    folder.write('photo.jpg', PHOTO);
    expectError(run('compress', '--pieces', '4MiB', ...args), 2, 'USAGE');
  });

  test.each(['0', '1023', '12 apples', '1GiB'])('refuses pieces of %s', (size) => {
    folder.write('photo.jpg', PHOTO);
    expectError(run('compress', '--pieces', size, 'photo.jpg', '--out-dir', 'parts'), 2, 'USAGE');
  });
});

describe('decompress --join', () => {
  test('makes the file again, whatever the order of the names', () => {
    makePieces();
    const [a, b, c] = paths(NAMES);
    const { status, stderr } = run('decompress', '--join', c, a, b, 'joined.jpg');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^parts\/photo\.jpg\.00000\.lep [\d,]+ -> 28,273 bytes, [\d.]+%, [\d.]+ s, 3 pieces\n$/);
    expect(Buffer.compare(folder.read('joined.jpg'), PHOTO)).toBe(0);
    const piped = run('decompress', '--quiet', '--join', a, b, c, '-');
    expect(Buffer.compare(piped.stdout, PHOTO)).toBe(0);
  });

  test('gives nobody rights to the file that a piece does not give', () => {
    makePieces();
    chmodSync(folder.file(`parts/${NAMES[1]}`), 0o600);
    expect(run('decompress', '--join', ...paths(NAMES), 'joined.jpg').status).toBe(0);
    expect(statSync(folder.file('joined.jpg')).mode & 0o777).toBe(0o600);
  });

  test.each([
    [[0, 2], 2, 'USAGE', 'a missing number'],
    [[1, 2], 2, 'USAGE', 'a missing first'],
    [[0, 1], 3, 'SHORT_READ', 'a missing last'],
    [[0], 3, 'SHORT_READ', 'only the first'],
    [[0, 1, 1, 2], 2, 'USAGE', 'a doubled number'],
    [[], 2, 'USAGE', 'none'],
  ])('refuses the pieces %j with status %d, %s: %s', (indexes, status, code) => {
    makePieces();
    expectError(run('decompress', '--join', ...paths(indexes.map((i) => NAMES[i])), 'joined.jpg'), status, code);
    expect(folder.list()).toEqual(['parts', 'photo.jpg']);
  });

  test('refuses pieces of another file by name and by content', () => {
    makePieces();
    folder.write('other.jpg', readFixture('scene-422-optimized.jpg'));
    expect(run('compress', '--pieces', '10KiB', 'other.jpg', '--out-dir', 'parts').status).toBe(0);
    const [first, , third] = paths(NAMES);
    expectError(run('decompress', '--join', first, 'parts/other.jpg.00001.lep', third, 'joined.jpg'), 2, 'USAGE');
    folder.write(`parts/${NAMES[1]}`, folder.read('parts/other.jpg.00001.lep'));
    expectError(run('decompress', '--join', ...paths(NAMES), 'joined.jpg'), 68, 'DAMAGED_LEPTON_FILE');
    expect(folder.list()).toEqual(['other.jpg', 'parts', 'photo.jpg']);
  });

  test('refuses names without a number, one of the pieces as the output, and other options', () => {
    makePieces();
    expectError(run('decompress', '--join', 'photo.jpg', 'joined.jpg'), 2, 'USAGE');
    expectError(run('decompress', '--join', '--force', ...paths(NAMES), `parts/${NAMES[2]}`), 2, 'USAGE');
    expectError(run('decompress', '--join', ...paths(NAMES), '--out-dir', 'x'), 2, 'USAGE');
    expectError(run('decompress', '--join', '--range', '0-5', ...paths(NAMES), 'joined.jpg'), 2, 'USAGE');
    expectError(run('decompress', '--join', ...paths(NAMES), 'photo.jpg'), 73, 'OUTPUT_EXISTS');
    expect(Buffer.compare(folder.read('photo.jpg'), PHOTO)).toBe(0);
  });
});
