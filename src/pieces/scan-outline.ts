/** Where the rows of MCUs of a sequential JPEG stand in its bytes, found without keeping its coefficients. */

import { readSingleScanImage } from '../codec/encode/single-scan-image.js';
import type { JpegHeader } from '../codec/jpeg-header.js';
import { outlineMemory } from '../codec/memory.js';
import type { Handover } from '../jpeg/handover.js';
import type { Call } from '../work/call.js';
import { asPauses, type Steps } from '../work/steps.js';

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
 * @throws LeptonError as `compressSync` for a scan that cannot be decoded
 */
export function* readScanOutline(jpeg: Uint8Array, header: JpegHeader, call: Call): Steps<ScanOutline> {
  const { scanStart } = header;
  call.checkMemory(outlineMemory(jpeg.length), `A JPEG of ${jpeg.length} bytes`);
  const options = { call, areShared: false, heldMcuRows: 0 };
  const image = yield* asPauses(readSingleScanImage(jpeg, header, options));
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
