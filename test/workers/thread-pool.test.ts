import { describe, expect, test } from 'vitest';
import { LeptonError } from '../../src/errors.js';
import type { Task } from '../../src/workers/tasks.js';
import { type PoolShare, type Reply, ThreadPool } from '../../src/workers/thread-pool.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';

const echo = (task: Task): Reply => ({ result: task.kind === 'decompress' ? task.lepton : new Uint8Array() });
const taskOf = (value: number): Task => ({ kind: 'decompress', lepton: Uint8Array.of(value), options: {} });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

async function runMany(share: PoolShare, count: number): Promise<number[]> {
  const results = await Promise.all(numbers(count).map((value) => share.run(() => taskOf(value))));
  return results.map(([value]) => value);
}

describe('the pool', () => {
  test.each([1, 2, 3, 8])('does all tasks on at most %i threads', async (threads) => {
    const { start, log } = threadStandIn(echo);
    expect(await new ThreadPool(start).share(threads, (share) => runMany(share, 20))).toEqual(numbers(20));
    expect(log).toMatchObject({ started: threads, most: threads, running: 0 });
  });

  test('starts no thread for a call that gives it nothing to do', async () => {
    const { start, log } = threadStandIn(echo);
    expect(await new ThreadPool(start).share(8, async () => 7)).toBe(7);
    expect(log.started).toBe(0);
  });

  test('gives a later call no more threads than it may use', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    await pool.share(6, (share) => runMany(share, 20));
    log.most = 0;
    await pool.share(2, (share) => runMany(share, 20));
    expect(log).toMatchObject({ started: 6, most: 2 });
  });

  test('gives many calls together as many threads as the one that may use most', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    const calls = [2, 3, 1, 2, 2].map((threads) => pool.share(threads, (share) => runMany(share, 9)));
    for (const values of await Promise.all(calls)) expect(values).toEqual(numbers(9));
    expect(log.most).toBe(3);
  });

  test('is contended when there is more than one call', async () => {
    const pool = new ThreadPool(threadStandIn(echo).start);
    const seen = await pool.share(2, async (outer) => [
      outer.isContended,
      await pool.share(2, async (inner) => inner.isContended && outer.isContended),
      outer.isContended,
    ]);
    expect(seen).toEqual([false, true, false]);
  });

  test('starts threads for little work only behind the first call, or beside one', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start, 100);
    await pool.share(2, async (share) => {
      expect([share.isWorthThreads(99), share.isWorthThreads(100)]).toEqual([false, true]);
      await pool.share(2, async (other) => expect(other.isWorthThreads(0)).toBe(true));
    });
    await pool.share(2, async (share) => expect(share.isWorthThreads(0)).toBe(true));
    const started = new ThreadPool(start, 100);
    await started.share(2, async (share) => {
      await share.run(() => taskOf(1));
      expect(share.isWorthThreads(0)).toBe(true);
    });
    expect(log.started).toBe(1);
  });

  test('has threads ready for a call, one less than it may use', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    for (const [threads, tasks, started] of [
      [3, 8, 2],
      [2, 8, 2],
      [1, 8, 2],
      [6, 1, 2],
      [6, 5, 4],
      [6, 9, 5],
    ] as const) {
      await pool.share(threads, async (share) => share.prepare(tasks));
      expect(log.started).toBe(started);
    }
  });

  test('lets the caller do what waits, and starts no thread for it', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    const here: number[] = [];
    await pool.share(2, async (share) => {
      const results = await share.runHere(async () => {
        const sent = numbers(6).map((value) => share.run(() => taskOf(value)));
        await share.doWaiting(async (task) => {
          here.push((echo(task) as { result: Uint8Array }).result[0]);
          await new Promise(setImmediate);
          if (here.length === 2) throw new RangeError('no');
          return Uint8Array.of(100);
        });
        return Promise.allSettled(sent);
      });
      for (const [value, result] of results.entries()) {
        if (here[1] === value) expect(result).toMatchObject({ reason: expect.any(RangeError) });
        else expect(result).toMatchObject({ value: Uint8Array.of(here.includes(value) ? 100 : value) });
      }
    });
    expect(here.length).toBeGreaterThan(1);
    expect(here.length + log.kinds.length).toBe(6);
    expect(log).toMatchObject({ started: 1, most: 1 });
  });

  test('makes no task before there is a thread for it', async () => {
    const pool = new ThreadPool(threadStandIn(echo).start);
    let made = 0;
    await pool.share(2, async (share) => {
      const results = numbers(5).map(() => share.run(() => taskOf(made++)));
      expect(made).toBe(2);
      await Promise.all(results);
    });
    expect(made).toBe(5);
  });

  test('drops what waits when its call has failed, and goes on with others', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    const failing = pool.share(1, async (share) => {
      for (const value of numbers(50)) share.run(() => taskOf(value));
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await pool.share(1, (share) => runMany(share, 3))).toEqual(numbers(3));
    expect(log.kinds).toHaveLength(4);
  });

  test('tells the error of a task with its code', async () => {
    const { start } = threadStandIn(() => ({ error: { code: 'DAMAGED_JPEG', message: 'There.' } }));
    const result = new ThreadPool(start).share(2, (share) => share.run(() => taskOf(1)));
    await expect(result).rejects.toBeInstanceOf(LeptonError);
    await expect(result).rejects.toMatchObject({ code: 'DAMAGED_JPEG', message: 'There.' });
  });

  test('survives the death of a thread', async () => {
    let deaths = 0;
    const { start, log } = threadStandIn((task) => (deaths++ === 0 ? null : echo(task)));
    const pool = new ThreadPool(start);
    await pool.share(1, async (share) => {
      const [first, second] = [share.run(() => taskOf(1)), share.run(() => taskOf(2))];
      await expect(first).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
      expect(await second).toEqual(Uint8Array.of(2));
    });
    expect(log.started).toBe(2);
  });

  test('goes on when a task cannot be made', async () => {
    const pool = new ThreadPool(threadStandIn(echo).start);
    await pool.share(1, async (share) => {
      const broken = share.run(() => {
        throw new RangeError('no');
      });
      await expect(broken).rejects.toThrow(RangeError);
      expect(await runMany(share, 3)).toEqual(numbers(3));
    });
  });
});
