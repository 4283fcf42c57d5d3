/** A JPEG decoded to coefficients, with all that a Lepton file must tell to restore its bytes. */
import type { LeptonError } from '../../errors.js';
import { type CoefficientPlane, createPlane } from '../../jpeg/coefficient-plane.js';
import type { Frame } from '../../jpeg/frame.js';
import type { Handover } from '../../jpeg/handover.js';
import type { Scan } from '../../jpeg/scan-header.js';
import type { Call } from '../../work/call.js';
import { compressionMemory } from '../memory.js';

/** A JPEG decoded to coefficients. */
export interface JpegImage {
  /** `Z` if the only scan is coded by segments, `X` if all scans are written anew from the whole image. */
  readonly kind: 'Z' | 'X';
  readonly frame: Frame;
  readonly scans: readonly Scan[];
  /** Quantization table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  /** None if the coefficients were not wanted. */
  readonly planes: readonly CoefficientPlane[];
  /** Header segments without SOI: those before the first scan, then those between scans. */
  readonly jpegHeader: Uint8Array;
  readonly padByte: number;
  /** Per scan, the restart markers present; null if every scan has all of them. */
  readonly restartCounts: readonly number[] | null;
  /** Per scan, restart markers behind its last MCU; null if there are none, or if they are kept as trailing bytes. */
  readonly surplusRestarts: Uint8Array | null;
  /** Per component, the last block that is coded; null if all are. */
  readonly lastBlocks: readonly number[] | null;
  /** State at each row of MCUs; empty for kind `X`. */
  readonly handovers: readonly Handover[];
  /** Bytes of the file before each row of MCUs, or an estimate of what it costs for kind `X`. */
  readonly rowOffsets: readonly number[];
  /** The same behind the last row. */
  readonly rowsEnd: number;
  /** Bytes of all scans, by which the number of segments is planned. */
  readonly scanBytes: number;
  /** Offset in the file from which on all bytes are kept as they are. */
  readonly trailingStart: number;
}

/** Bytes of a scan that may stay uncoded however small the scan is. */
const SMALL_REST = 4096;

/**
 * Refuses an image most of which could not be coded, with the reason.
 *
 * @param coded bytes of the file that are coded
 * @param rest bytes of scan data behind them that are not
 */
export function checkRest(coded: number, rest: number, reason: LeptonError): void {
  if (rest > SMALL_REST && rest > coded) throw reason;
}

/** What the planes of an image depend on, apart from the image. */
export interface PlaneOptions {
  readonly call: Pick<Call, 'checkMemory'>;
  /** Whether other threads must be able to read them. */
  readonly areShared: boolean;
  /** Rows of MCUs that they hold at a time, 0 if the coefficients are not wanted; default: all of the image. */
  readonly heldMcuRows?: number;
}

/**
 * Makes the planes for an image.
 *
 * @param fileBytes bytes of the file, of which there will be copies
 * @throws LeptonError LIMIT_EXCEEDED, before anything is allocated
 */
export function createPlanes(
  frame: Frame,
  fileBytes: number,
  { call, areShared, heldMcuRows = frame.mcuRows }: PlaneOptions,
): readonly CoefficientPlane[] {
  const mcuRows = Math.min(heldMcuRows, frame.mcuRows);
  if (mcuRows === 0) return [];
  const needed = compressionMemory(frame, fileBytes, mcuRows);
  call.checkMemory(needed, `A JPEG of ${frame.width} x ${frame.height} pixels`);
  return frame.components.map(({ blocksPerRow, verticalSampling }) =>
    createPlane(blocksPerRow, mcuRows * verticalSampling, areShared),
  );
}
