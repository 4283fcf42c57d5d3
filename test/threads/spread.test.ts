import { describe, expect, test } from 'vitest';
import type { JobData } from '../../src/codec/jobs.js';
import type { Reply } from '../../src/threads/answer.js';
import { ThreadPool } from '../../src/threads/pool.js';
import { runOnThreads } from '../../src/threads/run-on-threads.js';
import { Call, run, WITHOUT_LIMITS } from '../../src/work/call.js';
import { runInTurns } from '../../src/work/scheduler.js';
import { alone, type Job, type Spread, spreadOf, type Work } from '../../src/work/steps.js';
import { ANY_CALL } from '../helpers/pipelines.js';
import { threadStandIn } from '../helpers/thread-stand-in.js';

/** What jobs have left, and where each was done. */
interface Log {
  readonly results: number[];
  readonly here: number[];
}

/** Data of a job that stands for a number. */
const dataOf = (value: number) => ({ kind: 'decompress', lepton: Uint8Array.of(value) });

/** What a thread makes of it: the same number; it fails for those of a list. */
function replyTo(failing: readonly number[] = []): (data: JobData) => Reply {
  return (data) => {
    const [value] = data.kind === 'decompress' ? data.lepton : [];
    if (failing.includes(value)) return { error: { code: 'STREAM_INCONSISTENT', message: `Number ${value}.` } };
    return { result: Uint8Array.of(value) };
  };
}

function jobOf(value: number, log: Log, failing: readonly number[] = [], onDone = () => {}): Job {
  return {
    *here() {
      yield;
      if (failing.includes(value)) throw new RangeError(`Number ${value}.`);
      log.here.push(value);
      log.results[value] = value;
      onDone();
    },
    elsewhere: () => dataOf(value),
    take([result]) {
      log.results[value] = result;
      onDone();
    },
  };
}

/** A pipeline that spreads so many jobs and then counts what came of them. */
function* countResults(count: number, helpers: number, log: Log, failing: readonly number[] = []): Work<number> {
  yield;
  yield spreadOf(
    helpers,
    numbers(count).map((value) => jobOf(value, log, failing)),
  );
  yield;
  return log.results.reduce((sum, value) => sum + value, 0);
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const newLog = (): Log => ({ results: [], here: [] });
const sumOf = (count: number) => numbers(count).reduce((sum, value) => sum + value, 0);

function onThreads<T>(threads: number, work: Work<T>, reply = replyTo(), call = ANY_CALL) {
  const { start, log } = threadStandIn(reply);
  const pool = new ThreadPool(start);
  return { log, pool, result: pool.share(threads, (share) => runOnThreads(work, call, share)) };
}

describe('a spread', () => {
  test('is done here, one job after the other, without threads', async () => {
    const log = newLog();
    expect(run(countResults(5, 3, log), ANY_CALL)).toBe(sumOf(5));
    expect(log.here).toEqual(numbers(5));
    expect(await runInTurns(alone(countResults(5, 3, newLog())), ANY_CALL)).toBe(sumOf(5));
  });

  test.each([
    [1, 8],
    [2, 8],
    [7, 8],
    [7, 3],
    [3, 1],
    [3, 0],
  ])('with %i helpers does each of %i jobs once, some of them here', async (helpers, count) => {
    const log = newLog();
    const { result, log: threads } = onThreads(helpers + 1, countResults(count, helpers, log));
    expect(await result).toBe(sumOf(count));
    expect(log.here.length + threads.kinds.length).toBe(count);
    if (count > 0) expect(log.here.length).toBeGreaterThan(0);
    expect(threads.started).toBe(Math.max(0, Math.min(helpers, count - 1)));
  });

  test.each([0, 1, 3])('fails with the first failure in the order of the jobs, with %i helpers', async (helpers) => {
    for (const failing of [[2, 5], [5, 2, 6], [0], [7, 1]]) {
      const first = Math.min(...failing);
      const { result } = onThreads(helpers + 1, countResults(8, helpers, newLog(), failing), replyTo(failing));
      await expect(result).rejects.toThrow(`Number ${first}.`);
    }
  });

  test('fails with the first failure also where a thread has given its job back', async () => {
    const failing = [0, 1];
    const pool = new ThreadPool(({ onFailure }) => {
      // Later than the caller fails with its own job.
      setTimeout(() => onFailure(new RangeError('no such file')), 20);
      return { post() {}, setBusy() {}, end() {} };
    });
    const work = countResults(3, 1, newLog(), failing);
    await expect(pool.share(2, (share) => runOnThreads(work, ANY_CALL, share))).rejects.toThrow('Number 0.');
  });

  test('can be caught by the pipeline, which goes on', async () => {
    function* careful(helpers: number): Work<string> {
      try {
        return String(yield* countResults(4, helpers, newLog(), [1]));
      } catch (error) {
        // Other numbers than the one that fails.
        return `caught ${String(error)}, ${yield* countResults(1, helpers, newLog())}`;
      }
    }
    expect(run(careful(0), ANY_CALL)).toBe('caught RangeError: Number 1., 0');
    expect(await onThreads(3, careful(2), replyTo([1])).result).toMatch(/^caught .*Number 1\., 0$/);
  });

  test('takes jobs that are found later, and those that results bring', async () => {
    for (const helpers of [0, 1, 4]) {
      const log = newLog();
      const spread: Spread = {
        helpers,
        isWholeCall: false,
        *find(add) {
          for (const value of [0, 1, 2]) {
            yield;
            add(jobOf(value, log, [], () => add(jobOf(value + 3, log))));
          }
        },
      };
      await onThreads(
        helpers + 1,
        (function* (): Work<void> {
          yield spread;
        })(),
      ).result;
      expect(log.results).toEqual(numbers(6));
    }
  });

  test('fails with what finding fails with, whatever the jobs do', async () => {
    for (const helpers of [0, 2]) {
      const spread: Spread = {
        helpers,
        isWholeCall: false,
        *find(add) {
          add(jobOf(0, newLog(), [0]));
          yield;
          throw new RangeError('not found');
        },
      };
      const { result } = onThreads(
        helpers + 1,
        (function* (): Work<void> {
          yield spread;
        })(),
        replyTo([0]),
      );
      await expect(result).rejects.toThrow('not found');
    }
  });

  test('of a whole call goes to a thread only where this one has other calls', async () => {
    function* wholeCall(log: Log): Work<void> {
      yield spreadOf(0, [jobOf(1, log)], true);
    }
    const [first, second, alone] = [newLog(), newLog(), newLog()];
    const { start, log } = threadStandIn(replyTo());
    const pool = new ThreadPool(start);
    const callOf = (each: Log) => pool.share(2, (share) => runOnThreads(wholeCall(each), ANY_CALL, share));
    await callOf(alone);
    expect([alone.here, log.started]).toEqual([[1], 0]);
    await Promise.all([callOf(first), callOf(second)]);
    expect([first.results[1], second.results[1]]).toEqual([1, 1]);
    expect(first.here.length + second.here.length).toBeLessThan(2);
    expect(log.started).toBeGreaterThan(0);
  });

  test('closes what is open when the call is over, on any driver', async () => {
    let closed = 0;
    function* endless(): Work<void> {
      try {
        for (;;) yield;
      } finally {
        closed++;
      }
    }
    function* work(): Work<void> {
      yield spreadOf(0, [{ here: endless, elsewhere: () => dataOf(0), take() {} }]);
    }
    const call = () => new Call({ ...WITHOUT_LIMITS, timeLimit: 20 });
    const tooLate = { code: 'LIMIT_EXCEEDED' };
    expect(() => run(work(), call())).toThrow(expect.objectContaining(tooLate));
    await expect(runInTurns(alone(work()), call())).rejects.toMatchObject(tooLate);
    await expect(onThreads(2, work(), replyTo(), call()).result).rejects.toMatchObject(tooLate);
    expect(closed).toBe(3);
  });

  test('is not waited for when the call is over', async () => {
    const pool = new ThreadPool(() => ({ post() {}, setBusy() {}, end() {} }));
    const call = new Call({ ...WITHOUT_LIMITS, timeLimit: 50 });
    const work = pool.share(3, (share) => runOnThreads(countResults(6, 2, newLog()), call, share));
    await expect(work).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});
