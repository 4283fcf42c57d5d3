import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { compressSync } from '../../../src/index.js';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli, startCli } from '../../helpers/run-cli.js';
import { isPrefix } from '../../helpers/streams.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const JPEG = readFixture('scene.jpg');
const LEPTON = compressSync(JPEG, { segments: 8 });
const PROGRESSIVE = readFixture('scene-progressive.jpg');

const run = (args: string[], input?: Uint8Array) => runCli(args, { cwd: folder.path, ...(input && { input }) });

/** A run whose standard input is still open. */
function start(args: string[]) {
  const child = startCli(args, { cwd: folder.path });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout!.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin!.on('error', () => undefined);
  return {
    child,
    stdout: () => new Uint8Array(Buffer.concat(output)),
    stderr: () => Buffer.concat(errors).toString(),
    status: statusOf(child),
  };
}

async function statusOf(child: ChildProcess): Promise<number | string | null> {
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  return status ?? signal;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('decompress in a pipe', () => {
  test('begins before all input is there', async () => {
    const { child, stdout, status } = start(['decompress', '-', '-']);
    child.stdin!.write(LEPTON.subarray(0, 100_000));
    await until(() => stdout().length > 60_000);
    expect(isPrefix(stdout(), JPEG)).toBe(true);
    child.stdin!.end(LEPTON.subarray(100_000));
    expect(await status).toBe(0);
    expect(Buffer.compare(stdout(), JPEG)).toBe(0);
  });

  test('goes from a file and into a file too', () => {
    folder.write('in.lep', LEPTON);
    expect(run(['decompress', 'in.lep', '-']).stdout.equals(JPEG)).toBe(true);
    const { status, stderr } = run(['decompress', '-', 'out.jpg'], LEPTON);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^stdin 15\d,\d+ -> 201,111 bytes, 12\d\.\d%, /)]);
    expect(folder.read('out.jpg').equals(JPEG)).toBe(true);
    expect(folder.list()).toEqual(['in.lep', 'out.jpg']);
  });

  test('works for what needs the whole image, and for stored bytes', () => {
    for (const bytes of [PROGRESSIVE, new Uint8Array(100_000).fill(5), new Uint8Array()]) {
      expect(run(['decompress'], compressSync(bytes, { any: true })).stdout.equals(bytes)).toBe(true);
    }
  });

  test('gives a file its name only when it is whole', async () => {
    const { child, status } = start(['decompress', '-', 'out.jpg']);
    child.stdin!.write(LEPTON.subarray(0, 100_000));
    const temporary = () => folder.list().find((name) => name.startsWith('.lepton-ts'));
    await until(() => temporary() !== undefined && statSync(folder.file(temporary()!)).size > 0);
    expect(folder.list()).toEqual([temporary()]);
    child.stdin!.end(LEPTON.subarray(100_000));
    expect(await status).toBe(0);
    expect(folder.list()).toEqual(['out.jpg']);
    expect(folder.read('out.jpg').equals(JPEG)).toBe(true);
  });

  test('leaves nothing when a signal ends it', async () => {
    const { child, status } = start(['decompress', '-', 'out.jpg']);
    child.stdin!.write(LEPTON.subarray(0, 100_000));
    await until(() => folder.list().length > 0);
    child.kill('SIGTERM');
    expect(await status).toBe('SIGTERM');
    expect(folder.list()).toEqual([]);
  });

  test('refuses an existing file before it waits for input', async () => {
    folder.write('out.jpg', 'precious');
    const { stderr, status } = start(['decompress', '-', 'out.jpg']);
    expect(await status).toBe(73);
    expect(stderr()).toMatch(/OUTPUT_EXISTS/);
    expect(folder.read('out.jpg').toString()).toBe('precious');
  });

  test('replaces a file with --force, but not before the new one is whole', () => {
    folder.write('out.jpg', 'precious');
    expect(run(['decompress', '-f', '-', 'out.jpg'], LEPTON.subarray(0, 90_000)).status).toBe(3);
    expect(folder.read('out.jpg').toString()).toBe('precious');
    expect(run(['decompress', '-f', '-', 'out.jpg'], LEPTON).status).toBe(0);
    expect(folder.read('out.jpg').equals(JPEG)).toBe(true);
    expect(folder.list()).toEqual(['out.jpg']);
  });

  test('writes into a named pipe', async () => {
    execFileSync('mkfifo', [folder.file('pipe')]);
    const { child, status } = start(['decompress', '-', 'pipe']);
    child.stdin!.end(LEPTON);
    expect((await readFile(folder.file('pipe'))).equals(JPEG)).toBe(true);
    expect(await status).toBe(0);
  });

  test('is not limited by the size of its input, but by what it keeps', () => {
    expect(run(['decompress', '--memory-limit', '100KiB'], LEPTON).stdout.equals(JPEG)).toBe(true);
    const progressive = run(['decompress', '--memory-limit', '100KiB'], compressSync(PROGRESSIVE));
    expect([progressive.status, progressive.stdout.length]).toEqual([69, 0]);
  });

  test('tells the sizes in --json', () => {
    const { stderr } = run(['decompress', '--json'], LEPTON);
    expect(JSON.parse(stderr)).toMatchObject({
      input: '-',
      output: '-',
      inputBytes: LEPTON.length,
      outputBytes: JPEG.length,
    });
  });
});

describe('an input that is cut off or damaged', () => {
  const damaged = LEPTON.slice().fill(0x5a, 110_000, 110_100);

  test.each<[string, Uint8Array]>([
    ['nothing', LEPTON.subarray(0, 0)],
    ['the magic', LEPTON.subarray(0, 2)],
    ['half the header', LEPTON.subarray(0, 100)],
    ['half the packets', LEPTON.subarray(0, 80_000)],
    ['nearly all', LEPTON.subarray(0, -1)],
    ['wrong bytes', damaged],
  ])('leaves no file: %s', (_what, lepton) => {
    const { status, stderr } = run(['decompress', '-', 'out.jpg'], lepton);
    expect(status).toBeGreaterThan(0);
    expect(stderr).toMatch(/^lepton-ts: stdin: [A-Z].*\. \([A-Z_]+\)\n$/);
    expect(stderr).not.toMatch(/incomplete/);
    expect(folder.list()).toEqual([]);
  });

  test('into a pipe gives right bytes, an exit status, and the words for it', () => {
    const cut = run(['decompress'], LEPTON.subarray(0, 120_000));
    expect([cut.status, cut.stderr]).toEqual([
      3,
      'lepton-ts: stdin: The Lepton file is cut off at byte 120000. The output is incomplete. (SHORT_READ)\n',
    ]);
    expect(cut.stdout.length).toBeGreaterThan(90_000);
    expect(isPrefix(cut.stdout, JPEG)).toBe(true);
    expect(run(['decompress'], damaged).status).toBe(7);
    const json = run(['decompress', '--json'], LEPTON.subarray(0, 120_000));
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'SHORT_READ' }, outputBytes: null });
  });

  test('ends the run though the input is still open', async () => {
    for (const args of [['decompress'], ['decompress', '-', 'out.jpg']]) {
      const { child, status, stderr } = start(args);
      child.stdin!.write(JPEG);
      expect(await status).toBe(65);
      expect(stderr()).toMatch(/NOT_A_LEPTON_FILE/);
    }
    expect(folder.list()).toEqual([]);
  });

  test('in a file says the same', () => {
    folder.write('in.lep', LEPTON.subarray(0, 120_000));
    const { status, stdout, stderr } = run(['decompress', 'in.lep', '-']);
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(/^lepton-ts: in\.lep: .* incomplete\. \(SHORT_READ\)\n$/),
    ]);
    expect(isPrefix(stdout, JPEG)).toBe(true);
  });
});

test('a reader who goes away ends the run, though the input is still open', async () => {
  const { child, status, stderr } = start(['decompress']);
  child.stdin!.write(LEPTON.subarray(0, 100_000));
  await once(child.stdout!, 'data');
  child.stdout!.destroy();
  child.stdin!.write(LEPTON.subarray(100_000, 150_000));
  expect(await status).toBe(33);
  expect(stderr()).toBe('');
});

describe('compress in a pipe', () => {
  test('gives the same bytes as for files', () => {
    folder.write('in.jpg', JPEG);
    expect(run(['compress', 'in.jpg', 'out.lep']).status).toBe(0);
    const expected = folder.read('out.lep');
    expect(run(['compress'], JPEG).stdout.equals(expected)).toBe(true);
    expect(run(['compress', 'in.jpg', '-']).stdout.equals(expected)).toBe(true);
    expect(run(['compress', '-', 'again.lep'], JPEG).status).toBe(0);
    expect(folder.read('again.lep').equals(expected)).toBe(true);
  });

  test.each([
    [PROGRESSIVE, [], 'compressed'],
    [readFixture('sampling-411.jpg'), ['--extended'], 'extended'],
    [new Uint8Array(10), ['--any'], 'stored'],
  ])('tells the form in --json', (bytes, options, form) => {
    const { status, stderr } = run(['compress', '--json', ...options], bytes);
    expect([status, JSON.parse(stderr)]).toEqual([0, expect.objectContaining({ form, verified: true })]);
  });

  test('leaves nothing of an input that is refused', () => {
    const { status, stdout, stderr } = run(['compress'], LEPTON);
    expect([status, stdout.length]).toEqual([64, 0]);
    expect(stderr).not.toMatch(/incomplete/);
    expect(run(['compress', '-', 'out.lep'], LEPTON).status).toBe(64);
    expect(folder.list()).toEqual([]);
  });

  test('refuses an endless input', async () => {
    const { child, stderr, status } = start(['compress', '--memory-limit', '1MiB']);
    const write = () => {
      while (child.stdin!.writable && child.stdin!.write(new Uint8Array(65_536)));
    };
    child.stdin!.on('drain', write);
    write();
    expect(await status).toBe(69);
    expect(stderr()).toMatch(/memory limit/);
  });
});
