/** Byte strings copied, joined and compared in steps. */
import { runToEnd, type Steps } from '../work/steps.js';

/** Bytes that are copied or compared in one step, at most a millisecond even if the memory is touched for the first time. */
const STEP_BYTES = 512 * 1024;

/** Copies bytes. @param offset where they go */
export function* copySteps(target: Uint8Array, source: Uint8Array, offset: number): Steps<void> {
  for (let start = 0; start < source.length; start += STEP_BYTES) {
    target.set(source.subarray(start, start + STEP_BYTES), offset + start);
    yield;
  }
}

/**
 * Compares byte strings.
 *
 * @returns offset of the first difference; the length of the shorter one if there is none
 */
export function* findDifferenceSteps(a: Uint8Array, b: Uint8Array): Steps<number> {
  const length = Math.min(a.length, b.length);
  for (let start = 0; start < length; start += STEP_BYTES) {
    const end = Math.min(start + STEP_BYTES, length);
    const difference = start + findDifference(a.subarray(start, end), b, start);
    if (difference < end) return difference;
    yield;
  }
  return length;
}

/**
 * Compares a byte string with the part of another that begins at an offset.
 *
 * @returns offset in `bytes` of the first difference; their length if there is none
 */
export function findDifference(bytes: Uint8Array, whole: Uint8Array, offset: number): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== whole[offset + i]) return i;
  return bytes.length;
}

/** Joins byte strings into a new one. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  return runToEnd(joinSteps(parts));
}

/** The steps of {@link joinBytes}. */
export function* joinSteps(parts: readonly Uint8Array[]): Steps<Uint8Array> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    yield* copySteps(joined, part, offset);
    offset += part.length;
  }
  return joined;
}
