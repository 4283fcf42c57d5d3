import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseByteRange, parseByteSize, parseSegmentCount, parseThreadCount } from '../../src/cli/option-values.js';
import { compressSync, LeptonError, MAX_SEGMENTS, MAX_THREADS } from '../../src/index.js';
import { readFixture } from '../helpers/fixtures.js';

describe('byte sizes', () => {
  test.each([
    ['1', 1],
    ['1048576', 1_048_576],
    ['100B', 100],
    ['64K', 65_536],
    ['64KiB', 65_536],
    ['64kb', 64_000],
    ['512MiB', 536_870_912],
    ['512 mib', 536_870_912],
    ['1.5GiB', 1_610_612_736],
    ['2GB', 2_000_000_000],
    ['1T', 1_099_511_627_776],
  ])('%s is %d', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  test.each(['', '0', '-1', '1e6', '1,000', '0.5', '12XiB', 'MiB', '1 2', '0x10', '99999999999999T', 'Infinity'])(
    '%j is refused',
    (text) => {
      expect(() => parseByteSize(text)).toThrow(InvalidArgumentError);
    },
  );
});

test('ranges are read as they are written', () => {
  expect(parseByteRange(' 12-345 ')).toEqual({ start: 12, end: 345 });
  expect(parseByteRange('7-7')).toEqual({ start: 7, end: 7 });
});

test.each([
  ['segments', parseSegmentCount, MAX_SEGMENTS],
  ['threads', parseThreadCount, MAX_THREADS],
] as const)('as many %s are taken as the library takes', (name, parse, most) => {
  const jpeg = readFixture('sampling-420.jpg');
  expect(parse(`${most}`)).toBe(most);
  expect(() => compressSync(jpeg, { [name]: most })).not.toThrow();
  expect(() => parse(`${most + 1}`)).toThrow(`from 1 to ${most}`);
  expect(() => compressSync(jpeg, { [name]: most + 1 })).toThrow(LeptonError);
});
