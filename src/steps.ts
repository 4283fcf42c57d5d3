/** Work in steps of about one row of MCUs, between which other work may be done on the same thread. */

/** Steps that end in a result. What they yield on the way is told by the function that makes them. */
export type Steps<T, Told = unknown> = Generator<Told, T>;

/** Does all steps at once. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
  }
}
