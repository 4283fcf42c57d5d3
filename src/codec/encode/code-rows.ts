/** Reads rows of MCUs of a sequential JPEG and codes them right behind, so that its coefficients are never all in memory. */
import { LeptonError } from '../../errors.js';
import { createPlane } from '../../jpeg/coefficient-plane.js';
import type { Frame } from '../../jpeg/frame.js';
import type { Handover, ScanRows } from '../../jpeg/handover.js';
import { type PadBits, PaddingObserver } from '../../jpeg/padding-observer.js';
import { readScanDataSteps } from '../../jpeg/scan-data.js';
import type { Scan } from '../../jpeg/scan-header.js';
import { readScanSteps, type ScanResult } from '../../jpeg/scan-reader.js';
import { type CodedExtent, wholeExtent } from '../../model/coded-extent.js';
import type { Call } from '../../work/call.js';
import type { Steps } from '../../work/steps.js';
import type { JpegHeader } from '../jpeg-header.js';
import { codedExtent } from './image-items.js';
import { countHeldRows, HELD_BYTES, SegmentCoder } from './segment-coder.js';
import { planSegmentCount, SegmentPlanner } from './segment-plan.js';
import {
  type RowsBefore,
  readSingleScanImage,
  type SingleScanImage,
  type SingleScanReading,
} from './single-scan-image.js';

/** A JPEG whose segments are coded, or those from one on. */
export interface CodedRows {
  readonly image: SingleScanImage;
  /** First row of MCUs of each segment of the image. */
  readonly starts: readonly number[];
  /** Coded bytes of the segments. */
  readonly coded: readonly Uint8Array[];
}

/** Where to begin: what was read before, which ends where a segment begins. */
export interface CodedBefore extends RowsBefore {
  /** Number of segments in the rows that were read. */
  readonly segments: number;
}

/**
 * Reads and codes the JPEG, or what follows some of its segments.
 *
 * @param segments number of segments, 1..8, or undefined to plan it by size
 * @param before what was done elsewhere; null for nothing
 * @param heldBytes bytes of coefficients that are held at a time, if not more for two rows of MCUs
 * @throws LeptonError as `compressSync`
 */
export function* codeRows(
  jpeg: Uint8Array,
  header: JpegHeader,
  segments: number | undefined,
  call: Pick<Call, 'checkMemory'>,
  before: CodedBefore | null,
  heldBytes: number = HELD_BYTES,
): Steps<CodedRows> {
  const { frame } = header;
  const heldMcuRows = countHeldRows(frame, heldBytes);
  const reading = readSingleScanImage(jpeg, header, { call, areShared: false, heldMcuRows }, before);
  let coding: RowCoding | null = null;
  try {
    let step = reading.next();
    for (; step.done !== true; step = reading.next()) {
      if (step.value === null) {
        yield;
        continue;
      }
      const { handovers } = step.value;
      coding ??= new RowCoding(frame, step.value, segments, before);
      // One row of MCUs is read in each step; whether the last of them begins a segment is not known yet.
      if (handovers.length - coding.coder.row === heldMcuRows) yield* coding.codeUpTo(handovers, handovers.length - 1);
      else yield;
    }
    const image = step.value;
    coding ??= new RowCoding(frame, image, segments, before);
    yield* coding.codeUpTo(image.handovers, 0);
    const coded = yield* coding.coder.finish(codedExtent(image), frame.mcuRows);
    return { image, coded, starts: coding.planner.starts };
  } finally {
    coding?.coder.close();
  }
}

/** Plans the segments as rows become known, and codes them. */
class RowCoding {
  readonly planner: SegmentPlanner;
  readonly coder: SegmentCoder;
  private plannedRows = 0;

  constructor(
    frame: Frame,
    { quantization, planes, scanBytes }: Pick<SingleScanReading, 'quantization' | 'planes' | 'scanBytes'>,
    segments: number | undefined,
    before: CodedBefore | null,
  ) {
    const count = planSegmentCount(scanBytes, frame.mcuRows, false, segments);
    this.planner = new SegmentPlanner(scanBytes, count, frame.mcuRows);
    const firstRow = (before?.handovers.length ?? 1) - 1;
    const source = { frame, quantization, planes };
    const { starts } = this.planner;
    this.coder = new SegmentCoder(source, starts, wholeExtent(frame), true, firstRow, before?.segments ?? 0);
  }

  *codeUpTo(handovers: readonly Handover[], end: number): Steps<void> {
    for (; this.plannedRows < handovers.length; this.plannedRows++) {
      this.planner.addRow(handovers[this.plannedRows]!.codedBytes);
    }
    yield* this.coder.codeRows(end);
  }
}

/** Bytes behind a row of MCUs that belong to it: a partial byte, which may be a stuffed FF. */
export const SHARED_BYTES = 2;

/** A segment, and all that its coded bytes depend on: plain data, for any thread. */
export interface CodeData {
  readonly kind: 'code';
  readonly frame: Frame;
  readonly scan: Scan;
  /** Quantization table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  /** Its rows; the data begin with them. */
  readonly rows: ScanRows;
  /** Bytes of the JPEG from the first row on, to {@link SHARED_BYTES} behind the last one, or to the end of the scan. */
  readonly bytes: Uint8Array;
  readonly extent: CodedExtent;
  /** Pad bits of the scan, at least those before the first row. */
  readonly padBits: PadBits;
  /** Where the rows were found to end before: bytes of the scan in front of them, and the state if others follow. */
  readonly end: { readonly codedBytes: number; readonly handover: Handover | null };
}

/**
 * Reads and codes the rows of one segment.
 *
 * @param heldBytes bytes of coefficients that are held at a time, if not more for two rows of MCUs
 * @returns the coded bytes
 * @throws LeptonError INTERNAL_ERROR if the rows do not end where they were found to end
 */
export function* codeSegment(data: CodeData, heldBytes: number = HELD_BYTES): Steps<Uint8Array> {
  const { frame, scan, quantization, rows, bytes, extent, padBits } = data;
  const { firstMcuRow, endMcuRow } = rows;
  const held = countHeldRows(frame, heldBytes);
  const planes = frame.components.map((part) => createPlane(part.blocksPerRow, held * part.verticalSampling));
  const scanData = yield* readScanDataSteps(bytes, 0, Number.POSITIVE_INFINITY);
  const reading = readScanSteps(frame, scan, scanData, planes, new PaddingObserver(false, padBits), rows);
  const coder = new SegmentCoder({ frame, quantization, planes }, [firstMcuRow], extent, true, firstMcuRow);
  try {
    let read = firstMcuRow;
    let step = reading.next();
    for (; step.done !== true; step = reading.next()) {
      read++;
      yield;
      if (read - coder.row >= held) yield* coder.codeRows(read);
    }
    checkEnd(data, step.value);
    return (yield* coder.finish(extent, endMcuRow))[0]!;
  } finally {
    coder.close();
  }
}

function checkEnd({ rows, end }: CodeData, result: ScanResult): void {
  const { codedBytes } = result;
  const isSame = codedBytes === end.codedBytes && (end.handover === null || isSameState(end.handover, result));
  if (isSame) return;
  throw new LeptonError(
    'INTERNAL_ERROR',
    `The rows of MCUs from ${rows.firstMcuRow} on end at byte ${codedBytes} of the scan, not at byte ${end.codedBytes}.`,
  );
}

function isSameState(expected: Handover, { handovers }: ScanResult): boolean {
  const found = handovers.at(-1);
  return (
    found !== undefined &&
    found.overhangByte === expected.overhangByte &&
    found.overhangBits === expected.overhangBits &&
    found.lastDc.every((value, index) => value === expected.lastDc[index])
  );
}
