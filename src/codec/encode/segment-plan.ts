/** How a scan is cut into segments (format section 3). */

import { MAX_SEGMENTS_WRITTEN } from '../../container/lepton-file.js';
import { LeptonError } from '../../errors.js';
import type { JpegImage } from './jpeg-image.js';

/** The C++ tool's thresholds: fewer bytes of scan than the first make 1 segment, than the second 2, than the third 4. */
const PLAN_THRESHOLDS = [125_000, 250_000, 500_000];

/** Bytes of scans for each segment of a file that needs the whole image in memory, where the C++ tool in effect makes
 * few: more would cost more than 0.4% there. */
const WHOLE_IMAGE_BYTES_PER_SEGMENT = 350_000;

/**
 * Number of segments for a scan.
 *
 * @param scanBytes bytes of the scan
 * @param mcuRows rows of MCUs; there are never more segments than half of them
 * @param isWholeImage whether the file is progressive or has several scans
 * @param wanted 1..8, or undefined to plan by size as the C++ tool does
 * @throws LeptonError USAGE if `wanted` is out of range
 */
export function planSegmentCount(
  scanBytes: number,
  mcuRows: number,
  isWholeImage: boolean,
  wanted: number | undefined,
): number {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_SEGMENTS_WRITTEN)) {
    throw new LeptonError('USAGE', `The number of segments must be 1 to ${MAX_SEGMENTS_WRITTEN}, not ${wanted}.`);
  }
  const bySize = isWholeImage
    ? Math.min(MAX_SEGMENTS_WRITTEN, 1 + Math.floor(scanBytes / WHOLE_IMAGE_BYTES_PER_SEGMENT))
    : 1 << PLAN_THRESHOLDS.filter((threshold) => scanBytes >= threshold).length;
  return Math.max(1, Math.min(wanted ?? bySize, mcuRows >> 1));
}

/**
 * Cuts the rows of MCUs into segments of about the same number of bytes, as the rows become known. What is decided does
 * not depend on rows that come later.
 */
export class SegmentPlanner {
  /** First row of MCUs of each segment so far. */
  readonly starts: number[] = [0];
  private rows = 0;
  private offsetBefore = 0;

  /**
   * @param totalBytes bytes of the scan
   * @param count number of segments to make; there may be fewer if the rows run out
   * @param mcuRows rows of MCUs of the image, of which a file that was cut off has only some
   */
  constructor(
    private readonly totalBytes: number,
    private readonly count: number,
    private readonly mcuRows: number,
  ) {}

  /**
   * Takes the next row of MCUs.
   *
   * @param offset bytes of the scan before it
   * @returns whether a segment begins with this row or the one before
   */
  addRow(offset: number): boolean {
    const row = this.rows++;
    const before = this.offsetBefore;
    this.offsetBefore = offset;
    const segment = this.starts.length;
    const target = (this.totalBytes * segment) / this.count;
    const earliest = this.starts.at(-1)! + 1;
    // Every segment that is still to come needs a row of its own.
    const isLatest = row === this.mcuRows - (this.count - segment);
    if (segment === this.count || row < earliest || (offset < target && !isLatest)) return false;
    const isNearerBefore = row > earliest && target - before < offset - target;
    this.starts.push(isNearerBefore ? row - 1 : row);
    return true;
  }
}

/**
 * First row of MCUs of each segment, so that all have about the same number of bytes.
 *
 * @param rowOffsets bytes of the scan before each row of MCUs
 * @param scanBytes bytes of the scan
 * @param mcuRows rows of MCUs of the image, if these are only some of them
 */
export function planSegmentStarts(
  rowOffsets: readonly number[],
  scanBytes: number,
  count: number,
  mcuRows: number = rowOffsets.length,
): number[] {
  const planner = new SegmentPlanner(scanBytes, count, mcuRows);
  for (const offset of rowOffsets) planner.addRow(offset);
  return planner.starts;
}

/**
 * First row of MCUs of each segment of an image.
 *
 * @param wanted number of segments, 1..8, or undefined to plan it by size
 */
export function planSegments(image: JpegImage, wanted: number | undefined): readonly number[] {
  const { kind, frame, scanBytes, rowOffsets, rowsEnd } = image;
  const count = planSegmentCount(scanBytes, frame.mcuRows, kind === 'X', wanted);
  return planSegmentStarts(rowOffsets, kind === 'X' ? rowsEnd : scanBytes, count, frame.mcuRows);
}
