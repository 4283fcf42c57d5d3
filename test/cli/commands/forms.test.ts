import { describe, expect, test } from 'vitest';
import { compressSync } from '../../../src/index.js';
import { readFixture } from '../../helpers/fixtures.js';
import { changeLepton } from '../../helpers/lepton-surgery.js';
import { makeImage } from '../../helpers/random-image.js';
import { encodeReferenceJpeg } from '../../helpers/reference-jpeg.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const run = (args: string[], input?: Uint8Array) => runCli(args, { cwd: folder.path, ...(input && { input }) });
const PHOTO = readFixture('sampling-420.jpg');
const EXTENDED_ONLY = readFixture('sampling-411.jpg');

/** Compresses a file that must come back, and returns the Lepton file and the summary. */
function roundTrip(bytes: Uint8Array, options: string[]): { lepton: Buffer; summary: string } {
  folder.write('in', bytes);
  const { status, stdout, stderr } = run(['compress', 'in', 'out.lep', ...options]);
  expect([status, stdout.length], stderr).toEqual([0, 0]);
  expect(run(['decompress', 'out.lep', '-', '--quiet']).stdout.equals(bytes)).toBe(true);
  return { lepton: folder.read('out.lep'), summary: stderr };
}

/** Version byte and kind. */
const headOf = (lepton: Uint8Array) => [lepton[2], String.fromCharCode(lepton[3])];

describe('compress takes without options', () => {
  test.each([
    ['progressive-420.jpg', 'X'],
    ['progressive-restart.jpg', 'X'],
    ['scene-progressive.jpg', 'X'],
    ['scans-separate-420.jpg', 'X'],
    ['scans-partly-interleaved.jpg', 'X'],
    ['sampling-420.jpg', 'Z'],
  ])('%s, as kind %s', (file, kind) => {
    const { lepton, summary } = roundTrip(readFixture(file), []);
    expect(headOf(lepton)).toEqual([1, kind]);
    expect(summary).toMatch(/^in [\d,]+ -> [\d,]+ bytes, \d+\.\d%, \d+\.\d s, verified\n$/);
  });

  test.each([200, 1000, PHOTO.length - 625])('a scan that is cut off %d bytes after its header', (length) => {
    expect(headOf(roundTrip(PHOTO.subarray(0, 623 + length), []).lepton)).toEqual([1, 'Z']);
  });

  test('a progressive JPEG that is cut off', () => {
    const jpeg = readFixture('scene-progressive.jpg');
    expect(headOf(roundTrip(jpeg.subarray(0, jpeg.length >> 1), []).lepton)).toEqual([1, 'X']);
  });
});

describe('compress --any', () => {
  test.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array()],
    ['text', Buffer.from('no photo')],
    ['a JPEG of another process', readFixture('arithmetic.jpg')],
    ['four components', readFixture('four-components.jpg')],
    ['a Lepton file', compressSync(PHOTO)],
  ])('stores %s and says so', (_what, bytes) => {
    const { lepton, summary } = roundTrip(bytes, ['--any']);
    expect(headOf(lepton)).toEqual([1, 'Y']);
    expect(summary).toMatch(/^in [\d,]+ -> [\d,]+ bytes, stored, \d+\.\d s, verified\n$/);
  });

  test('does not change what can be compressed', () => {
    const { lepton, summary } = roundTrip(PHOTO, ['--any']);
    expect(lepton.equals(compressSync(PHOTO))).toBe(true);
    expect(summary).not.toContain('stored');
  });

  test('works in a pipe', () => {
    const there = run(['compress', '--any'], Buffer.from('no photo'));
    expect([there.status, there.stderr]).toEqual([0, expect.stringMatching(/^stdin 8 -> \d+ bytes, stored, /)]);
    expect(run(['decompress'], there.stdout).stdout.toString()).toBe('no photo');
  });
});

describe('compress --extended', () => {
  test('writes a file that only lepton-ts reads, and says so', () => {
    const { lepton, summary } = roundTrip(EXTENDED_ONLY, ['--extended']);
    expect(headOf(lepton)).toEqual([0x45, 'X']);
    expect(summary).toMatch(/^in [\d,]+ -> [\d,]+ bytes, \d+\.\d%, \d+\.\d s, extended, verified\n$/);
    expect(run(['verify', 'in', 'out.lep']).status).toBe(0);
    expect(run(['verify', 'out.lep']).status).toBe(0);
    expect(run(['inspect', 'out.lep']).stdout.toString()).toMatch(
      /^format +Lepton, extended \(only lepton-ts reads it\)$/m,
    );
  });

  test('never by accident', () => {
    folder.write('in', EXTENDED_ONLY);
    expect(run(['compress', 'in', 'out.lep'])).toMatchObject({ status: 10 });
    expect(folder.list()).toEqual(['in']);
    const { lepton, summary } = roundTrip(PHOTO, ['--extended']);
    expect(lepton.equals(compressSync(PHOTO))).toBe(true);
    expect(summary).not.toContain('extended');
  });

  test('comes before --any', () => {
    expect(headOf(roundTrip(EXTENDED_ONLY, ['--any', '--extended']).lepton)).toEqual([0x45, 'X']);
  });

  test('refuses the rest with the reason why it fits into no Lepton file', () => {
    folder.write('in', readFixture('arithmetic.jpg'));
    const { status, stderr } = run(['compress', 'in', 'out.lep', '--extended']);
    expect([status, stderr]).toEqual([42, expect.stringMatching(/arithmetic.*\(UNSUPPORTED_JPEG\)\n$/)]);
    expect(folder.list()).toEqual(['in']);
  });
});

describe('decompress --flavor', () => {
  // Coefficients so far apart that the flavors differ.
  const image = makeImage({
    sampling: [[1, 1]],
    mcusPerRow: 4,
    mcuRows: 4,
    styles: ['extreme', 'dense'],
    quantizerMaximum: 60,
    dcQuantizerMinimum: 200,
    seed: 1,
  });
  const jpeg = encodeReferenceJpeg(image);
  const lepton = compressSync(jpeg);

  test.each(['--flavor', '--flavour'])('takes the right one, written %s', (option) => {
    folder.write('in.lep', lepton);
    const { status, stdout } = run(['decompress', 'in.lep', '-', option, '16']);
    expect(status).toBe(0);
    expect(stdout.equals(jpeg)).toBe(true);
  });

  test.each(['--flavor', '--flavour'])('counts for pieces too, written %s', (option) => {
    folder.write('in.jpg.00000.lep', lepton);
    expect(run(['decompress', '--join', 'in.jpg.00000.lep', '-', option, '16']).stdout.equals(jpeg)).toBe(true);
    expect(run(['decompress', '--join', 'in.jpg.00000.lep', '-', option, '32']).status).toBe(7);
  });

  test('is listed by the help under one name', () => {
    const help = run(['decompress', '--help']).stdout.toString();
    expect(help).toContain('--flavor <name>');
    expect(help).not.toContain('flavour');
  });

  test.each([
    ['--flavor', '32'],
    ['--flavor', 'mixed'],
    ['--flavour', '32'],
  ])('refuses the file with %s %s, which is wrong', (option, flavor) => {
    folder.write('in.lep', lepton);
    const { status, stdout, stderr } = run(['decompress', 'in.lep', 'out', option, flavor]);
    expect([status, stdout.length, stderr]).toEqual([7, 0, expect.stringMatching(/\(STREAM_INCONSISTENT\)\n$/)]);
    expect(folder.list()).toEqual(['in.lep']);
  });

  test('is forced, whatever the flags of the file say', () => {
    // Bit 7: the flags are valid; no other bit: everything is 32-bit.
    const mislabeled = changeLepton(lepton, ({ revision }) => revision.set([0x80], 3 + 6));
    folder.write('in.lep', mislabeled);
    expect(run(['decompress', 'in.lep', '-']).status).toBe(7);
    const forced = run(['decompress', 'in.lep', '-', '--flavor', '16']);
    expect(forced.status).toBe(0);
    expect(forced.stdout.equals(jpeg)).toBe(true);
  });

  test.each([
    ['--flavor', '8'],
    ['--flavor', ''],
    ['--flavor', 'MIXED'],
    ['--flavor', '16,32'],
    ['--flavour', '8'],
  ])('%s refuses the unknown name %j', (option, name) => {
    folder.write('in.lep', lepton);
    const { status, stderr } = run(['decompress', 'in.lep', 'out', option, name]);
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`^lepton-ts: Option '${option} <name>' .*16, 32, mixed.*\\(USAGE\\)\n`));
    expect(folder.list()).toEqual(['in.lep']);
  });
});
