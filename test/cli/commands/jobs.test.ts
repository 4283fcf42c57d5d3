import { describe, expect, test } from 'vitest';
import { planJobs } from '../../../src/cli/commands/jobs.js';
import { leptonName } from '../../../src/cli/files/output-name.js';
import { LeptonError } from '../../../src/errors.js';

const plan = (names: string[], folder?: string) => planJobs(names, leptonName, folder);

describe('jobs', () => {
  test.each([
    [[], { input: '-', output: '-' }],
    [['-'], { input: '-', output: '-' }],
    [['-', '-'], { input: '-', output: '-' }],
    [['a.jpg'], { input: 'a.jpg', output: 'a.lep' }],
    [['a.jpg', 'b'], { input: 'a.jpg', output: 'b' }],
    [['-', 'b'], { input: '-', output: 'b' }],
    [['a.jpg', '-'], { input: 'a.jpg', output: '-' }],
  ])('%j', (names, job) => {
    expect(plan(names)).toEqual([job]);
  });

  test('all names are inputs when there is an output folder', () => {
    expect(plan(['a.jpg', 'x/b.jpeg'], 'out')).toEqual([
      { input: 'a.jpg', output: 'out/a.lep' },
      { input: 'x/b.jpeg', output: 'out/b.lep' },
    ]);
  });

  test.each([
    ['three names', ['a', 'b', 'c'], undefined],
    ['an empty input', [''], undefined],
    ['an empty output', ['a', ''], undefined],
    ['a folder without inputs', [], 'out'],
    ['an empty folder', ['a'], ''],
    ['an empty input with a folder', ['a', ''], 'out'],
    ['standard input with a folder', ['a', '-'], 'out'],
    ['two inputs with one output', ['x/a.jpg', 'y/a.jpeg'], 'out'],
    ['an input given twice', ['a.jpg', 'a.jpg'], 'out'],
  ])('%s is a usage error', (_what, names, folder) => {
    expect(() => plan(names, folder)).toThrow(LeptonError);
    expect(() => plan(names, folder)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
