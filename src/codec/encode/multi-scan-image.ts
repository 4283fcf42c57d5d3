/** Reads a progressive or multi-scan JPEG (kind `X`). */

import { joinSteps } from '../../bytes/byte-steps.js';
import { LeptonError } from '../../errors.js';
import { type CoefficientPlane, markNonzero } from '../../jpeg/coefficient-plane.js';
import type { Frame } from '../../jpeg/frame.js';
import type { SegmentsEnd } from '../../jpeg/header.js';
import { RST0 } from '../../jpeg/markers.js';
import { PaddingObserver } from '../../jpeg/padding-observer.js';
import { readScanDataSteps } from '../../jpeg/scan-data.js';
import { expectedRestarts } from '../../jpeg/scan-geometry.js';
import type { Scan } from '../../jpeg/scan-header.js';
import { readScanSteps } from '../../jpeg/scan-reader.js';
import { asPauses, type Steps } from '../../work/steps.js';
import { EXTENDED_RULES, type HeaderRules, initialState, PLAIN_RULES } from '../header-rules.js';
import { type JpegHeader, quantizationOf } from '../jpeg-header.js';
import {
  maxScans,
  readFurtherSegments,
  readScanSequence,
  type ScanSequence,
  writeScanSequence,
} from '../scan-sequence.js';
import { checkRest, createPlanes, type JpegImage, type PlaneOptions } from './jpeg-image.js';

/** What is found while the scans are read one after the other. */
interface Scans {
  readonly scans: Scan[];
  readonly headerParts: Uint8Array[];
  readonly restartCounts: number[];
  readonly surplusRestarts: number[];
  readonly runBreaks: (readonly number[])[];
  readonly lastBlocks: number[];
  hasMissingRestarts: boolean;
  /** Offset behind the last scan. */
  end: number;
  /** Why the last scan could not be read to its end. */
  stopReason: LeptonError | null;
}

/** All scans of a JPEG decoded, and what a writer must know to make them again. */
export interface MultiScan {
  readonly header: JpegHeader;
  readonly planes: readonly CoefficientPlane[];
  /** The scans as a reader finds them in the joined header segments. */
  readonly sequence: ScanSequence;
  /** Header segments before and between the scans, without SOI. */
  readonly jpegHeader: Uint8Array;
  readonly padByte: number;
  readonly restartCounts: readonly number[] | null;
  readonly surplusRestarts: Uint8Array | null;
  /** Per scan, the blocks behind which an end-of-band run is cut short. */
  readonly runBreaks: readonly (readonly number[])[];
  /** Per component, the last block that any scan has begun, -1 if none. */
  readonly lastBlocks: readonly number[];
  /** Offset behind the last scan. */
  readonly end: number;
  /** Why the last scan could not be read to its end. */
  readonly stopReason: LeptonError | null;
}

/**
 * Decodes all scans, as far as they go.
 *
 * @param rules how header segments are read; by the rules of extended files, oddities at the end of intervals are passed
 * over, for the caller to patch
 */
export function* readMultiScan(
  jpeg: Uint8Array,
  header: JpegHeader,
  options: PlaneOptions,
  rules: HeaderRules,
): Steps<MultiScan> {
  const planes = createPlanes(header.frame, jpeg.length, options);
  const padding = new PaddingObserver(rules === EXTENDED_RULES);
  const found = yield* readScans(jpeg, header, planes, padding);
  const jpegHeader = yield* joinSteps(found.headerParts);
  for (const [index, plane] of planes.entries()) {
    const blocks = found.lastBlocks[index]! + 1;
    for (let first = 0; first < blocks; first += plane.blocksPerRow) {
      markNonzero(plane, first, Math.min(first + plane.blocksPerRow, blocks));
      yield;
    }
  }
  return {
    header,
    planes,
    sequence: readScanSequence(jpegHeader, initialState(rules), jpeg.length),
    jpegHeader,
    padByte: padding.padByte,
    restartCounts: found.hasMissingRestarts ? found.restartCounts : null,
    surplusRestarts: found.surplusRestarts.some((count) => count > 0) ? Uint8Array.from(found.surplusRestarts) : null,
    runBreaks: found.runBreaks,
    lastBlocks: found.lastBlocks,
    end: found.end,
    stopReason: found.stopReason,
  };
}

/**
 * Decodes all scans, writes them anew, and keeps as it is what follows the first difference.
 *
 * @throws LeptonError as `compressSync`
 */
export function* readMultiScanImage(jpeg: Uint8Array, header: JpegHeader, options: PlaneOptions): Steps<JpegImage> {
  const multiScan = yield* readMultiScan(jpeg, header, options, PLAIN_RULES);
  const matched = yield* countMatchingBytes(jpeg, multiScan);
  const isWhole = multiScan.stopReason === null && matched >= multiScan.end;
  if (!isWhole) checkRest(matched, multiScan.end - matched, multiScan.stopReason ?? notCanonical(matched));
  const trailingStart = Math.min(matched, multiScan.end);
  return yield* toJpegImage(multiScan, trailingStart, matched - multiScan.jpegHeader.length, !isWhole);
}

/**
 * The image of a JPEG all of whose scans are decoded.
 *
 * @param scanBytes bytes of the scans
 * @param isCutOff whether the scans as written anew do not all belong to the file
 */
export function* toJpegImage(
  multiScan: MultiScan,
  trailingStart: number,
  scanBytes: number,
  isCutOff: boolean,
): Steps<JpegImage> {
  const { header, planes, sequence, jpegHeader, padByte, restartCounts, surplusRestarts, lastBlocks } = multiScan;
  const { frame } = header;
  const weights = yield* rowWeights(frame, planes, lastBlocks);
  return {
    kind: 'X',
    frame,
    scans: sequence.places.map(({ scan }) => scan),
    quantization: quantizationOf(frame, sequence.state),
    planes,
    jpegHeader,
    padByte,
    restartCounts,
    surplusRestarts,
    lastBlocks: isCutOff ? lastBlocks : null,
    handovers: [],
    rowOffsets: weights.offsets,
    rowsEnd: weights.end,
    scanBytes,
    trailingStart,
  };
}

function* readScans(
  jpeg: Uint8Array,
  header: JpegHeader,
  planes: readonly CoefficientPlane[],
  padding: PaddingObserver,
): Steps<Scans> {
  const { state, frame } = header;
  const found: Scans = {
    scans: [],
    headerParts: [],
    restartCounts: [],
    surplusRestarts: [],
    runBreaks: [],
    lastBlocks: frame.components.map(() => -1),
    hasMissingRestarts: false,
    end: 2,
    stopReason: null,
  };
  let next: SegmentsEnd = { scan: header.scan, offset: header.scanStart };
  while (next.scan !== null && found.scans.length < maxScans(jpeg.length)) {
    const { scan, offset } = next;
    const expected = expectedRestarts(frame, scan);
    const data = yield* readScanDataSteps(jpeg, offset, expected);
    const result = yield* asPauses(readScanSteps(frame, scan, data, planes, padding));
    found.scans.push(scan);
    found.headerParts.push(jpeg.subarray(found.end, offset));
    found.restartCounts.push(result.restarts);
    found.runBreaks.push(result.runBreaks);
    for (const [index, block] of result.lastBlocks.entries()) {
      found.lastBlocks[index] = Math.max(block, found.lastBlocks[index]!);
    }
    if (result.restarts !== expected) found.hasMissingRestarts = true;
    found.end = offset + result.codedBytes;
    if (result.stopReason !== null) {
      found.stopReason = result.stopReason;
      found.end = data.end;
      break;
    }
    const surplus = countSurplusRestarts(jpeg, found.end, result.restarts);
    next = readFurtherSegments(jpeg, found.end + 2 * surplus, state);
    if (next.scan === null) break; // what follows the last scan is kept as trailing bytes, surplus markers included
    found.surplusRestarts.push(surplus);
    found.end += 2 * surplus;
  }
  return found;
}

/** Restart markers at `offset` that count on from those of the scan; at most 255 can be told. */
function countSurplusRestarts(jpeg: Uint8Array, offset: number, restarts: number): number {
  let count = 0;
  while (
    count < 255 &&
    jpeg[offset + 2 * count] === 0xff &&
    jpeg[offset + 2 * count + 1] === RST0 + ((restarts + count) & 7)
  ) {
    count++;
  }
  return count;
}

/** Offset of the first byte of the file that differs from what a writer makes of the scans. */
function* countMatchingBytes(jpeg: Uint8Array, multiScan: MultiScan): Steps<number> {
  const { jpegHeader, planes, sequence } = multiScan;
  const options = { ...multiScan, size: jpeg.length - 2, isCutOff: true, runBreaks: null };
  let offset = 2;
  try {
    for (const chunk of writeScanSequence(jpegHeader, sequence, planes, options)) {
      for (const byte of chunk) {
        if (byte !== jpeg[offset]) return offset;
        offset++;
      }
      yield;
    }
  } catch (error) {
    // A code that is missing only shows where the file is damaged; what came before matches.
    if (!(error instanceof LeptonError) || error.code !== 'STREAM_INCONSISTENT') throw error;
  }
  return offset;
}

/** What the rows of MCUs cost, estimated by their nonzero coefficients. */
function* rowWeights(
  frame: Frame,
  planes: readonly CoefficientPlane[],
  lastBlocks: readonly number[],
): Steps<{ offsets: number[]; end: number }> {
  const offsets: number[] = [];
  let sum = 0;
  for (let row = 0; row < frame.mcuRows; row++) {
    offsets.push(sum);
    yield;
    for (const { index, verticalSampling, blocksPerRow } of frame.components) {
      const { coefficients } = planes[index]!;
      const perMcuRow = 64 * blocksPerRow * verticalSampling;
      // Rows that no scan has begun hold nothing, and reading them would make the system find memory for them.
      if (row * blocksPerRow * verticalSampling > lastBlocks[index]!) continue;
      sum += blocksPerRow * verticalSampling;
      for (let i = row * perMcuRow; i < (row + 1) * perMcuRow; i++) if (coefficients[i] !== 0) sum++;
    }
  }
  return { offsets, end: sum };
}

function notCanonical(offset: number): LeptonError {
  return new LeptonError(
    'NOT_REPRESENTABLE',
    `The JPEG is coded in a way that a Lepton file cannot tell: the first difference is at offset ${offset}.`,
  );
}
