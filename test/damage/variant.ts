/** A damaged or odd file, made only when it is needed. */
export interface Variant {
  /** What was done to which fixture, enough to make the file again. */
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

/** Variants that have one kind of damage in common: a line of the table of counts. */
export interface VariantFamily {
  readonly name: string;
  readonly variants: readonly Variant[];
}

/**
 * A sample of at most `count` variants spread over all of them, one from each stretch of the same length. Where in the
 * stretch changes from one to the next, so that the sample does not fall in step with the changes that come in turn.
 */
export function sample<T>(variants: readonly T[], count: number): readonly T[] {
  if (variants.length <= count) return variants;
  const offsets = pseudoRandomBytes(count, 7);
  return range(count).map((i) => variants[Math.floor(((i + offsets[i] / 256) * variants.length) / count)]);
}

/** The parts one behind the other. */
export function concat(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** `bytes` with those from `start` to `end` replaced. */
export function splice(bytes: Uint8Array, start: number, end: number, replacement: ArrayLike<number>): Uint8Array {
  return concat(bytes.subarray(0, start), replacement, bytes.subarray(end));
}

/** The same pseudo-random bytes on every machine (a linear congruential generator, numbers of Numerical Recipes). */
export function pseudoRandomBytes(length: number, seed: number): Uint8Array {
  let state = seed >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Whole numbers from 0 to `count` - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
