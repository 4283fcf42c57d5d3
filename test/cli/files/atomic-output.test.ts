import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli, startCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const PHOTO = readFixture('sampling-420.jpg');

/** A module that replaces functions of node:fs before the executable imports them. */
const patch = (code: string) =>
  `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; ${code} syncBuiltinESMExports();`;
const FAILURE = 'const failure = (code, errno) => Object.assign(new Error(code), { code, errno });';

const compress = (preload: string, ...options: string[]) => {
  folder.write('photo.jpg', PHOTO);
  return runCli(['compress', 'photo.jpg', ...options], { cwd: folder.path, preload });
};

describe('a complete output', () => {
  test('is written beside its name, flushed and closed before it gets the name, which is flushed too', () => {
    const preload = patch(`
      const log = (text) => fs.appendFileSync('log', text + '\\n');
      for (const name of ['openSync', 'fsync', 'close', 'linkSync', 'renameSync', 'unlinkSync']) {
        const original = fs[name];
        fs[name] = (...args) => {
          const path = typeof args[0] === 'string' ? args[0].replace(/-[0-9a-z]+-[0-9a-z]+[.]tmp$/, '') : '';
          if (path.startsWith('.lepton') || name === 'fsync' || name === 'close') {
            log([name, path, ...(name === 'openSync' ? [args[1], args[2].toString(8)] : [])].join(' ').trim());
          }
          return original(...args);
        };
      }`);
    expect(compress(preload).status).toBe(0);
    const log = folder.read('log').toString().trimEnd().split('\n');
    expect(log).toEqual([
      'close', // the input
      'openSync .lepton-ts wx 600',
      'fsync',
      'close',
      'linkSync .lepton-ts',
      'unlinkSync .lepton-ts',
      'fsync', // the folder
      'close',
    ]);
    expect(folder.list()).toEqual(['log', 'photo.jpg', 'photo.lep']);
  });

  test('does not replace a file that appeared meanwhile', () => {
    const preload = patch(`
      const original = fs.fsync;
      fs.fsync = (...args) => { fs.writeFileSync('photo.lep', 'precious'); original(...args); };`);
    const { status, stderr } = compress(preload);
    expect(status).toBe(73);
    expect(stderr).toMatch(/photo\.lep exists already.*\(OUTPUT_EXISTS\)/);
    expect(folder.read('photo.lep').toString()).toBe('precious');
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
  });

  describe('without hard links', () => {
    const noLinks = `${FAILURE} fs.linkSync = () => { throw failure('EPERM', -1); };`;

    test('gets its name all the same', () => {
      expect(compress(patch(noLinks)).status).toBe(0);
      expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
      expect(runCli(['verify', 'photo.jpg', 'photo.lep'], { cwd: folder.path }).status).toBe(0);
    });

    test('does not replace a file that appeared meanwhile', () => {
      const preload = patch(`${noLinks}
        const original = fs.fsync;
        fs.fsync = (...args) => { fs.writeFileSync('photo.lep', 'precious'); original(...args); };`);
      expect(compress(preload).status).toBe(73);
      expect(folder.read('photo.lep').toString()).toBe('precious');
      expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
    });

    test('leaves nothing if it cannot be renamed', () => {
      const { status } = compress(patch(`${noLinks} fs.renameSync = () => { throw failure('EIO', -5); };`));
      expect(status).toBe(33);
      expect(folder.list()).toEqual(['photo.jpg']);
    });
  });

  test('is written directly into a pipe or device, which nothing can be renamed over', () => {
    const { status, stderr } = compress('', '/dev/null');
    expect([status, stderr]).toEqual([0, expect.stringContaining('verified')]);
    expect(folder.list()).toEqual(['photo.jpg']);
  });
});

describe('a full disk', () => {
  const full = (call: string) => patch(`${FAILURE} fs.${call} = (...args) => args.at(-1)(failure('ENOSPC', -28));`);

  test.each(['writeFile', 'fsync'])('found out by %s leaves nothing', (call) => {
    const { status, stderr } = compress(full(call));
    expect(status).toBe(33);
    expect(stderr).toBe('lepton-ts: photo.jpg: Cannot write photo.lep: no space left on device (ENOSPC). (OS_ERROR)\n');
    expect(folder.list()).toEqual(['photo.jpg']);
  });

  test('leaves the old file with --force', () => {
    folder.write('photo.lep', 'precious');
    expect(compress(full('fsync'), '--force').status).toBe(33);
    expect(folder.read('photo.lep').toString()).toBe('precious');
    expect(folder.list()).toEqual(['photo.jpg', 'photo.lep']);
  });

  test.runIf(process.platform === 'linux')('behind standard output is told', () => {
    folder.write('photo.jpg', PHOTO);
    const stdout = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = runCli(['compress', 'photo.jpg', '-'], { cwd: folder.path, stdout });
      expect(status).toBe(33);
      expect(stderr).toMatch(/Cannot write to standard output: no space left on device \(ENOSPC\)\. \(OS_ERROR\)/);
    } finally {
      closeSync(stdout);
    }
  });
});

test('a folder that is missing is told', () => {
  const { status, stderr } = compress('', 'missing/photo.lep');
  expect(status).toBe(33);
  expect(stderr).toMatch(/Cannot write missing\/photo\.lep: no such file or directory \(ENOENT\)\. \(OS_ERROR\)/);
});

describe('a signal', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s removes the temporary file and ends the process',
    async (signal) => {
      folder.write('photo.jpg', PHOTO);
      // Stops the program where the temporary file is written and not yet renamed.
      const preload = patch(`fs.fsync = () => { setInterval(() => {}, 1000); process.stdout.write('ready'); };`);
      const child = startCli(['compress', 'photo.jpg'], { cwd: folder.path, preload });
      const exited = once(child, 'exit');
      await once(child.stdout!, 'data');
      expect(folder.list()).toEqual([expect.stringMatching(/^\.lepton-ts-.*\.tmp$/), 'photo.jpg']);
      child.kill(signal);
      expect(await exited).toEqual([null, signal]);
      expect(folder.list()).toEqual(['photo.jpg']);
      expect(folder.read('photo.jpg').equals(PHOTO)).toBe(true);
    },
  );
});

describe('a reader that has gone away', () => {
  test.each([
    ['data', ['compress', 'photo.jpg', '-']],
    ['JSON', ['compress', 'photo.jpg', '--json']],
    ['a description', ['inspect', 'photo.jpg']],
  ])('of %s ends the program quietly with a status', async (_what, args) => {
    folder.write('photo.jpg', PHOTO);
    const child = startCli(args, { cwd: folder.path });
    child.stdout!.destroy();
    let stderr = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [status] = await once(child, 'close');
    expect([status, stderr]).toEqual([33, '']);
  });
});
