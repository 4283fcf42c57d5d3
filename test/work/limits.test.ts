import { describe, expect, test } from 'vitest';
import { checkMemory, DEFAULT_MEMORY_LIMIT } from '../../src/work/limits.js';
import { errorOf } from '../helpers/error-code.js';

describe('the memory limit', () => {
  test('is 512 MiB by default', () => {
    expect(DEFAULT_MEMORY_LIMIT).toBe(512 * 1024 * 1024);
  });

  test('refuses what needs more, and says how much of what', () => {
    expect(() => checkMemory(1000, 1000, 'It')).not.toThrow();
    const error = errorOf(() => checkMemory(3 * 1024 * 1024, 2 * 1024 * 1024, 'The thing'));
    expect(error.code).toBe('LIMIT_EXCEEDED');
    expect(error.message).toMatch(/The thing .*3\.0 MiB.*2\.0 MiB/);
  });
});
