import { describe, expect, test } from 'vitest';
import { shareWork } from '../../src/workers/shared-work.js';
import { type PoolShare, ThreadPool } from '../../src/workers/thread-pool.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';

const later = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Calls the work with what a call on so many threads has. */
async function onThreads(threads: number, work: (share: PoolShare) => Promise<void>): Promise<void> {
  await new ThreadPool(threadStandIn().start).share(threads, work);
}

describe('shared work', () => {
  test.each([
    [2, 8],
    [3, 8],
    [8, 3],
    [4, 1],
    [2, 0],
  ])('on %i threads does each of %i parts once, some of them here', async (threads, count) => {
    const done: [number, string][] = [];
    let running = 0;
    let most = 0;
    const part = (where: string) => async (index: number) => {
      most = Math.max(most, ++running);
      await later();
      running--;
      done.push([index, where]);
    };
    await onThreads(threads, (share) => shareWork(count, share, part('thread'), part('here')));
    expect(done.map(([index]) => index).sort()).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(most).toBe(Math.min(threads, count));
    if (count > 0) expect(done.map(([, where]) => where)).toContain('here');
    if (count > 1) expect(done.map(([, where]) => where)).toContain('thread');
  });

  test('fails with the first failure, when what was begun has ended, and begins no more', async () => {
    const begun: number[] = [];
    let ended = 0;
    const part = async (index: number) => {
      begun.push(index);
      await later();
      if (index === 1) throw new RangeError('one');
      await later();
      ended++;
      if (index === 2) throw new RangeError('two');
    };
    const work = onThreads(3, (share) => shareWork(20, share, part, part));
    await expect(work).rejects.toThrow('one');
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toBe(2);
  });
});
