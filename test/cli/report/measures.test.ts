import { describe, expect, test } from 'vitest';
import { groupThousands } from '../../../src/cli/report/measures.js';

describe('numbers for people', () => {
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
