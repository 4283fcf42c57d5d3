/** The header of a JPEG up to its first scan, and the tables of its frame. */
import { isLeptonFile } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import type { Frame } from '../jpeg/frame.js';
import { createHeaderState, type HeaderState, readSegments } from '../jpeg/header.js';
import type { Scan } from '../jpeg/scan-header.js';

/** Header of a JPEG up to its first scan. */
export interface JpegHeader {
  readonly state: HeaderState;
  readonly frame: Frame;
  readonly scan: Scan;
  /** Offset of the first byte of the scan's data. */
  readonly scanStart: number;
}

/**
 * Reads the header of a JPEG.
 *
 * @param state what is in force before the first segment
 * @throws LeptonError NOT_A_JPEG, DAMAGED_JPEG, UNSUPPORTED_JPEG
 */
export function readJpegHeader(jpeg: Uint8Array, state: HeaderState = createHeaderState()): JpegHeader {
  if (jpeg.length < 2 || jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw notJpeg(jpeg);
  const { scan, offset } = readSegments(jpeg, 2, jpeg.length, state);
  const { frame } = state;
  if (frame === null || scan === null) {
    const missing = frame === null ? 'frame header' : 'scan';
    throw new LeptonError('DAMAGED_JPEG', `The JPEG has no ${missing}; its header ends at offset ${offset}.`);
  }
  return { state, frame, scan, scanStart: offset };
}

function notJpeg(bytes: Uint8Array): LeptonError {
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
  let what = 'it does not begin with FF D8';
  if (bytes.length === 0) what = 'it is empty';
  else if (isLeptonFile(bytes)) what = 'it is a Lepton file already';
  else if (isPng) what = 'it is a PNG';
  return new LeptonError('NOT_A_JPEG', `The input is not a JPEG: ${what}.`);
}

/**
 * The table of each component, zig-zag order.
 *
 * @throws LeptonError DAMAGED_JPEG if one is missing
 */
export function quantizationOf(frame: Frame, header: HeaderState): Uint16Array[] {
  return frame.components.map(({ id, quantizationTable }) => {
    const table = header.quantizationTables[quantizationTable];
    if (table === null || table === undefined) {
      throw new LeptonError('DAMAGED_JPEG', `Quantization table ${quantizationTable} of component ${id} is missing.`);
    }
    return table;
  });
}
