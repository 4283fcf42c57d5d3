import { beforeEach, describe, expect, test } from 'vitest';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const PHOTO = readFixture('sampling-420.jpg');
const OTHER = readFixture('sampling-422.jpg');

const run = (args: string[], input?: Uint8Array) => runCli(args, { cwd: folder.path, ...(input && { input }) });

beforeEach(() => {
  folder.write('photo.jpg', PHOTO);
  folder.write('other.jpg', OTHER);
  expect(run(['compress', '-q', 'photo.jpg']).status).toBe(0);
});

describe('verify', () => {
  test.each([
    ['two files', ['photo.jpg', 'photo.lep'], /^photo\.jpg [\d,]+ -> [\d,]+ bytes, .* verified\n$/],
    ['a JPEG alone', ['photo.jpg'], /^photo\.jpg [\d,]+ -> [\d,]+ bytes, .* verified\n$/],
    ['a Lepton file alone', ['photo.lep'], /^photo\.lep [\d,]+ -> [\d,]+ bytes, .* decoded completely\n$/],
  ])('finds %s right and writes nothing', (_what, names, summary) => {
    const { status, stdout, stderr } = run(['verify', ...names]);
    expect([status, stdout.length]).toEqual([0, 0]);
    expect(stderr).toMatch(summary);
    expect(folder.list()).toEqual(['other.jpg', 'photo.jpg', 'photo.lep']);
    expect(run(['verify', '--quiet', ...names])).toMatchObject({ status: 0, stderr: '' });
  });

  test('takes one of the files from a pipe', () => {
    expect(run(['verify', '-'], PHOTO).status).toBe(0);
    expect(run(['verify', '-', 'photo.lep'], PHOTO).status).toBe(0);
    expect(run(['verify', 'photo.jpg', '-'], folder.read('photo.lep')).status).toBe(0);
    expect(run(['verify', '-', 'photo.lep'], OTHER).status).toBe(41);
  });

  test('finds another photo, names the Lepton file and exits with 41', () => {
    const { status, stderr } = run(['verify', 'other.jpg', 'photo.lep']);
    expect(status).toBe(41);
    expect(stderr).toMatch(/^lepton-ts: photo\.lep: .* \(ROUND_TRIP_FAILED\)\n$/);
  });

  test('finds a JPEG of which a byte differs or is missing', () => {
    const changed = PHOTO.slice();
    changed[30] ^= 1;
    expect(run(['verify', '-', 'photo.lep'], changed).status).toBe(41);
    expect(run(['verify', '-', 'photo.lep'], PHOTO.subarray(0, -1)).status).toBe(41);
    expect(run(['verify', '-', 'photo.lep'], Uint8Array.from([...PHOTO, 0])).status).toBe(41);
  });

  test.each([
    ['a missing JPEG', ['missing.jpg', 'photo.lep'], 9, /missing\.jpg: .*\(FILE_NOT_FOUND\)/],
    ['a missing Lepton file', ['photo.jpg', 'missing.lep'], 9, /missing\.lep: .*\(FILE_NOT_FOUND\)/],
    ['a JPEG in the place of the Lepton file', ['photo.jpg', 'other.jpg'], 65, /other\.jpg: .*\(NOT_A_LEPTON_FILE\)/],
    ['a file that is neither', ['text'], 64, /text: .*FF D8.*CF 84.*\(NOT_A_JPEG\)/],
    ['a limit', ['photo.jpg', '--memory-limit', '1000'], 69, /photo\.jpg: .*\(LIMIT_EXCEEDED\)/],
  ])('refuses %s', (_what, args, status, message) => {
    folder.write('text', 'neither');
    const result = run(['verify', ...args]);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
  });
});
