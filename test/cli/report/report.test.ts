import { describe, expect, test } from 'vitest';
import { exitStatusTable, failureLine, isBrokenPipe, toLeptonError } from '../../../src/cli/report/failure.js';
import { summaryLine } from '../../../src/cli/report/report.js';
import { ERROR_TABLE, LeptonError } from '../../../src/errors.js';

const outcome = {
  input: 'photo.jpg',
  output: 'photo.lep',
  inputBytes: 3_093_458,
  outputBytes: 2_337_512,
  seconds: 0.93,
};

describe('summary', () => {
  test('has the documented form', () => {
    const line = 'photo.jpg 3,093,458 -> 2,337,512 bytes, 75.6%, 0.9 s, verified\n';
    expect(summaryLine({ ...outcome, verified: true })).toBe(line);
  });

  test('does not claim to have verified', () => {
    expect(summaryLine({ ...outcome, verified: false })).toBe('photo.jpg 3,093,458 -> 2,337,512 bytes, 75.6%, 0.9 s\n');
  });

  test('of a file for every reader says no more', () => {
    const line = 'photo.jpg 3,093,458 -> 2,337,512 bytes, 75.6%, 0.9 s, verified\n';
    expect(summaryLine({ ...outcome, verified: true, form: 'compressed' })).toBe(line);
  });

  test('says that a file is an extended one', () => {
    const line = 'photo.jpg 3,093,458 -> 2,337,512 bytes, 75.6%, 0.9 s, extended, verified\n';
    expect(summaryLine({ ...outcome, verified: true, form: 'extended' })).toBe(line);
  });

  test('says that a file is stored, in place of a ratio', () => {
    const line = 'photo.jpg 3,093,458 -> 2,337,512 bytes, stored, 0.9 s, verified\n';
    expect(summaryLine({ ...outcome, verified: true, form: 'stored' })).toBe(line);
  });

  test('of an empty input has no ratio', () => {
    const line = 'stdin 0 -> 5 bytes, 0.9 s\n';
    expect(summaryLine({ ...outcome, input: '-', inputBytes: 0, outputBytes: 5, verified: false })).toBe(line);
  });

  test('stays on its line whatever the file is called', () => {
    expect(summaryLine({ ...outcome, input: 'a\n\u001b[2Jb', verified: false })).toMatch(
      /^a\\x0a\\x1b\[2Jb 3,093,458 /,
    );
  });
});

describe('failure', () => {
  test('names the file and the code', () => {
    const error = new LeptonError('NOT_A_JPEG', 'begins with 89 50');
    expect(failureLine('a.jpg', error)).toBe('lepton-ts: a.jpg: begins with 89 50 (NOT_A_JPEG)\n');
    expect(failureLine(null, error)).toBe('lepton-ts: begins with 89 50 (NOT_A_JPEG)\n');
  });

  test('of the system is told in words, with its name', () => {
    const error = Object.assign(new Error('ENOSPC: raw text'), { errno: -28, code: 'ENOSPC', syscall: 'write' });
    const made = toLeptonError(error);
    expect(made.code).toBe('OS_ERROR');
    expect(made.message).toBe('The operating system refused: no space left on device (ENOSPC).');
    expect(made.cause).toBe(error);
  });

  test('of our own comes back as it is', () => {
    const error = new LeptonError('SHORT_READ', 'x');
    expect(toLeptonError(error)).toBe(error);
  });

  test.each([
    [new TypeError('x is undefined')],
    ['a string'],
    [undefined],
    [new RangeError('offset is out of bounds')],
  ])('of any other kind (%s) is a bug that asks for a report', (thrown) => {
    const made = toLeptonError(thrown);
    expect(made.code).toBe('INTERNAL_ERROR');
    expect(made.message).toMatch(/report/);
    expect(made.exitStatus).toBe(70);
  });

  test('to allocate is a limit, not a bug', () => {
    expect(toLeptonError(new RangeError('Array buffer allocation failed')).code).toBe('LIMIT_EXCEEDED');
  });

  test('to write into a closed pipe is recognized behind its description', () => {
    const error = Object.assign(new Error('write EPIPE'), { errno: -32, code: 'EPIPE' });
    expect(isBrokenPipe(error)).toBe(true);
    expect(isBrokenPipe(toLeptonError(error))).toBe(true);
    expect(isBrokenPipe(new LeptonError('OS_ERROR', 'EPIPE'))).toBe(false);
  });
});

test('the table of exit statuses has a line for every code', () => {
  const lines = exitStatusTable().split('\n');
  expect(lines[0]).toMatch(/^ +0 /);
  for (const [code, { exitStatus, meaning }] of Object.entries(ERROR_TABLE)) {
    const line = lines.find((each) => each.includes(` ${code} `));
    expect(line?.trim().split(/ {2,}/)).toEqual([String(exitStatus), code, meaning]);
  }
  expect(lines.length).toBe(1 + Object.keys(ERROR_TABLE).length);
});
