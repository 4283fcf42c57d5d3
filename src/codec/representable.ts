/** What a Lepton file can hold (format sections 3 and 8.9). */
import { LeptonError } from '../errors.js';
import type { Frame } from '../jpeg/frame.js';
import type { Scan } from '../jpeg/scan-header.js';

/** Most components that the existing tools take. */
const MAX_COMPONENTS = 3;

/** Largest sampling factor that the existing tools take. */
const MAX_SAMPLING = 2;

/**
 * Refuses frames that the existing tools refuse.
 *
 * @throws LeptonError FOUR_COMPONENTS, SAMPLING_BEYOND_TWO
 */
export function checkFrame(frame: Frame): void {
  if (frame.components.length > MAX_COMPONENTS) {
    throw new LeptonError('FOUR_COMPONENTS', 'The JPEG has four components (CMYK), which the format cannot hold.');
  }
  for (const { id, horizontalSampling, verticalSampling } of frame.components) {
    if (horizontalSampling > MAX_SAMPLING || verticalSampling > MAX_SAMPLING) {
      throw new LeptonError(
        'SAMPLING_BEYOND_TWO',
        `Component ${id} has the sampling ${horizontalSampling}x${verticalSampling}; the format ends at 2x2.`,
      );
    }
  }
}

/** Whether one scan holds the whole frame, so that it can be coded segment by segment. */
export function isSingleScan(frame: Frame, scan: Scan): boolean {
  return !frame.isProgressive && scan.components.length === frame.components.length;
}
