/** Something that can be measured again and again. */
export interface Task {
  readonly name: string;
  /** Does the work once. @returns milliseconds that it took */
  run(): number | Promise<number>;
}

/** Milliseconds of one task, one number per round. */
export interface Samples {
  readonly name: string;
  readonly milliseconds: readonly number[];
}

const LEAST_WARM_UP_RUNS = 3;
const LEAST_WARM_UP_MILLISECONDS = 500;

/** Milliseconds of a call on this thread. */
export function timeCall(call: () => unknown): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

/** Runs tasks until V8 has compiled what they need. */
export async function warmUp(tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) {
    let total = 0;
    for (let runs = 0; runs < LEAST_WARM_UP_RUNS || total < LEAST_WARM_UP_MILLISECONDS; runs++) {
      total += await task.run();
    }
  }
}

/**
 * Runs every task once per round, so that whatever else the machine does meets all of them alike. Each round begins with
 * another task, so that none always pays for the garbage of the same other.
 */
export async function runRounds(tasks: readonly Task[], rounds: number): Promise<Samples[]> {
  const samples = tasks.map(({ name }) => ({ name, milliseconds: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < tasks.length; step++) {
      const index = (round + step) % tasks.length;
      samples[index]!.milliseconds.push(await tasks[index]!.run());
    }
  }
  return samples;
}

/** Middle value; the mean of the two in the middle if their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median over the rounds of what one task took divided by what the other took in the same round. */
export function medianRatio(values: Samples, units: Samples): number {
  return median(values.milliseconds.map((value, round) => value / units.milliseconds[round]!));
}

/** Median over the rounds of what one task took more than the other in the same round, in milliseconds. */
export function medianDifference(values: Samples, others: Samples): number {
  return median(values.milliseconds.map((value, round) => value - others.milliseconds[round]!));
}
