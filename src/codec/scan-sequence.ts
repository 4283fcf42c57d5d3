/** Writes all scans of a JPEG with the header segments between them, from the whole image. */
import { LeptonError } from '../errors.js';
import type { CoefficientPlane } from '../jpeg/coefficient-plane.js';
import type { Frame } from '../jpeg/frame.js';
import { type HeaderState, readSegments, type SegmentsEnd } from '../jpeg/header.js';
import { expectedRestarts } from '../jpeg/scan-geometry.js';
import type { Scan } from '../jpeg/scan-header.js';
import { ScanWriter, wholeScan } from '../jpeg/scan-writer.js';

/** A scan and where its header ends. */
export interface ScanPlace {
  readonly scan: Scan;
  /** Offset in the joined header segments behind its SOS segment. */
  readonly headerEnd: number;
}

/** All scans that joined header segments describe. */
export interface ScanSequence {
  readonly state: HeaderState;
  readonly frame: Frame | null;
  readonly places: readonly ScanPlace[];
}

/**
 * Most scans of one image. Each costs a pass over all of it, however few bytes it has, so that there may be more of
 * them only in a larger file.
 *
 * @param fileBytes bytes of the JPEG
 */
export function maxScans(fileBytes: number): number {
  return Math.min(1000, 64 + (fileBytes >> 12));
}

/**
 * Finds the scans in joined header segments. What stands behind the last one is not read: it may be anything.
 *
 * @param state what is in force before the first segment
 * @param fileBytes bytes of the JPEG
 * @throws LeptonError DAMAGED_JPEG, UNSUPPORTED_JPEG
 */
export function readScanSequence(header: Uint8Array, state: HeaderState, fileBytes: number): ScanSequence {
  const places: ScanPlace[] = [];
  let offset = 0;
  while (places.length < maxScans(fileBytes)) {
    const { scan, offset: headerEnd } =
      places.length === 0 ? readSegments(header, 0, header.length, state) : readFurtherSegments(header, offset, state);
    if (scan === null) break;
    places.push({ scan, headerEnd });
    offset = headerEnd;
  }
  return { state, frame: state.frame, places };
}

/**
 * Header segments behind a scan. Damage among them does not hurt: what follows the last sound scan header may be
 * anything and is kept as bytes.
 */
export function readFurtherSegments(bytes: Uint8Array, offset: number, state: HeaderState): SegmentsEnd {
  try {
    return readSegments(bytes, offset, bytes.length, state);
  } catch (error) {
    if (!(error instanceof LeptonError) || error.code === 'INTERNAL_ERROR') throw error;
    return { scan: null, offset };
  }
}

/** What writing the scans depends on, apart from the coefficients. */
export interface ScanSequenceOptions {
  readonly padByte: number;
  /** Per scan, restart markers present; null if all are. */
  readonly restartCounts: readonly number[] | null;
  /** Per scan, restart markers behind its last MCU. */
  readonly surplusRestarts: ArrayLike<number> | null;
  /** Bytes that are wanted at most; writing may stop there if `isCutOff`. */
  readonly size: number;
  readonly isCutOff: boolean;
  /** Per scan, the blocks behind which an end-of-band run is cut short; null if all runs are as long as can be. */
  readonly runBreaks: readonly (readonly number[])[] | null;
}

/**
 * Writes the header segments and scans in turn, as chunks that are valid until the next one is asked for.
 *
 * @param planes whole components, with `nonzero` if a scan is sequential
 * @throws LeptonError STREAM_INCONSISTENT if a coefficient has no code
 */
export function* writeScanSequence(
  header: Uint8Array,
  sequence: ScanSequence,
  planes: readonly CoefficientPlane[],
  options: ScanSequenceOptions,
): Generator<Uint8Array> {
  const frame = sequence.frame!;
  let headerStart = 0;
  let written = 0;
  for (const [index, { scan, headerEnd }] of sequence.places.entries()) {
    yield header.subarray(headerStart, headerEnd);
    written += headerEnd - headerStart;
    headerStart = headerEnd;
    const { restartCounts, surplusRestarts, padByte, isCutOff } = options;
    const maxRestarts = restartCounts === null ? Number.POSITIVE_INFINITY : (restartCounts[index] ?? 0);
    const size = isCutOff ? Math.max(0, options.size - written) : Number.POSITIVE_INFINITY;
    const writer = new ScanWriter(
      frame,
      scan,
      planes,
      wholeScan(size, isCutOff),
      padByte,
      maxRestarts,
      options.runBreaks?.[index],
    );
    for (let row = 0; row < frame.mcuRows; row++) {
      writer.writeMcuRow(row);
      yield writer.drain();
    }
    const restarts = Math.min(maxRestarts, expectedRestarts(frame, scan));
    writer.finishScan(surplusRestarts?.[index] ?? 0, restarts);
    yield writer.drain();
    written += writer.producedBytes;
  }
  yield header.subarray(headerStart);
}
