import { beforeEach, describe, expect, test } from 'vitest';
import { compressSync } from '../../../src/index.js';
import { COUNT_THREADS } from '../../helpers/counted-threads.js';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

/** So long that a process starts threads for it. */
const LARGE = Uint8Array.from(Buffer.concat([readFixture('scene.jpg'), new Uint8Array(2_600_000)]));
const SMALL = readFixture('scene.jpg');
const OPTIONS = { segments: 8 };

/** Counts the threads that the tool starts, and tells at its end. */
const COUNTING = `${COUNT_THREADS}
  process.on('exit', () => process.stderr.write('started ' + started));`;

const folder = useTemporaryFolder();
const run = (...args: string[]) => runCli([...args, '--quiet'], { cwd: folder.path, preload: COUNTING });

beforeEach(() => {
  folder.write('large.jpg', LARGE);
  folder.write('small.jpg', SMALL);
});

describe('threads of the tool', () => {
  test.each([
    ['1', '--no-verify', 0],
    ['2', '--no-verify', 1],
    ['1', '--verify', 0],
    ['2', '--verify', 1],
    ['3', '--verify', 2],
  ])('with --threads %s %s do the same for a large file', (threads, verify, started) => {
    const options = ['--threads', threads];
    const compressed = run('compress', 'large.jpg', 'large.lep', '--segments', '8', verify, ...options);
    expect(compressed).toMatchObject({ status: 0, stderr: `started ${started}` });
    expect(Buffer.compare(folder.read('large.lep'), compressSync(LARGE, OPTIONS))).toBe(0);
    const restored = run('decompress', 'large.lep', 'again.jpg', ...options);
    expect(restored).toMatchObject({ status: 0, stderr: `started ${started}` });
    expect(Buffer.compare(folder.read('again.jpg'), LARGE)).toBe(0);
    expect(run('verify', 'large.jpg', 'large.lep', ...options)).toMatchObject({
      status: 0,
      stderr: `started ${started}`,
    });
  });

  test('are not started for one small file', () => {
    expect(run('compress', 'small.jpg', '--threads', '2')).toMatchObject({ status: 0, stderr: 'started 0' });
    expect(run('decompress', 'small.lep', 'again.jpg', '--threads', '2')).toMatchObject({ stderr: 'started 0' });
  });

  test('are shared by several small files', () => {
    for (const name of ['a', 'b', 'c']) folder.write(`${name}.jpg`, SMALL);
    const { status, stderr } = run('compress', 'a.jpg', 'b.jpg', 'c.jpg', '--threads', '2', '--out-dir', 'out');
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^started [12]$/);
    for (const name of ['a', 'b', 'c']) {
      expect(Buffer.compare(folder.read(`out/${name}.lep`), compressSync(SMALL))).toBe(0);
    }
  });
});
