/** Reads a sequential JPEG whose only scan holds all components (kind `Z`). */
import type { CoefficientPlane } from '../jpeg/coefficient-plane.js';
import { PaddingObserver } from '../jpeg/padding-observer.js';
import { readScanData } from '../jpeg/scan-data.js';
import { expectedRestarts } from '../jpeg/scan-geometry.js';
import { type Handover, readScanSteps } from '../jpeg/scan-reader.js';
import type { JpegHeader } from './jpeg-header.js';
import { checkRest, createPlanes, type JpegImage, type PlaneOptions } from './jpeg-image.js';
import { quantizationOf } from './quantization.js';
import type { Steps } from './steps.js';

/** A scan that is being decoded. */
export interface SingleScanReading {
  readonly planes: readonly CoefficientPlane[];
  readonly quantization: readonly Uint16Array[];
  /** Bytes of the scan up to the next marker. */
  readonly scanBytes: number;
  /** Restart markers that the scan has, if it does not have all of them. */
  readonly restartCounts: readonly number[] | null;
  /** Pad byte, as far as it is known by now. */
  readonly padding: { readonly padByte: number };
  /** One handover for each row of MCUs that was begun. */
  readonly handovers: readonly Handover[];
}

/**
 * Decodes the scan. What follows its last MCU, or the place where it cannot be decoded any further, is kept as it is.
 *
 * @returns steps that tell how far it is; rows of MCUs before the last handover are finished
 * @throws LeptonError as `compressSync`
 */
export function* readSingleScanImage(
  jpeg: Uint8Array,
  header: JpegHeader,
  options: PlaneOptions,
): Steps<JpegImage, SingleScanReading> {
  const { state, frame, scan, scanStart } = header;
  const quantization = quantizationOf(frame, state);
  const planes = createPlanes(frame, jpeg.length, options);
  const data = readScanData(jpeg, scanStart, expectedRestarts(frame, scan));
  const padding = new PaddingObserver();
  const scanBytes = data.end - data.start;
  const hasAllRestarts = data.restartOffsets.length === expectedRestarts(frame, scan);
  const restartCounts = hasAllRestarts ? null : [data.restartOffsets.length];
  const steps = readScanSteps(frame, scan, data, planes, padding);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    yield { planes, quantization, scanBytes, restartCounts, padding, handovers: step.value };
  }
  const result = step.value;
  const scanEnd = scanStart + result.codedBytes;
  if (result.stopReason !== null) checkRest(result.codedBytes, data.end - scanEnd, result.stopReason);
  // Like the C++ tool, repeat at least two bytes: there may be half a marker or half of a stuffed FF among them.
  const trailingStart = Math.max(scanStart, Math.min(scanEnd, jpeg.length - 2));
  return {
    kind: 'Z',
    frame,
    scans: [scan],
    quantization,
    planes,
    jpegHeader: jpeg.subarray(2, scanStart),
    padByte: padding.padByte,
    restartCounts: result.restarts === result.expectedRestarts ? null : [result.restarts],
    // They stay behind the scan as trailing bytes.
    surplusRestarts: null,
    lastBlocks: result.stopReason === null && trailingStart === scanEnd ? null : result.lastBlocks,
    handovers: result.handovers,
    rowOffsets: result.handovers.map(({ codedBytes }) => codedBytes),
    rowsEnd: result.codedBytes,
    scanBytes,
    trailingStart,
  };
}
