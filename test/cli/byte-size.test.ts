import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseByteSize } from '../../src/cli/byte-size.js';
import { groupThousands } from '../../src/cli/group-thousands.js';

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

  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [3_093_458, '3,093,458'],
    [1_234_567_890_123, '1,234,567,890,123'],
  ])('%d is written %s', (count, text) => {
    expect(groupThousands(count)).toBe(text);
  });
});
