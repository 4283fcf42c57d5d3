/** Entropy-coded data of a scan without byte stuffing and restart markers (ITU T.81 sections B.1.1.5 and F.1.2.3). */
import { runToEnd, type Steps } from '../work/steps.js';
import { RST0, RST7 } from './markers.js';

/** More bytes than a block can take: 64 codes of up to 16 bits, each with a value of up to 15. */
export const MAX_BLOCK_BYTES = 256;

/** Zero bytes behind the data, so that a reader looks ahead without a check, also from the end of them. */
export const SCAN_PADDING: number = 2 * MAX_BLOCK_BYTES;

/** Bytes that are looked at in one step. */
const STEP_BYTES = 1024 * 1024;

/** The bytes of a scan as the entropy decoder sees them. */
export interface ScanData {
  /** Data bytes, followed by {@link SCAN_PADDING} zeros. */
  readonly bytes: Uint8Array;
  /** Number of data bytes. */
  readonly length: number;
  /** Restart markers found, in order: offset in `bytes` before which each stands. */
  readonly restartOffsets: readonly number[];
  /** The low three bits of each restart marker found. */
  readonly restartNumbers: readonly number[];
  /** Offset in the file of the first byte of the scan. */
  readonly start: number;
  /** Offset in the file of the first byte that does not belong to the scan: a marker, or the end. */
  readonly end: number;
}

/**
 * Takes the stuffing out of the scan that begins at `start`. It ends at the first marker other than RSTn, at the end of
 * the file, or at the restart marker after `maxRestarts` of them.
 */
export function readScanData(file: Uint8Array, start: number, maxRestarts: number): ScanData {
  return runToEnd(readScanDataSteps(file, start, maxRestarts));
}

/** The steps of {@link readScanData}. */
export function* readScanDataSteps(file: Uint8Array, start: number, maxRestarts: number): Steps<ScanData> {
  const end = yield* findScanEnd(file, start, maxRestarts);
  const bytes = new Uint8Array(end - start + SCAN_PADDING);
  const restartOffsets: number[] = [];
  const restartNumbers: number[] = [];
  let length = 0;
  let from = start;
  let nextStep = start + STEP_BYTES;
  while (from < end) {
    if (from >= nextStep) {
      nextStep = from + STEP_BYTES;
      yield;
    }
    let mark = file.indexOf(0xff, from);
    if (mark < 0 || mark + 1 >= end) mark = end;
    if (mark === end) {
      bytes.set(file.subarray(from, end), length);
      length += end - from;
      break;
    }
    const second = file[mark + 1]!;
    const upTo = second === 0 ? mark + 1 : mark;
    if (upTo - from < 32) for (let i = from; i < upTo; i++) bytes[length++] = file[i]!;
    else {
      bytes.set(file.subarray(from, upTo), length);
      length += upTo - from;
    }
    if (second !== 0) {
      restartOffsets.push(length);
      restartNumbers.push(second & 7);
    }
    from = mark + 2;
  }
  return { bytes, length, restartOffsets, restartNumbers, start, end };
}

function* findScanEnd(file: Uint8Array, start: number, maxRestarts: number): Steps<number> {
  let restarts = 0;
  let nextStep = start + STEP_BYTES;
  let mark = file.indexOf(0xff, start);
  while (mark >= 0) {
    // A lone FF at the very end of a cut-off file is half of something; it is not data.
    if (mark + 1 >= file.length) return mark;
    const second = file[mark + 1]!;
    if (second !== 0) {
      if (second < RST0 || second > RST7 || restarts === maxRestarts) return mark;
      restarts++;
    }
    if (mark >= nextStep) {
      nextStep = mark + STEP_BYTES;
      yield;
    }
    mark = file.indexOf(0xff, mark + 2);
  }
  return file.length;
}

/** Walks forward through the data of a scan and tells where its bytes stand in the file. */
export interface OffsetCursor {
  /** Offset in `ScanData.bytes` reached so far. */
  position: number;
  /** Bytes of the scan in the file before it. */
  coded: number;
  /** Restart markers passed. */
  restarts: number;
}

/**
 * Moves the cursor to `position`, not before where it is.
 *
 * @param restarts number of restart markers that stand before `position` by now
 * @returns number of bytes of the scan before `position`, with stuffing and these restart markers
 */
export function advanceCursor(cursor: OffsetCursor, data: ScanData, position: number, restarts: number): number {
  let stuffed = 0;
  let mark = data.bytes.indexOf(0xff, cursor.position);
  while (mark >= 0 && mark < position) {
    stuffed++;
    mark = data.bytes.indexOf(0xff, mark + 1);
  }
  cursor.coded += position - cursor.position + stuffed + 2 * (restarts - cursor.restarts);
  cursor.position = position;
  cursor.restarts = restarts;
  return cursor.coded;
}
