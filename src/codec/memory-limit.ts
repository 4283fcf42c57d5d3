/** The limit that every allocation by size of the input is held against. */
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

/** The limit that the options give. @throws LeptonError USAGE if it is no positive number */
export function memoryLimitOf(options: { readonly memoryLimit?: number }): number {
  const limit = options.memoryLimit ?? DEFAULT_MEMORY_LIMIT;
  if (!(limit > 0)) throw new LeptonError('USAGE', `The memory limit must be a positive number, not ${limit}.`);
  return limit;
}

function formatMebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
