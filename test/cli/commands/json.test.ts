import { describe, expect, test } from 'vitest';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const PHOTO = readFixture('sampling-420.jpg');
const FIELDS = ['command', 'input', 'output', 'inputBytes', 'outputBytes', 'ratio', 'seconds', 'verified'];

const run = (args: string[]) => runCli(args, { cwd: folder.path });
const lines = (text: string | Buffer) =>
  text
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('--json', () => {
  test('describes compress, decompress and verify on standard output', () => {
    folder.write('a.jpg', PHOTO);
    const there = run(['compress', 'a.jpg', '--json']);
    expect([there.status, there.stderr]).toEqual([0, '']);
    const outputBytes = folder.read('a.lep').length;
    const sizes = { inputBytes: PHOTO.length, outputBytes, ratio: expect.closeTo(outputBytes / PHOTO.length, 5) };
    const expected = { ...sizes, seconds: expect.any(Number), verified: true, output: 'a.lep', input: 'a.jpg' };
    expect(lines(there.stdout)).toEqual([{ ...expected, command: 'compress', form: 'compressed' }]);
    expect(Object.keys(lines(there.stdout)[0])).toEqual([...FIELDS, 'form']);

    const unverified = run(['compress', 'a.jpg', '--json', '--no-verify', '--force']);
    const form = 'compressed';
    expect(lines(unverified.stdout)).toEqual([{ ...expected, command: 'compress', verified: false, form }]);

    const verified = run(['verify', 'a.jpg', 'a.lep', '--json']);
    expect(lines(verified.stdout)).toEqual([{ ...expected, command: 'verify' }]);

    const back = run(['decompress', 'a.lep', 'b.jpg', '--json', '--quiet']);
    expect([back.status, back.stderr]).toEqual([0, '']);
    const [line] = lines(back.stdout);
    expect(line).toMatchObject({ command: 'decompress', input: 'a.lep', output: 'b.jpg', verified: false });
    expect(line).toMatchObject({ inputBytes: outputBytes, outputBytes: PHOTO.length });
    expect(Object.keys(line)).toEqual(FIELDS);
  });

  test('goes to standard error when standard output carries the data', () => {
    folder.write('a.jpg', PHOTO);
    const { status, stdout, stderr } = run(['compress', 'a.jpg', '-', '--json']);
    expect(status).toBe(0);
    expect(lines(stderr)).toMatchObject([{ command: 'compress', input: 'a.jpg', output: '-', verified: true }]);
    expect([stdout[0], stdout[1]]).toEqual([0xcf, 0x84]);
  });

  test('tells in which form each file was written', () => {
    folder.write('a.jpg', PHOTO);
    folder.write('b.jpg', readFixture('sampling-411.jpg'));
    folder.write('c.jpg', 'text');
    const { status, stdout, stderr } = run([
      'compress',
      'a.jpg',
      'b.jpg',
      'c.jpg',
      '-o',
      'out',
      '--json',
      '--extended',
      '--any',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout).map(({ input, form, verified }) => [input, form, verified])).toEqual([
      ['a.jpg', 'compressed', true],
      ['b.jpg', 'extended', true],
      ['c.jpg', 'stored', true],
    ]);
  });

  test('has an object per file, also for those that fail', () => {
    folder.write('a.jpg', PHOTO);
    folder.write('b.jpg', 'text');
    const { status, stdout, stderr } = run(['compress', 'missing.jpg', 'a.jpg', 'b.jpg', '-o', 'out', '--json']);
    expect([status, stderr]).toEqual([9, '']);
    const [missing, good, text] = lines(stdout);
    const none = { inputBytes: null, outputBytes: null, ratio: null, seconds: expect.any(Number), verified: false };
    expect(missing).toEqual({
      ...none,
      command: 'compress',
      input: 'missing.jpg',
      output: 'out/missing.lep',
      error: { code: 'FILE_NOT_FOUND', exitStatus: 9, message: expect.stringContaining('no such file') },
    });
    expect(good).toMatchObject({ input: 'a.jpg', output: 'out/a.lep', verified: true });
    expect(text).toMatchObject({ ...none, input: 'b.jpg', error: { code: 'NOT_A_JPEG', exitStatus: 64 } });
  });
});
