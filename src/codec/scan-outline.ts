/** Where the rows of MCUs of a sequential JPEG stand in its bytes, found without keeping its coefficients. */
import { createPlane } from '../jpeg/coefficient-plane.js';
import { PaddingObserver } from '../jpeg/padding-observer.js';
import { readScanData } from '../jpeg/scan-data.js';
import { expectedRestarts } from '../jpeg/scan-geometry.js';
import { type Handover, readScanSteps } from '../jpeg/scan-reader.js';
import type { JpegHeader } from './jpeg-header.js';
import { checkRest } from './jpeg-image.js';
import { checkMemory } from './memory-limit.js';
import type { Steps } from './steps.js';

/** What is known of a single sequential scan after one pass of Huffman decoding. */
export interface ScanOutline {
  /** State at the start of each row of MCUs that was begun. */
  readonly handovers: readonly Handover[];
  /** Offset in the file of the first byte of each of these rows, or of the byte that it shares with the row before. */
  readonly rowOffsets: readonly number[];
  /** Offset behind the last byte of the scan that could be decoded. */
  readonly scanEnd: number;
  /** Offset of the marker, or the end of the file, behind the scan. */
  readonly dataEnd: number;
  /** Offset from which on the bytes of the file are kept as they are. */
  readonly trailingStart: number;
  /** Whether the JPEG ends inside the scan. */
  readonly isCutOff: boolean;
  readonly padByte: number;
  /** Restart markers present in the scan; null if all are. */
  readonly restartCounts: number[] | null;
}

/**
 * Decodes the scan once and keeps only its outline.
 *
 * @param limit bytes of memory that may be needed
 * @throws LeptonError as `compressSync` for a scan that cannot be decoded
 */
export function* readScanOutline(jpeg: Uint8Array, header: JpegHeader, limit: number): Steps<ScanOutline> {
  const { frame, scan, scanStart } = header;
  // The file, and its scan without stuffing.
  checkMemory(2 * jpeg.length, limit, `A JPEG of ${jpeg.length} bytes`);
  const planes = frame.components.map((part) => createPlane(part.blocksPerRow, part.verticalSampling));
  const data = readScanData(jpeg, scanStart, expectedRestarts(frame, scan));
  const padding = new PaddingObserver();
  const steps = readScanSteps(frame, scan, data, planes, padding);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    for (const { coefficients } of planes) coefficients.fill(0);
    yield;
  }
  const result = step.value;
  const scanEnd = scanStart + result.codedBytes;
  if (result.stopReason !== null) checkRest(result.codedBytes, data.end - scanEnd, result.stopReason);
  // At least two bytes are repeated behind the scan: there may be half a marker or half of a stuffed FF among them.
  const trailingStart = Math.max(scanStart, Math.min(scanEnd, jpeg.length - 2));
  return {
    handovers: result.handovers,
    rowOffsets: result.handovers.map(({ codedBytes }) => scanStart + codedBytes),
    scanEnd,
    dataEnd: data.end,
    trailingStart,
    isCutOff: result.stopReason !== null || trailingStart !== scanEnd,
    padByte: padding.padByte,
    restartCounts: result.restarts === result.expectedRestarts ? null : [result.restarts],
  };
}
