/** Where the rows of MCUs of a sequential JPEG stand in its bytes, found without keeping its coefficients. */
import type { Handover } from '../jpeg/handover.js';
import type { Steps } from '../steps.js';
import type { JpegHeader } from './jpeg-header.js';
import { checkMemory } from './memory-limit.js';
import { readSingleScanImage } from './single-scan-image.js';

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
  readonly restartCounts: readonly number[] | null;
}

/**
 * Decodes the scan once and keeps only its outline.
 *
 * @param limit bytes of memory that may be needed
 * @throws LeptonError as `compressSync` for a scan that cannot be decoded
 */
export function* readScanOutline(jpeg: Uint8Array, header: JpegHeader, limit: number): Steps<ScanOutline> {
  const { scanStart } = header;
  // The file, and its scan without stuffing.
  checkMemory(2 * jpeg.length, limit, `A JPEG of ${jpeg.length} bytes`);
  const options = { memoryLimit: Number.POSITIVE_INFINITY, isShared: false, heldMcuRows: 0 };
  const image = yield* readSingleScanImage(jpeg, header, options);
  return {
    handovers: image.handovers,
    rowOffsets: image.rowOffsets.map((offset) => scanStart + offset),
    scanEnd: scanStart + image.rowsEnd,
    dataEnd: scanStart + image.scanBytes,
    trailingStart: image.trailingStart,
    isCutOff: image.lastBlocks !== null,
    padByte: image.padByte,
    restartCounts: image.restartCounts,
  };
}
