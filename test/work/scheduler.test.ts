import { describe, expect, test } from 'vitest';
import { nextTurn, runInTurns as runCallInTurns } from '../../src/work/scheduler.js';
import { runToEnd, type Steps } from '../../src/work/steps.js';
import { ANY_CALL } from '../helpers/pipelines.js';

/** As a part of a call without limits. */
const runInTurns = <T>(steps: Steps<T>): Promise<T> => runCallInTurns(steps, ANY_CALL);

function* count(name: string, steps: number, log: string[]): Steps<string> {
  for (let step = 0; step < steps; step++) {
    log.push(name);
    yield;
  }
  return name;
}

/** Steps that keep the thread busy for some time each. */
function* slow(name: string, steps: number, milliseconds: number, log: string[]): Steps<string> {
  for (let step = 0; step < steps; step++) {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
    log.push(name);
    yield;
  }
  return name;
}

describe('steps', () => {
  test('run at once', () => {
    const log: string[] = [];
    expect(runToEnd(count('a', 3, log))).toBe('a');
    expect(log).toEqual(['a', 'a', 'a']);
  });

  test('give the same result in turns', async () => {
    expect(await runInTurns(count('a', 3, []))).toBe('a');
    expect(await runInTurns(count('a', 0, []))).toBe('a');
  });

  test('of short work are done in the order of the calls', async () => {
    const log: string[] = [];
    const names = ['a', 'b', 'c', 'd'];
    expect(await Promise.all(names.map((name) => runInTurns(count(name, 3, log))))).toEqual(names);
    expect(log.join('')).toBe('aaabbbcccddd');
  });

  test('of long work let others in', async () => {
    const log: string[] = [];
    await Promise.all([runInTurns(slow('a', 30, 10, log)), runInTurns(count('b', 1, log))]);
    expect(log.indexOf('b')).toBeLessThan(30);
    expect(log).toHaveLength(31);
  });

  test('let the event loop turn after each of them, and between two calls', async () => {
    const log: string[] = [];
    const work = Promise.all(['a', 'b', 'c'].map((name) => runInTurns(count(name, 2, log))));
    const turns = (async () => {
      for (let turn = 0; turn < 12; turn++) {
        log.push('|');
        await nextTurn();
      }
    })();
    await Promise.all([work, turns]);
    expect(log.join('')).not.toMatch(/[abc]{2}/);
  });

  test('that fail let the others go on', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first step is done
    const failing = function* (): Steps<string> {
      throw new RangeError('no');
    };
    const log: string[] = [];
    const results = await Promise.allSettled([
      runInTurns(count('a', 2, log)),
      runInTurns(failing()),
      runInTurns(count('b', 2, log)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await runInTurns(count('c', 1, log))).toBe('c');
  });
});
