/** The one search for the arithmetic flavor of a file that does not tell it (format section 5.4). */
import { LeptonError } from '../../errors.js';
import type { Flavor } from '../../model/flavor.js';

/** What was made with the flavors that fit. */
export interface Fitting<T> {
  readonly made: T;
  /** Those that fit, the likeliest first: one, or all of them. */
  readonly flavors: readonly Flavor[];
}

/**
 * Makes something with one flavor after the other, until one of them fits.
 *
 * @param flavors those that it may be, the likeliest first
 * @param make makes it; what it yields on the way is handed on
 * @throws LeptonError what `make` throws; of several inconsistencies, as every wrong flavor brings one, the first
 */
export function* makeWithFlavor<T, Told>(
  flavors: readonly Flavor[],
  make: (flavor: Flavor) => Generator<Told, T>,
): Generator<Told, T> {
  const { made } = yield* search(flavors, make, false);
  return made;
}

/**
 * The same with all flavors that are left: what comes later may tell them apart.
 *
 * @param make makes it; null if it is not the same as what was made before
 */
export function* makeWithAllFlavors<T, Told>(
  flavors: readonly Flavor[],
  make: (flavor: Flavor, before: T | null) => Generator<Told, T | null>,
): Generator<Told, Fitting<T>> {
  return yield* search(flavors, make, true);
}

function* search<T, Told>(
  flavors: readonly Flavor[],
  make: (flavor: Flavor, before: T | null) => Generator<Told, T | null>,
  wantsAll: boolean,
): Generator<Told, Fitting<T>> {
  const fitting: Flavor[] = [];
  let made: T | null = null;
  let firstError: LeptonError | null = null;
  for (const flavor of flavors) {
    try {
      const result: T | null = yield* make(flavor, made);
      if (result === null) continue;
      made = result;
      fitting.push(flavor);
      if (!wantsAll) break;
    } catch (error) {
      if (!isInconsistency(error)) throw error;
      firstError ??= error;
    }
  }
  if (made === null) throw firstError ?? new LeptonError('INTERNAL_ERROR', 'No arithmetic flavor was tried.');
  return { made, flavors: fitting };
}

/** Whether an error can come from the wrong flavor. */
export function isInconsistency(error: unknown): error is LeptonError {
  return error instanceof LeptonError && error.code === 'STREAM_INCONSISTENT';
}
