/**
 * Work that can be done in steps of about one row of MCUs, and divided among threads: what a pipeline yields, and the
 * drivers that need nothing but this thread.
 */

/** Steps that end in a result. Each yield is a good moment to let other work have its turn. */
export type Steps<T> = Generator<undefined, T>;

/** The same, but what it yields tells how far it is. */
export type TellingSteps<T, Told> = Generator<Told, T>;

/** A pipeline: it yields either a pause (undefined) or work that can be spread over threads. */
export type Work<T> = Generator<Spread | undefined, T>;

/** A part of the work that depends on no other. */
export interface Job {
  /** Does it on this thread and puts the result in its place. */
  here(): Work<void>;
  /** The same as plain data that another thread can be sent; made only when there is one that is free. */
  elsewhere(): object;
  /** Puts what another thread has made of it in its place. */
  take(result: Uint8Array): void;
}

/**
 * Jobs that are found one after the other, so that the first can be done while the last are looked for. What follows the
 * spread in the pipeline goes on when all jobs are done. If some fail, it fails with the error of the finding, or else with
 * that of the job which was found first: so the error does not depend on who did what.
 */
export interface Spread {
  /** Threads beside this one that are worth it; 0 for none. There may be more of them when more jobs are found. */
  readonly helpers: number;
  /** Whether the only job is all of the call: this thread does it unless it has other calls to do as well. */
  readonly isWholeCall: boolean;
  /** Finds the jobs, and does on the way what only this thread can do. A job may add others when its result is taken. */
  find(add: (job: Job) => void): Steps<void>;
}

/** A spread of jobs that are all known. @param helpers threads beside this one, which does its part */
export function spreadOf(helpers: number, jobs: readonly Job[], isWholeCall = false): Spread {
  return {
    helpers: Math.max(0, Math.min(helpers, jobs.length - 1)),
    isWholeCall,
    // biome-ignore lint/correctness/useYield: nothing is looked for
    *find(add) {
      for (const job of jobs) add(job);
    },
  };
}

/** What became of a part of the work. */
export type Outcome<T> = { readonly result: T } | { readonly error: unknown };

/** Does all of a pipeline on this thread: what is left are the pauses. */
export function* alone<T>(work: Work<T>): Steps<T> {
  try {
    for (let step = work.next(); ; ) {
      if (step.done === true) return step.value;
      if (step.value === undefined) {
        yield;
        step = work.next();
      } else {
        const outcome = yield* attempt(doJobs(step.value));
        step = 'error' in outcome ? work.throw(outcome.error) : work.next();
      }
    }
  } finally {
    // Where nobody wants the rest, what is open in there must be closed.
    work.return(undefined as never);
  }
}

function* doJobs(spread: Spread): Steps<void> {
  const jobs: Job[] = [];
  yield* spread.find((job) => jobs.push(job));
  for (const job of jobs) yield* alone(job.here());
}

function* attempt<T>(steps: Steps<T>): Steps<Outcome<T>> {
  try {
    return { result: yield* steps };
  } catch (error) {
    return { error };
  }
}

/** What becomes of work that goes on elsewhere. */
export async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { result: await work };
  } catch (error) {
    return { error };
  }
}

/** Steps that tell how far they are, of which nobody wants to know it. */
export function* asPauses<T>(steps: TellingSteps<T, unknown>): Steps<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield;
  }
}

/** Does all steps at once. */
export function runToEnd<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
  }
}
