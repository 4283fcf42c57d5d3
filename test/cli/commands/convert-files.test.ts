import { closeSync, linkSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const PHOTO = readFixture('sampling-420.jpg');
const GREY = readFixture('sampling-grey.jpg');
const SUMMARY = /^(\S+) [\d,]+ -> [\d,]+ bytes, \d+\.\d%, \d+\.\d s(, verified)?\n$/;

const run = (args: string[], input?: Uint8Array) => runCli(args, { cwd: folder.path, ...(input && { input }) });

/** Compresses through a pipe, to have a Lepton file. */
function compressed(jpeg: Uint8Array): Buffer {
  const { status, stdout, stderr } = run(['compress', '-', '-'], jpeg);
  expect([status, stderr]).toEqual([0, expect.stringMatching(SUMMARY)]);
  return stdout;
}

describe('one file', () => {
  test('compress in out, decompress in out', () => {
    folder.write('photo.jpg', PHOTO);
    const there = run(['compress', 'photo.jpg', 'packed']);
    expect([there.status, there.stdout.length]).toEqual([0, 0]);
    expect(SUMMARY.exec(there.stderr)?.slice(1)).toEqual(['photo.jpg', ', verified']);
    expect(folder.read('packed').length).toBeLessThan(PHOTO.length);
    const back = run(['decompress', 'packed', 'again.jpg']);
    expect([back.status, back.stdout.length]).toEqual([0, 0]);
    expect(SUMMARY.exec(back.stderr)?.slice(1)).toEqual(['packed', undefined]);
    expect(folder.read('again.jpg').equals(PHOTO)).toBe(true);
    expect(folder.read('photo.jpg').equals(PHOTO)).toBe(true);
    expect(folder.list()).toEqual(['again.jpg', 'packed', 'photo.jpg']);
  });

  test('names are derived, beside the input', () => {
    mkdirSync(folder.file('a'));
    folder.write('a/Photo.JPEG', PHOTO);
    expect(run(['compress', 'a/Photo.JPEG']).status).toBe(0);
    expect(folder.list('a')).toEqual(['Photo.JPEG', 'Photo.lep']);
    expect(run(['decompress', 'a/Photo.lep']).status).toBe(0);
    expect(folder.list('a')).toEqual(['Photo.JPEG', 'Photo.jpg', 'Photo.lep']);
    expect(folder.read('a/Photo.jpg').equals(PHOTO)).toBe(true);
  });

  test('the same bytes come out every time', () => {
    expect(compressed(PHOTO).equals(compressed(PHOTO))).toBe(true);
  });

  test('--quiet says nothing', () => {
    folder.write('photo.jpg', PHOTO);
    const { status, stdout, stderr } = run(['compress', '-q', 'photo.jpg']);
    expect([status, stdout.length, stderr]).toEqual([0, 0, '']);
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
  });

  test('--verify is the default, --no-verify does not claim it', () => {
    folder.write('photo.jpg', PHOTO);
    expect(run(['compress', '--verify', 'photo.jpg', 'a']).stderr).toContain(', verified');
    expect(run(['compress', '--no-verify', 'photo.jpg', 'b']).stderr).not.toContain('verified');
    expect(folder.read('a').equals(folder.read('b'))).toBe(true);
  });

  test.each([1, 2, 4])('--segments %d makes as many', (segments) => {
    folder.write('scene.jpg', readFixture('scene.jpg'));
    expect(run(['compress', '--segments', String(segments), 'scene.jpg']).status).toBe(0);
    expect(folder.read('scene.lep')[4]).toBe(segments);
    expect(run(['decompress', 'scene.lep', '-']).stdout.equals(readFixture('scene.jpg'))).toBe(true);
  });

  test('a file called - can be named with its folder', () => {
    folder.write('-', PHOTO);
    expect(run(['compress', './-', './out']).status).toBe(0);
    expect(folder.list()).toEqual(['-', 'out']);
  });

  test('names that begin with a dash stand behind --', () => {
    folder.write('-f.jpg', PHOTO);
    expect(run(['compress', '--', '-f.jpg']).status).toBe(0);
    expect(folder.list()).toEqual(['-f.jpg', '-f.lep']);
  });
});

describe('pipes', () => {
  test.each([[['compress']], [['compress', '-']], [['compress', '-', '-']]])('%j from pipe to pipe', (args) => {
    const there = run(args, PHOTO);
    expect(there.status).toBe(0);
    expect(there.stderr).toMatch(/^stdin .* verified\n$/);
    const back = run(['decompress', ...args.slice(1)], there.stdout);
    expect(back.status).toBe(0);
    expect(back.stdout.equals(PHOTO)).toBe(true);
    expect(folder.list()).toEqual([]);
  });

  test('from a file to a pipe and from a pipe to a file', () => {
    folder.write('photo.jpg', PHOTO);
    const there = run(['compress', 'photo.jpg', '-']);
    expect(there.status).toBe(0);
    expect(run(['decompress', '-', 'again.jpg'], there.stdout).status).toBe(0);
    expect(folder.read('again.jpg').equals(PHOTO)).toBe(true);
  });

  test('redirected from a file and into a file', () => {
    folder.write('photo.jpg', PHOTO);
    const stdin = openSync(folder.file('photo.jpg'), 'r');
    const stdout = openSync(folder.file('photo.lep'), 'w');
    try {
      expect(runCli(['compress'], { cwd: folder.path, stdin, stdout }).status).toBe(0);
    } finally {
      closeSync(stdin);
      closeSync(stdout);
    }
    expect(run(['decompress', 'photo.lep', '-']).stdout.equals(PHOTO)).toBe(true);
  });

  test('an output larger than a pipe holds arrives whole', () => {
    const large = readFixture('scene.jpg');
    expect(run(['decompress'], compressed(large)).stdout.equals(large)).toBe(true);
  });
});

describe('several files', () => {
  test('--out-dir makes the folder and keeps the names', () => {
    folder.write('a.jpg', PHOTO);
    folder.write('b.jpeg', GREY);
    const there = run(['compress', 'a.jpg', 'b.jpeg', '--out-dir', 'deep/packed']);
    expect(there.status).toBe(0);
    expect(there.stderr).toMatch(/^a\.jpg .*\nb\.jpeg .*\n$/);
    expect(folder.list('deep/packed')).toEqual(['a.lep', 'b.lep']);
    const back = run(['decompress', 'deep/packed/a.lep', 'deep/packed/b.lep', '-o', 'again']);
    expect(back.status).toBe(0);
    expect(folder.read('again/a.jpg').equals(PHOTO)).toBe(true);
    expect(folder.read('again/b.jpg').equals(GREY)).toBe(true);
  });

  test('a failure does not stop the others, and the first one decides the status', () => {
    folder.write('a.jpg', PHOTO);
    folder.write('c.jpg', 'text');
    folder.write('d.jpg', GREY);
    const { status, stderr } = run(['compress', 'a.jpg', 'missing.jpg', 'c.jpg', 'd.jpg', '--out-dir', 'out']);
    expect(status).toBe(9);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^a\.jpg .*verified$/),
      expect.stringMatching(/^lepton-ts: missing\.jpg: .*\(FILE_NOT_FOUND\)$/),
      expect.stringMatching(/^lepton-ts: c\.jpg: .*\(NOT_A_JPEG\)$/),
      expect.stringMatching(/^d\.jpg .*verified$/),
      '',
    ]);
    expect(folder.list('out')).toEqual(['a.lep', 'd.lep']);
  });

  test('two inputs with one output are refused before any work', () => {
    mkdirSync(folder.file('x'));
    folder.write('a.jpg', PHOTO);
    folder.write('x/a.jpeg', GREY);
    const { status, stderr } = run(['compress', 'a.jpg', 'x/a.jpeg', '--force', '--out-dir', 'out']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/a\.jpg and x\/a\.jpeg would both be written to out\/a\.lep\. \(USAGE\)/);
    expect(folder.list()).toEqual(['a.jpg', 'x']);
  });

  test('two outputs that are one file by a link are not written over each other', () => {
    mkdirSync(folder.file('out'));
    folder.write('a.jpg', PHOTO);
    folder.write('b.jpg', GREY);
    folder.write('out/a.lep', 'old');
    symlinkSync('a.lep', folder.file('out/b.lep'));
    const { status, stderr } = run(['compress', 'a.jpg', 'b.jpg', '--force', '--out-dir', 'out']);
    expect(status).toBe(73);
    expect(stderr).toMatch(/b\.jpg: .*another output of this run\. \(OUTPUT_EXISTS\)/);
    expect(run(['decompress', 'out/a.lep', '-']).stdout.equals(PHOTO)).toBe(true);
  });
});

describe('what exists already', () => {
  test('is not replaced without --force', () => {
    folder.write('photo.jpg', PHOTO);
    folder.write('photo.lep', 'precious');
    const { status, stderr } = run(['compress', 'photo.jpg']);
    expect(status).toBe(73);
    expect(stderr).toBe('lepton-ts: photo.jpg: photo.lep exists already; --force replaces it. (OUTPUT_EXISTS)\n');
    expect(folder.read('photo.lep').toString()).toBe('precious');
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
  });

  test('is replaced with --force', () => {
    folder.write('photo.jpg', PHOTO);
    folder.write('photo.lep', 'old');
    expect(run(['compress', '--force', 'photo.jpg']).status).toBe(0);
    expect(run(['decompress', 'photo.lep', '-']).stdout.equals(PHOTO)).toBe(true);
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
  });

  test('stays with --force when the work fails', () => {
    folder.write('photo.jpg', 'no photo');
    folder.write('photo.lep', 'precious');
    expect(run(['compress', '-f', 'photo.jpg']).status).toBe(64);
    expect(folder.read('photo.lep').toString()).toBe('precious');
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
  });

  test.each(['to nowhere', 'to a file'])('a link %s counts', (where) => {
    folder.write('photo.jpg', PHOTO);
    if (where === 'to a file') folder.write('target', 'precious');
    symlinkSync('target', folder.file('photo.lep'));
    expect(run(['compress', 'photo.jpg']).status).toBe(73);
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep', ...(where === 'to a file' ? ['target'] : [])]);
  });

  test('with --force a link is followed and stays', () => {
    folder.write('photo.jpg', PHOTO);
    mkdirSync(folder.file('store'));
    folder.write('store/target', 'old');
    symlinkSync('store/target', folder.file('photo.lep'));
    expect(run(['compress', '-f', 'photo.jpg']).status).toBe(0);
    expect(run(['decompress', 'store/target', '-']).stdout.equals(PHOTO)).toBe(true);
    expect(readFileSync(folder.file('photo.lep')).equals(folder.read('store/target'))).toBe(true);
    expect(folder.list('store')).toEqual(['target']);
  });

  test('a folder is not a place for a file', () => {
    folder.write('photo.jpg', PHOTO);
    mkdirSync(folder.file('out'));
    const { status, stderr } = run(['compress', '-f', 'photo.jpg', 'out']);
    expect(status).toBe(33);
    expect(stderr).toMatch(/out is a directory; use --out-dir.*\(OS_ERROR\)/);
  });
});

describe('the input', () => {
  test('is refused as output even with --force, by name', () => {
    folder.write('photo.jpg', PHOTO);
    const { status, stderr } = run(['compress', '-f', 'photo.jpg', './photo.jpg']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/same file as the input photo\.jpg\. \(USAGE\)/);
    expect(folder.read('photo.jpg').equals(PHOTO)).toBe(true);
  });

  test.each([
    ['a symbolic link', symlinkSync],
    ['a hard link', linkSync],
  ])('is refused as output even with --force, by %s', (_what, link) => {
    folder.write('photo.jpg', PHOTO);
    link(folder.file('photo.jpg'), folder.file('other'));
    expect(run(['compress', '-f', 'photo.jpg', 'other']).status).toBe(2);
    expect(folder.read('photo.jpg').equals(PHOTO)).toBe(true);
    expect(folder.read('other').equals(PHOTO)).toBe(true);
  });

  test('is refused as output of another input', () => {
    folder.write('a.lep', compressed(PHOTO));
    folder.write('a.jpg.lep', compressed(GREY));
    folder.write('a.jpg', compressed(GREY));
    const { status, stderr } = run(['decompress', '-f', 'a.lep', 'a.jpg', '--out-dir', '.']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^lepton-ts: a\.lep: .*same file as the input a\.jpg\. \(USAGE\)\n/);
    expect(folder.read('a.jpg').equals(folder.read('a.jpg.lep'))).toBe(true);
  });

  test.each(['standard input', 'standard output'] as const)('is recognized as %s', (stream) => {
    folder.write('photo.jpg', PHOTO);
    const descriptor = openSync(folder.file('photo.jpg'), stream === 'standard input' ? 'r' : 'a');
    try {
      const { status } =
        stream === 'standard input'
          ? runCli(['compress', '-f', '-', 'photo.jpg'], { cwd: folder.path, stdin: descriptor })
          : runCli(['compress', 'photo.jpg', '-'], { cwd: folder.path, stdout: descriptor });
      expect(status).toBe(2);
    } finally {
      closeSync(descriptor);
    }
    expect(folder.read('photo.jpg').equals(PHOTO)).toBe(true);
  });

  test('may be missing', () => {
    const { status, stdout, stderr } = run(['compress', 'missing.jpg']);
    expect([status, stdout.length]).toEqual([9, 0]);
    expect(stderr).toBe('lepton-ts: missing.jpg: There is no such file. (FILE_NOT_FOUND)\n');
    expect(folder.list()).toEqual([]);
  });

  test('may be a directory', () => {
    mkdirSync(folder.file('photos'));
    const { status, stderr } = run(['compress', 'photos']);
    expect(status).toBe(33);
    expect(stderr).toBe('lepton-ts: photos: It is a directory, not a file. (OS_ERROR)\n');
    expect(folder.list()).toEqual(['photos']);
  });

  test.each(['file', 'pipe'])('in a %s may be larger than the memory limit', (kind) => {
    folder.write('photo.jpg', PHOTO);
    const limit = ['--memory-limit', String(PHOTO.length - 1)];
    const { status, stderr } =
      kind === 'file'
        ? run(['compress', 'photo.jpg', 'out', ...limit])
        : run(['compress', '-', 'out', ...limit], PHOTO);
    expect(status).toBe(69);
    expect(stderr).toMatch(/memory limit of 3,764 bytes.*\(LIMIT_EXCEEDED\)/);
    expect(folder.list()).toEqual(['photo.jpg']);
  });

  test('passes its permissions on, but no more', () => {
    folder.write('photo.jpg', PHOTO);
    const mode = (name: string) => statSync(folder.file(name)).mode & 0o777;
    const preload = 'import { chmodSync } from "node:fs"; process.umask(0o022); chmodSync("photo.jpg", MODE);';
    for (const [given, expected] of [
      [0o600, 0o600],
      [0o666, 0o644],
      [0o755, 0o644],
      [0o444, 0o444],
    ]) {
      const setting = { cwd: folder.path, preload: preload.replace('MODE', String(given)) };
      expect(runCli(['compress', '-f', 'photo.jpg'], setting).status).toBe(0);
      expect(mode('photo.lep')).toBe(expected);
    }
  });
});
