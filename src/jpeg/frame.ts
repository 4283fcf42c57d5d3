/** Frame header and the geometry that follows from it (ITU T.81 sections A.1, A.2 and B.2.2). */
import { LeptonError } from '../errors.js';
import { processName, SOF0, SOF2 } from './markers.js';

/** One component of a frame. All counts are in blocks of 8x8 samples. */
export interface Component {
  /** Number of the component in the frame, 0..3. */
  readonly index: number;
  /** Component identifier, by which scans name it. */
  readonly id: number;
  /** Horizontal sampling factor, 1..4. */
  readonly horizontalSampling: number;
  /** Vertical sampling factor, 1..4. */
  readonly verticalSampling: number;
  /** Destination of its quantization table, 0..3. */
  readonly quantizationTable: number;
  /** Blocks in a row, padded to whole MCUs of an interleaved scan. */
  readonly blocksPerRow: number;
  /** Rows of blocks, padded likewise. */
  readonly blockRows: number;
  /** Blocks in a row of a scan that holds this component alone. */
  readonly scanBlocksPerRow: number;
  /** Rows of blocks of a scan that holds this component alone. */
  readonly scanBlockRows: number;
}

/** A frame: one picture. */
export interface Frame {
  /** Second byte of its SOF marker. */
  readonly marker: number;
  readonly isProgressive: boolean;
  /** Samples in a row, 1..65535. */
  readonly width: number;
  /** Rows of samples, 1..65535. */
  readonly height: number;
  readonly components: readonly Component[];
  readonly maxHorizontalSampling: number;
  readonly maxVerticalSampling: number;
  /** MCUs of an interleaved scan in a row. */
  readonly mcusPerRow: number;
  /** Rows of MCUs of an interleaved scan. */
  readonly mcuRows: number;
}

/**
 * Reads a frame header.
 *
 * @param marker second byte of the SOF marker
 * @param bytes the file
 * @param start offset of the first byte after the segment length
 * @param end offset behind the segment
 * @throws LeptonError UNSUPPORTED_JPEG for processes other than sequential and progressive Huffman coding with 8 bits;
 * DAMAGED_JPEG for what the standard forbids
 */
export function readFrame(marker: number, bytes: Uint8Array, start: number, end: number): Frame {
  if (marker > SOF2) {
    throw new LeptonError(
      'UNSUPPORTED_JPEG',
      `The JPEG is ${processName(marker)} (SOF${marker - SOF0} at offset ${start - 4}).`,
    );
  }
  if (end - start < 6) throw damaged(start, 'is too short');
  const precision = bytes[start]!;
  const height = readUint16(bytes, start + 1);
  const width = readUint16(bytes, start + 3);
  const count = bytes[start + 5]!;
  if (precision !== 8) {
    throw new LeptonError('UNSUPPORTED_JPEG', `The JPEG has ${precision} bits per sample; only 8 are supported.`);
  }
  if (height === 0) {
    throw new LeptonError('UNSUPPORTED_JPEG', 'The JPEG leaves its height to a DNL marker, which is not supported.');
  }
  if (width === 0) throw damaged(start, 'gives a width of 0');
  if (count === 0) throw damaged(start, 'names no components');
  if (count > 4) throw new LeptonError('UNSUPPORTED_JPEG', `The JPEG has ${count} components.`);
  if (end - start < 6 + 3 * count) throw damaged(start, 'is too short');

  const raw = Array.from({ length: count }, (_, index) => {
    const offset = start + 6 + 3 * index;
    const sampling = bytes[offset + 1]!;
    return {
      index,
      id: bytes[offset]!,
      horizontalSampling: sampling >> 4,
      verticalSampling: sampling & 15,
      quantizationTable: bytes[offset + 2]!,
    };
  });
  for (const { id, index, horizontalSampling, verticalSampling, quantizationTable } of raw) {
    if (horizontalSampling < 1 || horizontalSampling > 4 || verticalSampling < 1 || verticalSampling > 4) {
      throw damaged(start, `gives component ${id} the sampling ${horizontalSampling}x${verticalSampling}`);
    }
    if (quantizationTable > 3) throw damaged(start, `names quantization table ${quantizationTable}`);
    if (raw.findIndex((other) => other.id === id) !== index) throw damaged(start, `names component ${id} twice`);
  }

  const maxHorizontalSampling = Math.max(...raw.map((component) => component.horizontalSampling));
  const maxVerticalSampling = Math.max(...raw.map((component) => component.verticalSampling));
  const mcusPerRow = Math.ceil(width / (8 * maxHorizontalSampling));
  const mcuRows = Math.ceil(height / (8 * maxVerticalSampling));
  const components = raw.map((component) => ({
    ...component,
    blocksPerRow: mcusPerRow * component.horizontalSampling,
    blockRows: mcuRows * component.verticalSampling,
    scanBlocksPerRow: Math.ceil((width * component.horizontalSampling) / (8 * maxHorizontalSampling)),
    scanBlockRows: Math.ceil((height * component.verticalSampling) / (8 * maxVerticalSampling)),
  }));
  return {
    marker,
    isProgressive: marker === SOF2,
    width,
    height,
    components,
    maxHorizontalSampling,
    maxVerticalSampling,
    mcusPerRow,
    mcuRows,
  };
}

/** Big-endian 16-bit number at `offset`, which the caller has checked. */
export function readUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

function damaged(start: number, what: string): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `The frame header at offset ${start - 4} ${what}.`);
}
