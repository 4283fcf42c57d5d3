/** The driver of pipelines that gives their jobs to a pool of threads, and does its part of them on the caller's own. */
import type { Call } from '../work/call.js';
import { runInTurns } from '../work/scheduler.js';
import { type Job, outcomeOf, type Spread, type Steps, type Work } from '../work/steps.js';
import { errorOf } from './answer.js';
import type { PoolShare, Ticket } from './pool.js';

/**
 * Does all of a pipeline. The event loop turns at every pause.
 *
 * @throws LeptonError as the pipeline, and as `Call.checkTime`
 */
export async function runOnThreads<T>(work: Work<T>, call: Call, share: PoolShare): Promise<T> {
  try {
    let reached = await runInTurns(
      untilSpread(work, () => work.next()),
      call,
    );
    while (reached.spread !== null) {
      const outcome = await outcomeOf(doSpread(reached.spread, call, share));
      const goOn = () => ('error' in outcome ? work.throw(outcome.error) : work.next());
      reached = await runInTurns(untilSpread(work, goOn), call);
    }
    return reached.result;
  } finally {
    // Where it was interrupted, what is open in there must be closed.
    work.return(undefined as never);
  }
}

type Reached<T> = { readonly spread: Spread } | { readonly spread: null; readonly result: T };

/** Goes on to the next spread of a pipeline, or to its end. */
function* untilSpread<T>(work: Work<T>, goOn: () => IteratorResult<Spread | undefined, T>): Steps<Reached<T>> {
  for (let step = goOn(); ; step = work.next()) {
    if (step.done === true) return { spread: null, result: step.value };
    if (step.value !== undefined) return { spread: step.value };
    yield;
  }
}

async function doSpread(spread: Spread, call: Call, share: PoolShare): Promise<void> {
  // Where this thread has other calls to do as well, one that is a single job is better off on another one.
  const isElsewhere = spread.isWholeCall && share.pool.isContended;
  const jobs = new SpreadJobs(() => (isElsewhere ? 1 : spread.helpers), call, share);
  try {
    await share.runHere(() =>
      runInTurns(
        spread.find((job) => jobs.add(job)),
        call,
      ),
    );
    if (isElsewhere) await call.orInterrupted(jobs.whenNothingRuns());
    await share.runHere(() => jobs.doHere());
  } finally {
    jobs.close();
  }
}

/** The jobs of a spread: each is taken by whoever is free, in the order in which they were found. */
class SpreadJobs {
  private readonly jobs: Job[] = [];
  /** Jobs that were given to a thread that could not start. */
  private readonly returned: number[] = [];
  private next = 0;
  /** Places in the queue of the pool, and jobs that other threads do. */
  private tickets = 0;
  /** Jobs of other threads the results of which are not in their place yet. */
  private running = 0;
  /** Of the jobs that have failed, the one that was found first. */
  private failure: { readonly index: number; readonly error: unknown } | null = null;
  private isClosed = false;
  private wake: () => void = () => undefined;

  /** @param helpers most jobs that other threads do at the same time */
  constructor(
    private readonly helpers: () => number,
    private readonly call: Call,
    private readonly share: PoolShare,
  ) {}

  add(job: Job): void {
    this.jobs.push(job);
    this.wake();
    this.askForThread();
  }

  /** Does jobs on this thread until all are done. @throws what the first of those that failed has thrown */
  async doHere(): Promise<void> {
    for (;;) {
      const index = this.takeNext();
      if (index !== null) await this.doOne(index);
      else if (this.running === 0) break;
      else await this.call.orInterrupted(this.change());
    }
    if (this.failure !== null) throw this.failure.error;
  }

  /** Resolves when no other thread has a job, or waits for one. */
  async whenNothingRuns(): Promise<void> {
    while (this.tickets > 0 || this.running > 0) await this.change();
  }

  /** Says that no more jobs are wanted. */
  close(): void {
    this.isClosed = true;
  }

  /** Resolves when a job has come back, or there are more of them. */
  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private takeNext(): number | null {
    if (this.isClosed) return null;
    // What a thread has given back was found before all that nobody has taken, and perhaps before the one that failed.
    const [returned] = this.returned;
    if (returned !== undefined && returned < (this.failure?.index ?? Number.POSITIVE_INFINITY)) {
      this.returned.shift();
      return returned;
    }
    return this.failure === null && this.next < this.jobs.length ? this.next++ : null;
  }

  private async doOne(index: number): Promise<void> {
    try {
      await runOnThreads(this.jobs[index]!.here(), this.call, this.share);
    } catch (error) {
      this.fail(index, error);
    }
  }

  private fail(index: number, error: unknown): void {
    if (this.failure === null || index < this.failure.index) this.failure = { index, error };
  }

  private askForThread(): void {
    if (this.tickets >= this.helpers() || this.next >= this.jobs.length || this.failure !== null) return;
    this.tickets++;
    this.share.pool.enqueue(this.ticket());
  }

  private ticket(): Ticket {
    let taken = -1;
    const leave = (): void => {
      this.tickets--;
      this.wake();
    };
    return {
      share: this.share,
      begin: () => {
        const index = this.takeNext();
        if (index === null) {
          leave();
          return null;
        }
        taken = index;
        this.running++;
        return this.jobs[index]!.elsewhere();
      },
      end: (outcome) => {
        leave();
        this.askForThread();
        this.takeResult(taken, outcome);
      },
      giveBack: () => {
        if (taken >= 0) {
          this.running--;
          this.returned.push(taken);
          this.returned.sort((a, b) => a - b);
        }
        leave();
      },
    };
  }

  /** Puts what another thread has made in its place. */
  private takeResult(index: number, outcome: Parameters<Ticket['end']>[0]): void {
    this.running--;
    try {
      if ('failure' in outcome) throw outcome.failure;
      if ('error' in outcome) throw errorOf(outcome.error);
      if (!this.isClosed) this.jobs[index]!.take(outcome.result);
    } catch (error) {
      this.fail(index, error);
    }
    this.wake();
  }
}
