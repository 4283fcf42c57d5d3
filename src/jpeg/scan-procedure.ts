/** Which coding procedure a scan uses (ITU T.81 sections F.1 and G.1). */
import { LeptonError } from '../errors.js';
import type { Frame } from './frame.js';
import type { Scan } from './scan-header.js';

/** Coding procedure of the blocks of a scan. */
export type ScanProcedure = 'sequential' | 'dc-first' | 'dc-refinement' | 'ac-first' | 'ac-refinement';

/**
 * Procedure of a scan. A scan of a progressive frame over the whole band 0..63 is read as a sequential one, which is
 * what encoders that write such scans mean.
 *
 * @throws LeptonError DAMAGED_JPEG for parameters that no procedure has
 */
export function scanProcedure(frame: Frame, scan: Scan): ScanProcedure {
  // Ss, Se, Ah and Al of sequential scans are ignored, as files exist that have them wrong.
  if (!frame.isProgressive) return 'sequential';
  const { spectralStart, spectralEnd, approximationHigh, approximationLow } = scan;
  if (spectralEnd > 63 || spectralStart > spectralEnd || approximationLow > 13) throw impossible(scan);
  if (spectralStart === 0) {
    if (spectralEnd === 0) return approximationHigh === 0 ? 'dc-first' : 'dc-refinement';
    if (spectralEnd === 63 && approximationHigh === 0 && approximationLow === 0) return 'sequential';
    throw impossible(scan);
  }
  if (scan.components.length > 1) throw impossible(scan);
  return approximationHigh === 0 ? 'ac-first' : 'ac-refinement';
}

function impossible(scan: Scan): LeptonError {
  const { spectralStart, spectralEnd, approximationHigh, approximationLow } = scan;
  return new LeptonError(
    'DAMAGED_JPEG',
    `A progressive scan has the impossible band ${spectralStart}..${spectralEnd} with the bit positions ` +
      `${approximationHigh} and ${approximationLow}.`,
  );
}
