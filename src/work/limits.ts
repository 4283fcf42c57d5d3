/** Limits of a call: defaults, and what is told where one is exceeded. */
import { LeptonError } from '../errors.js';

/** Bytes that a call may need at most if its options do not say otherwise: 512 MiB. */
export const DEFAULT_MEMORY_LIMIT = 512 * 1024 * 1024;

/**
 * Refuses work that needs too much memory, before anything is allocated for it.
 *
 * @throws LeptonError LIMIT_EXCEEDED
 */
export function checkMemory(needed: number, limit: number, what: string): void {
  if (needed <= limit) return;
  throw new LeptonError(
    'LIMIT_EXCEEDED',
    `${what} needs ${formatMebibytes(needed)} of memory; the limit is ${formatMebibytes(limit)}.`,
  );
}

function formatMebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
