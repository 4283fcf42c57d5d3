/** Compresses one segment of a sequential JPEG from its bytes, so that other segments can be compressed elsewhere. */
import { LeptonError } from '../errors.js';
import { createPlane } from '../jpeg/coefficient-plane.js';
import type { Frame } from '../jpeg/frame.js';
import type { Handover, ScanRows } from '../jpeg/handover.js';
import { type PadBits, PaddingObserver } from '../jpeg/padding-observer.js';
import { readScanDataSteps } from '../jpeg/scan-data.js';
import type { Scan } from '../jpeg/scan-header.js';
import { readScanSteps, type ScanResult } from '../jpeg/scan-reader.js';
import { type CodedExtent, codedMcuRows } from '../model/coded-extent.js';
import { SegmentEncoder } from '../model/segment-encoder.js';
import type { Steps } from '../steps.js';
import { clearMcuRow, countHeldRows, HELD_BYTES } from './held-rows.js';

/** Bytes behind a row of MCUs that belong to it: a partial byte, which may be a stuffed FF. */
export const SHARED_BYTES = 2;

/** A segment, and all that its coded bytes depend on. */
export interface SegmentSource {
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
 * Reads and codes the rows of a segment; a few of them are in memory at a time.
 *
 * @param heldBytes bytes of coefficients that are held at a time, if not more for two rows of MCUs
 * @returns the coded bytes
 * @throws LeptonError INTERNAL_ERROR if the rows do not end where they were found to end
 */
export function* compressSegment(source: SegmentSource, heldBytes: number = HELD_BYTES): Steps<Uint8Array> {
  const { frame, scan, quantization, rows, bytes, extent } = source;
  const { firstMcuRow, endMcuRow } = rows;
  const held = countHeldRows(frame, heldBytes);
  const planes = frame.components.map((part) => createPlane(part.blocksPerRow, held * part.verticalSampling));
  const data = yield* readScanDataSteps(bytes, 0, Number.POSITIVE_INFINITY);
  const reading = readScanSteps(frame, scan, data, planes, new PaddingObserver(false, source.padBits), rows);
  const encoder = new SegmentEncoder(frame, quantization, planes, extent);
  const encodeAndClear = (mcuRow: number): void => {
    encoder.encodeMcuRow(mcuRow);
    clearMcuRow(frame, planes, mcuRow);
  };
  try {
    let coded = firstMcuRow;
    let read = firstMcuRow;
    let step = reading.next();
    for (; step.done !== true; step = reading.next()) {
      read++;
      yield;
      if (read - coded < held) continue;
      for (; coded < read; coded++) {
        encodeAndClear(coded);
        yield;
      }
    }
    checkEnd(source, step.value);
    // Of a file that is cut off, there may be a picture of any size behind the last row that has something.
    const end = Math.min(endMcuRow, Math.max(codedMcuRows(frame, extent), firstMcuRow + 1));
    for (; coded < end; coded++) {
      encodeAndClear(coded);
      yield;
    }
    return encoder.finish();
  } finally {
    encoder.close();
  }
}

function checkEnd({ rows, end }: SegmentSource, result: ScanResult): void {
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
