import { describe, expect, test } from 'vitest';
import type { JobData } from '../../src/codec/jobs.js';
import { LeptonError } from '../../src/errors.js';
import type { Reply } from '../../src/threads/answer.js';
import { threadHelpers } from '../../src/threads/helpers.js';
import { type PoolShare, ThreadPool } from '../../src/threads/pool.js';
import { runOnPool } from '../helpers/pipelines.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';

const echo = (data: JobData): Reply => ({ result: data.kind === 'decompress' ? data.lepton : new Uint8Array() });
const taskOf = (value: number) => ({ kind: 'decompress', lepton: Uint8Array.of(value) });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

async function runMany(share: PoolShare, count: number): Promise<number[]> {
  const results = await Promise.all(numbers(count).map((value) => runOnPool(share, () => taskOf(value))));
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
    const seen = await pool.share(2, async () => [
      pool.isContended,
      await pool.share(2, async () => pool.isContended),
      pool.isContended,
    ]);
    expect(seen).toEqual([false, true, false]);
  });

  test('starts threads for little work only behind the first call, or beside one', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start, 100);
    await pool.share(2, async () => {
      expect([pool.isWorthThreads(99), pool.isWorthThreads(100)]).toEqual([false, true]);
      await pool.share(2, async () => expect(pool.isWorthThreads(0)).toBe(true));
    });
    await pool.share(2, async () => expect(pool.isWorthThreads(0)).toBe(true));
    const started = new ThreadPool(start, 100);
    await started.share(2, async (share) => {
      await runOnPool(share, () => taskOf(1));
      expect(started.isWorthThreads(0)).toBe(true);
    });
    expect(log.started).toBe(1);
  });

  test('has threads ready for a call, one less than it may use', () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    for (const [threads, jobs, started] of [
      [3, 8, 2],
      [2, 8, 2],
      [6, 1, 2],
      [6, 5, 4],
      [6, 9, 5],
    ] as const) {
      threadHelpers(pool, threads, true).prepare(jobs);
      expect(log.started).toBe(started);
    }
  });

  test('makes no task before there is a thread for it', async () => {
    const pool = new ThreadPool(threadStandIn(echo).start);
    let made = 0;
    await pool.share(2, async (share) => {
      const results = numbers(5).map(() => runOnPool(share, () => taskOf(made++)));
      expect(made).toBe(2);
      await Promise.all(results);
    });
    expect(made).toBe(5);
  });

  test('drops what waits when its call has failed, and goes on with others', async () => {
    const { start, log } = threadStandIn(echo);
    const pool = new ThreadPool(start);
    const failing = pool.share(1, async (share) => {
      for (const value of numbers(50)) void runOnPool(share, () => taskOf(value));
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await pool.share(1, (share) => runMany(share, 3))).toEqual(numbers(3));
    expect(log.kinds).toHaveLength(4);
  });

  test('tells the error of a task with its code', async () => {
    const { start } = threadStandIn(() => ({ error: { code: 'DAMAGED_JPEG', message: 'There.' } }));
    const result = new ThreadPool(start).share(2, (share) => runOnPool(share, () => taskOf(1)));
    await expect(result).rejects.toBeInstanceOf(LeptonError);
    await expect(result).rejects.toMatchObject({ code: 'DAMAGED_JPEG', message: 'There.' });
  });

  test('survives the death of a thread', async () => {
    let deaths = 0;
    const { start, log } = threadStandIn((task) => (deaths++ === 0 ? null : echo(task)));
    const pool = new ThreadPool(start);
    await pool.share(1, async (share) => {
      const [first, second] = [runOnPool(share, () => taskOf(1)), runOnPool(share, () => taskOf(2))];
      await expect(first).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
      expect(await second).toEqual(Uint8Array.of(2));
    });
    expect(log.started).toBe(2);
  });

  test('goes on when a task cannot be made', async () => {
    const pool = new ThreadPool(threadStandIn(echo).start);
    await pool.share(1, async (share) => {
      const broken = runOnPool(share, () => {
        throw new RangeError('no');
      });
      await expect(broken).rejects.toMatchObject({ code: 'INTERNAL_ERROR', cause: expect.any(RangeError) });
      expect(await runMany(share, 3)).toEqual(numbers(3));
    });
  });

  test('gives back what a thread that cannot start was sent, and tries no other', async () => {
    let started = 0;
    const pool = new ThreadPool(({ onFailure }) => {
      started++;
      setImmediate(() => onFailure(new RangeError('no such file')));
      return { post() {}, setBusy() {}, end() {} };
    });
    await pool.share(3, async (share) => {
      const results = await Promise.allSettled(numbers(4).map((value) => runOnPool(share, () => taskOf(value))));
      expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual(
        numbers(4).map(() => 'RangeError: given back'),
      );
    });
    // Three were allowed to start at the same time.
    expect(started).toBe(3);
    expect(pool.isWorthThreads(Number.POSITIVE_INFINITY)).toBe(false);
    await pool.share(3, async (share) => {
      await expect(runOnPool(share, () => taskOf(1))).rejects.toThrow('given back');
    });
    expect(started).toBe(3);
  });

  test('gives back everything where starting a thread throws', async () => {
    const pool = new ThreadPool(() => {
      throw new TypeError('not permitted');
    });
    await pool.share(2, async (share) => {
      await expect(runOnPool(share, () => taskOf(1))).rejects.toThrow('given back');
    });
  });

  test('keeps to the threads that it has when another cannot start', async () => {
    const { start, log } = threadStandIn(echo);
    let tries = 0;
    const pool = new ThreadPool((events) => {
      if (tries++ > 0) throw new RangeError('too many');
      return start(events);
    });
    expect(await pool.share(4, (share) => runMany(share, 9))).toEqual(numbers(9));
    expect(log).toMatchObject({ started: 1, most: 1 });
    expect(tries).toBe(2);
  });
});
