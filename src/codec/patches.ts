/** Differences between a JPEG and what its scans are written to, as a short list (extended files only). */

import { copySteps, findDifferenceSteps } from '../bytes/byte-steps.js';
import type { Patch } from '../container/extension.js';
import { LeptonError } from '../errors.js';
import type { Steps } from '../work/steps.js';

/** How far to look for the place where both agree again. */
const WINDOW = 64;

/** Bytes that must agree for that. */
const AGREEMENT = 12;

/** Patches that are found, and that are applied, in one step. */
const FOUND_IN_STEP = 64;
const APPLIED_IN_STEP = 4096;

/** Bytes that are copied at once. */
const SHORT_GAP = 4096;

/** What {@link findPatches} found. */
export interface Differences {
  readonly patches: Patch[];
  /** Bytes of the written form, and of the original, up to which the patches lead from one to the other. */
  readonly writtenBytes: number;
  readonly originalBytes: number;
}

/**
 * Finds patches that turn `written` into `original`, until both have nothing in common any more or one ends.
 *
 * @param originalEnd bytes of the original to look at
 */
export function* findPatches(written: Uint8Array, original: Uint8Array, originalEnd: number): Steps<Differences> {
  const patches: Patch[] = [];
  let from = 0;
  let to = 0;
  let agreedFrom = 0;
  for (;;) {
    const start = from;
    const same = yield* findDifferenceSteps(written.subarray(from), original.subarray(to, originalEnd));
    from += same;
    to += same;
    if (from === written.length || to === originalEnd) break;
    const resume = findAgreement(written, from, original, to, originalEnd);
    if (resume === null) break;
    patches.push({
      gap: from - agreedFrom,
      removed: resume.skipWritten,
      inserted: original.subarray(to, to + resume.skipOriginal),
    });
    from += resume.skipWritten;
    to += resume.skipOriginal;
    agreedFrom = from;
    if (from === start) break;
    if (patches.length % FOUND_IN_STEP === 0) yield;
  }
  return { patches, writtenBytes: from, originalBytes: to };
}

/** The nearest place behind a difference where both agree for a while. */
function findAgreement(
  written: Uint8Array,
  from: number,
  original: Uint8Array,
  to: number,
  originalEnd: number,
): { skipWritten: number; skipOriginal: number } | null {
  for (let distance = 1; distance <= 2 * WINDOW; distance++) {
    for (let skipWritten = Math.max(0, distance - WINDOW); skipWritten <= Math.min(distance, WINDOW); skipWritten++) {
      const skipOriginal = distance - skipWritten;
      if (agrees(written, from + skipWritten, original, to + skipOriginal, originalEnd)) {
        return { skipWritten, skipOriginal };
      }
    }
  }
  return null;
}

function agrees(written: Uint8Array, from: number, original: Uint8Array, to: number, originalEnd: number): boolean {
  if (from > written.length || to > originalEnd) return false;
  const length = Math.min(AGREEMENT, written.length - from, originalEnd - to);
  // Shorter agreement counts only where both end together.
  if (length < AGREEMENT && written.length - from !== originalEnd - to) return false;
  for (let i = 0; i < length; i++) {
    if (written[from + i] !== original[to + i]) return false;
  }
  return true;
}

/**
 * Applies patches.
 *
 * @param written at least the bytes that the patches lead through
 * @param writtenBytes how many these are
 * @param size bytes of the result
 * @throws LeptonError DAMAGED_LEPTON_FILE if the patches do not fit
 */
export function* applyPatches(
  written: Uint8Array,
  writtenBytes: number,
  patches: readonly Patch[],
  size: number,
): Steps<Uint8Array> {
  const output = new Uint8Array(size);
  let from = 0;
  let to = 0;
  function* copy(count: number): Steps<void> {
    if (from + count > writtenBytes || to + count > size) throw damaged();
    const bytes = written.subarray(from, from + count);
    if (count <= SHORT_GAP) output.set(bytes, to);
    else yield* copySteps(output, bytes, to);
    from += count;
    to += count;
  }
  if (writtenBytes > written.length) throw damaged();
  for (const [index, { gap, removed, inserted }] of patches.entries()) {
    if (index % APPLIED_IN_STEP === 0) yield;
    yield* copy(gap);
    if (from + removed > writtenBytes || to + inserted.length > size) throw damaged();
    from += removed;
    output.set(inserted, to);
    to += inserted.length;
  }
  yield* copy(writtenBytes - from);
  if (to !== size) throw damaged();
  return output;
}

function damaged(): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', 'The patches of the Lepton file do not fit what it restores.');
}
