/** Reads a sequential JPEG whose only scan holds all components (kind `Z`). */
import type { CoefficientPlane } from '../../jpeg/coefficient-plane.js';
import type { Frame } from '../../jpeg/frame.js';
import type { Handover, ScanRows } from '../../jpeg/handover.js';
import { type PadBits, PaddingObserver } from '../../jpeg/padding-observer.js';
import { readScanDataSteps, type ScanData } from '../../jpeg/scan-data.js';
import { expectedRestarts, restartsBefore } from '../../jpeg/scan-geometry.js';
import type { Scan } from '../../jpeg/scan-header.js';
import { readScanSteps } from '../../jpeg/scan-reader.js';
import type { Steps, TellingSteps } from '../../work/steps.js';
import { type JpegHeader, quantizationOf } from '../jpeg-header.js';
import { checkRest, createPlanes, type JpegImage, type PlaneOptions } from './jpeg-image.js';

/** A scan that is being decoded. */
export interface SingleScanReading {
  readonly planes: readonly CoefficientPlane[];
  readonly quantization: readonly Uint16Array[];
  readonly data: ScanData;
  /** Bytes of the scan up to the next marker. */
  readonly scanBytes: number;
  /** Restart markers that the scan has, if it does not have all of them. */
  readonly restartCounts: readonly number[] | null;
  /** Pad byte, as far as it is known by now. */
  readonly padding: { readonly padByte: number; readonly bits: PadBits };
  /** One handover for each row of MCUs that was begun. */
  readonly handovers: readonly Handover[];
}

/** A scan that was decoded. */
export interface SingleScanImage extends JpegImage {
  readonly padding: { readonly bits: PadBits };
}

/** What is known of a scan of which the first rows of MCUs, at least one, were read before. */
export interface RowsBefore extends Pick<SingleScanReading, 'data'> {
  /** One handover for each of these rows, and one for the row that follows. */
  readonly handovers: readonly Handover[];
  /** Pad bits of these rows, and perhaps of rows behind them. */
  readonly padBits: PadBits;
}

/**
 * Decodes the scan. What follows its last MCU, or the place where it cannot be decoded any further, is kept as it is.
 *
 * @param before rows of MCUs that are not read again
 * @returns steps that tell how far it is, null before the first row; rows of MCUs before the last handover are finished
 * @throws LeptonError as `compressSync`
 */
export function* readSingleScanImage(
  jpeg: Uint8Array,
  header: JpegHeader,
  options: PlaneOptions,
  before: RowsBefore | null = null,
): TellingSteps<SingleScanImage, SingleScanReading | null> {
  const { state, frame, scan, scanStart } = header;
  const quantization = quantizationOf(frame, state);
  const planes = createPlanes(frame, jpeg.length, options);
  const expected = expectedRestarts(frame, scan);
  const data = before?.data ?? (yield* withoutNews(readScanDataSteps(jpeg, scanStart, expected)));
  const padding = new PaddingObserver(false, before?.padBits);
  const scanBytes = data.end - data.start;
  const hasAllRestarts = data.restartOffsets.length === expected;
  const restartCounts = hasAllRestarts ? null : [data.restartOffsets.length];
  const rows = before === null ? undefined : rowsBehind(frame, scan, before);
  const steps = readScanSteps(frame, scan, data, planes, padding, rows);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    yield { planes, quantization, data, scanBytes, restartCounts, padding, handovers: step.value };
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
    padding,
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

function rowsBehind(frame: Frame, scan: Scan, { handovers }: RowsBefore): ScanRows {
  const firstMcuRow = handovers.length - 1;
  return { firstMcuRow, endMcuRow: frame.mcuRows, handovers, restarts: restartsBefore(frame, scan, firstMcuRow) };
}

/** Steps on the way to something of which there is nothing to tell. */
function* withoutNews<T>(steps: Steps<T>): TellingSteps<T, null> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield null;
  }
}
