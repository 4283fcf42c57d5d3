/** Walks the header segments of a JPEG and keeps what is in force (ITU T.81 annex B). */
import { LeptonError } from '../errors.js';
import { type Frame, readFrame, readUint16 } from './frame.js';
import { readHuffmanTables } from './huffman-table.js';
import { DHP, DHT, DNL, DQT, DRI, EOI, EXP, isStandalone, isStartOfFrame, SOS } from './markers.js';
import { readQuantizationTables } from './quantization-table.js';
import { type HuffmanTables, readScanHeader, type Scan } from './scan-header.js';

/** Everything that header segments have defined so far. */
export interface HeaderState {
  frame: Frame | null;
  /** Quantization tables by destination, zig-zag order. */
  readonly quantizationTables: (Uint16Array | null)[];
  readonly huffmanTables: HuffmanTables;
  /** Restart interval in MCUs, 0 = none. */
  restartInterval: number;
  /** Whether bytes that are no marker are passed over until one comes. */
  readonly skipsStrayBytes: boolean;
}

/** Where {@link readSegments} stopped. */
export interface SegmentsEnd {
  /** The scan that begins at `offset`; null if there is none. */
  readonly scan: Scan | null;
  /** Offset behind the SOS segment; or of the EOI marker, of bytes that are no marker, or of the end. */
  readonly offset: number;
}

/** A state in which nothing is defined, except for Huffman tables that may be taken for granted. */
export function createHeaderState(skipsStrayBytes = false, huffmanTables?: HuffmanTables): HeaderState {
  return {
    frame: null,
    quantizationTables: [null, null, null, null],
    huffmanTables: {
      dc: [0, 1, 2, 3].map((destination) => huffmanTables?.dc[destination] ?? null),
      ac: [0, 1, 2, 3].map((destination) => huffmanTables?.ac[destination] ?? null),
    },
    restartInterval: 0,
    skipsStrayBytes,
  };
}

/**
 * Reads header segments from `offset` until a scan begins, EOI, bytes that are no marker, or the end.
 *
 * @param bytes a JPEG, or a part of it that begins with a segment
 * @param end offset at which to stop
 * @throws LeptonError DAMAGED_JPEG, UNSUPPORTED_JPEG
 */
export function readSegments(bytes: Uint8Array, offset: number, end: number, state: HeaderState): SegmentsEnd {
  let position = nextMarker(bytes, offset, end, state);
  while (end - position >= 2 && bytes[position] === 0xff) {
    const marker = bytes[position + 1]!;
    if (marker === EOI || marker === 0 || marker === 0xff) break;
    if (isStandalone(marker)) {
      position = nextMarker(bytes, position + 2, end, state);
      continue;
    }
    const name = marker.toString(16).padStart(2, '0').toUpperCase();
    if (end - position < 4) throw cutOff(name, position);
    const next = position + 2 + readUint16(bytes, position + 2);
    if (next < position + 4 || next > end) throw cutOff(name, position);
    const scan = readSegment(marker, bytes, position + 4, next, state);
    if (scan !== null) return { scan, offset: next };
    position = nextMarker(bytes, next, end, state);
  }
  return { scan: null, offset: position };
}

/** Where the next segment begins: at `position`, or behind stray bytes if they are to be passed over. */
function nextMarker(bytes: Uint8Array, position: number, end: number, state: HeaderState): number {
  if (!state.skipsStrayBytes) return position;
  let mark = bytes.indexOf(0xff, position);
  while (mark >= 0 && mark + 1 < end) {
    const marker = bytes[mark + 1]!;
    if (marker !== 0 && marker !== 0xff) return mark;
    mark = bytes.indexOf(0xff, mark + 1);
  }
  return end;
}

function readSegment(marker: number, bytes: Uint8Array, start: number, end: number, state: HeaderState): Scan | null {
  if (isStartOfFrame(marker)) {
    if (state.frame !== null) {
      throw new LeptonError('UNSUPPORTED_JPEG', `The JPEG has a second frame at offset ${start - 4}.`);
    }
    state.frame = readFrame(marker, bytes, start, end);
    return null;
  }
  switch (marker) {
    case DHT:
      readHuffmanTables(bytes, start, end, (tableClass, destination, table) => {
        const tables = tableClass === 0 ? state.huffmanTables.dc : state.huffmanTables.ac;
        tables[destination] = table;
      });
      return null;
    case DQT:
      readQuantizationTables(bytes, start, end, (destination, table) => {
        state.quantizationTables[destination] = table;
      });
      return null;
    case DRI:
      if (end - start < 2) throw cutOff('DD', start - 4);
      state.restartInterval = readUint16(bytes, start);
      return null;
    case SOS:
      if (state.frame === null) {
        throw new LeptonError('DAMAGED_JPEG', `The scan at offset ${start - 4} comes before any frame header.`);
      }
      return readScanHeader(bytes, start, end, state.frame, state.huffmanTables, state.restartInterval);
    case DNL:
      throw new LeptonError('UNSUPPORTED_JPEG', `The JPEG has a DNL marker at offset ${start - 4}.`);
    case DHP:
    case EXP:
      throw new LeptonError('UNSUPPORTED_JPEG', `The JPEG is hierarchical (marker at offset ${start - 4}).`);
    default:
      return null; // APPn, COM and what the standard reserves: kept as bytes, not understood
  }
}

function cutOff(name: string, offset: number): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `The marker segment FF${name} at offset ${offset} is cut off.`);
}
