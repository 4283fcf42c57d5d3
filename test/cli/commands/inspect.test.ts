import { describe, expect, test } from 'vitest';
import { readFixture } from '../../helpers/fixtures.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const run = (args: string[], input?: Uint8Array) => runCli(args, { cwd: folder.path, ...(input && { input }) });

/** The lines as pairs of label and value; the values are aligned. */
function rows(text: string): Map<string, string> {
  const lines = text.trimEnd().split('\n');
  const column = /^format +/.exec(lines[0])![0].length;
  for (const line of lines) expect(line.slice(column - 2)).toMatch(/^ {2}\S/);
  return new Map(lines.map((line) => [line.slice(0, column).trim(), line.slice(column)]));
}

describe('inspect', () => {
  test('describes a JPEG', () => {
    folder.write('photo.jpg', readFixture('restart-3-mcus-420.jpg'));
    const { status, stdout, stderr } = run(['inspect', 'photo.jpg']);
    expect([status, stderr]).toEqual([0, '']);
    const found = rows(stdout.toString());
    expect(found.get('format')).toBe('JPEG');
    expect(found.get('file size')).toBe('3,805 bytes');
    expect(found.get('frame')).toBe('SOF0, baseline sequential, 8 bits');
    expect(found.get('size')).toBe('99 x 75');
    expect(found.get('sampling')).toBe('4:2:0');
    expect(found.get('restart interval')).toBe('3 MCUs');
    expect(found.get('components')).toBe('3');
    expect(stdout.toString()).toMatch(/id 1: sampling 2x2, quantization table 0\n.*id 2: sampling 1x1, /);
  });

  test('describes a Lepton file', () => {
    const jpeg = readFixture('scene.jpg');
    const lepton = run(['compress', '--segments', '2'], jpeg).stdout;
    const { status, stdout } = run(['inspect', '-'], lepton);
    expect(status).toBe(0);
    const found = rows(stdout.toString());
    expect(found.get('format')).toBe('Lepton, version 1');
    expect(found.get('kind')).toMatch(/^Z /);
    expect(found.get('restores')).toMatch(/^201,111 bytes, of which this file is \d\d\.\d%$/);
    expect(found.get('segments')).toBe('2');
    expect(stdout.toString().match(/from block row +\d+: +[\d,]+ bytes coded, +[\d,]+ bytes restored\n/g)?.length).toBe(
      2,
    );
    expect(found.get('size')).toBe('1280 x 853');
    expect(found.get('restart interval')).toBe('none');
  });

  test('--json prints the same as data', () => {
    const jpeg = readFixture('scene.jpg');
    const lepton = run(['compress', '--segments', '2'], jpeg).stdout;
    const { status, stdout, stderr } = run(['inspect', '-', '--json'], lepton);
    expect([status, stderr]).toEqual([0, '']);
    const info = JSON.parse(stdout.toString());
    expect(info).toMatchObject({ command: 'inspect', input: '-', format: 'lepton', version: 1, kind: 'Z' });
    expect(info).toMatchObject({ fileSize: lepton.length, outputSize: jpeg.length });
    expect(info.frame).toMatchObject({ marker: 'SOF0', width: 1280, height: 853, sampling: '4:2:0' });
    expect(info.segments.length).toBe(2);
    expect(info.segments[0].lumaYStart).toBe(0);
    expect(stdout.toString().indexOf('\n')).toBe(stdout.length - 1);
  });

  test('refuses what is neither', () => {
    folder.write('text', 'neither');
    const { status, stdout, stderr } = run(['inspect', 'text']);
    expect([status, stdout.length]).toEqual([64, 0]);
    expect(stderr).toMatch(/^lepton-ts: text: .* \(NOT_A_JPEG\)\n$/);
    const json = run(['inspect', 'text', '--json']);
    expect(JSON.parse(json.stdout.toString())).toMatchObject({ command: 'inspect', error: { code: 'NOT_A_JPEG' } });
    expect(run(['inspect', 'missing']).status).toBe(9);
  });
});
