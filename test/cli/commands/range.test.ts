import { beforeEach, describe, expect, test } from 'vitest';
import { compressSync } from '../../../src/index.js';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const PHOTO = readFixture('scene-444-restart.jpg');
const SIZE = PHOTO.length;
const LEPTON = compressSync(PHOTO, { segments: 4 });
const folder = useTemporaryFolder();
const run = (...args: string[]) => runCli(args, { cwd: folder.path });

beforeEach(() => folder.write('photo.lep', LEPTON));

describe('decompress --range', () => {
  test.each([
    [0, SIZE],
    [0, 0],
    [0, 1],
    [10_000, 20_000],
    [SIZE - 100, SIZE],
  ])('writes the bytes %d up to %d', (start, end) => {
    const { status, stderr } = run('decompress', '--range', `${start}-${end}`, 'photo.lep', 'part.bin');
    expect(status, stderr).toBe(0);
    expect(Buffer.compare(folder.read('part.bin'), PHOTO.subarray(start, end))).toBe(0);
    const piped = runCli(['decompress', '--quiet', '--range', `${start}-${end}`], { cwd: folder.path, input: LEPTON });
    expect([piped.status, piped.stderr]).toEqual([0, '']);
    expect(Buffer.compare(piped.stdout, PHOTO.subarray(start, end))).toBe(0);
  });

  test.each([`0-${SIZE + 1}`, `${SIZE + 5}-${SIZE + 6}`, '9-8', '5', '-5', '1-', 'a-b', '1.5-2', '0x1-0x2'])(
    'refuses %s, and leaves no file',
    (range) => {
      const { status, stderr } = run('decompress', `--range=${range}`, 'photo.lep', 'part.bin');
      expect([status, stderr]).toEqual([2, expect.stringContaining('(USAGE)')]);
      expect(folder.list()).toEqual(['photo.lep']);
    },
  );
});
