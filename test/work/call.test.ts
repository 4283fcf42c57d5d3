import { describe, expect, test } from 'vitest';
import { DEFAULT_MEMORY_LIMIT } from '../../src/index.js';
import { Call, WITHOUT_LIMITS } from '../../src/work/call.js';
import { errorOf } from '../helpers/error-code.js';

const never = () => new Promise<never>(() => undefined);

describe('the memory limit', () => {
  test('is 512 MiB by default', () => {
    expect(DEFAULT_MEMORY_LIMIT).toBe(512 * 1024 * 1024);
  });

  test('refuses what needs more, and says how much of what', () => {
    const call = new Call({ ...WITHOUT_LIMITS, memoryLimit: 2 * 1024 * 1024 });
    expect(() => call.checkMemory(2 * 1024 * 1024, 'It')).not.toThrow();
    const error = errorOf(() => call.checkMemory(3 * 1024 * 1024, 'The thing'));
    expect(error.code).toBe('LIMIT_EXCEEDED');
    expect(error.message).toMatch(/The thing .*3\.0 MiB.*2\.0 MiB/);
  });
});

describe('waiting for something else', () => {
  test('gives what it gives', async () => {
    const call = new Call({ ...WITHOUT_LIMITS, timeLimit: 60_000, signal: new AbortController().signal });
    expect(await call.orInterrupted(Promise.resolve(7))).toBe(7);
    await expect(call.orInterrupted(Promise.reject(new RangeError('no')))).rejects.toThrow('no');
  });

  test('ends with the time, and with the signal, whenever it was given', async () => {
    const late = new Call({ ...WITHOUT_LIMITS, timeLimit: 10 });
    await expect(late.orInterrupted(never())).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const controller = new AbortController();
    const call = new Call({ ...WITHOUT_LIMITS, signal: controller.signal });
    const waiting = call.orInterrupted(never());
    controller.abort('enough');
    const aborted = { code: 'ABORTED', cause: 'enough' };
    await expect(waiting).rejects.toMatchObject(aborted);
    await expect(call.orInterrupted(never())).rejects.toMatchObject(aborted);
    expect(() => call.checkTime()).toThrow(expect.objectContaining(aborted));
  });

  test('leaves nothing behind', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    };
    await new Call({ ...WITHOUT_LIMITS, signal }).orInterrupted(Promise.resolve());
    expect(listeners).toBe(0);
  });
});
