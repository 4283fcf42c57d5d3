/** Restores the bytes of one segment of a sequential scan, a row of MCUs at a time. */
import type { CodedSegment, SegmentEntry } from '../../container/lepton-file.js';
import { LeptonError } from '../../errors.js';
import { type CoefficientPlane, createPlane } from '../../jpeg/coefficient-plane.js';
import type { Frame } from '../../jpeg/frame.js';
import { expectedRestarts } from '../../jpeg/scan-geometry.js';
import type { Scan } from '../../jpeg/scan-header.js';
import { type ScanPart, ScanWriter } from '../../jpeg/scan-writer.js';
import { type CodedExtent, codedMcuRows } from '../../model/coded-extent.js';
import type { ComponentModel } from '../../model/component-model.js';
import type { Flavor } from '../../model/flavor.js';
import { createComponentModels, SegmentDecoder } from '../../model/segment-decoder.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';

/** All that restoring a segment depends on, apart from its coded bytes, as plain data. */
export interface SegmentSource {
  readonly frame: Frame;
  readonly scan: Scan;
  /** Quantization table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  readonly extent: CodedExtent;
  readonly segment: SegmentRows;
  /** Where the next segment begins; null if it is the last one, or nobody knows. */
  readonly following: SegmentEntry | null;
  readonly hasHandovers: boolean;
  /** Whether the JPEG ends inside the scan. */
  readonly isCutOff: boolean;
  readonly padByte: number;
  /** Restart markers that the scan has at most. */
  readonly maxRestarts: number;
  /** Restart markers behind the last MCU of the scan. */
  readonly surplusRestarts: number;
}

/** What restoring a segment of an image depends on. */
export function segmentSource(image: LeptonImage, segment: SegmentRows): SegmentSource {
  const { frame, scan, quantization, extent, hasHandovers, isCutOff } = image;
  const { restartCounts, surplusRestarts, padByte } = image.file.items;
  return {
    frame,
    scan,
    quantization,
    extent,
    segment,
    following: hasHandovers ? (image.segments[segment.index + 1] ?? null) : null,
    hasHandovers,
    isCutOff,
    padByte,
    maxRestarts: restartCounts === null ? Number.POSITIVE_INFINITY : (restartCounts[0] ?? 0),
    surplusRestarts: surplusRestarts?.[0] ?? 0,
  };
}

/** What a segment leaves for the next one: its partial byte and DC predictors. */
export interface SegmentEnd {
  readonly overhangByte: number;
  readonly overhangBits: number;
  readonly lastDc: Int16Array;
}

const NOTHING = new Uint8Array(0);

/** What the segments of a file can use one after the other. */
export interface SegmentRoom {
  /** One row of MCUs. */
  readonly planes: readonly CoefficientPlane[];
  readonly models: readonly ComponentModel[];
}

/** Makes room for a segment. @throws LeptonError ZERO_QUANTIZER */
export function createSegmentRoom({ frame, quantization }: Pick<SegmentSource, 'frame' | 'quantization'>): SegmentRoom {
  const planes = frame.components.map(({ blocksPerRow, verticalSampling }) =>
    createPlane(blocksPerRow, verticalSampling),
  );
  return { planes, models: createComponentModels(frame, quantization) };
}

/** Decodes a segment and writes its part of the scan; holds one row of MCUs of coefficients. */
export class SegmentRestorer {
  private readonly decoder: SegmentDecoder;
  private readonly writer: ScanWriter;
  /** Whether the last row that was asked for waits for coded bytes. */
  isInterrupted = false;
  private mcuRow: number;
  private readonly codedMcuRows: number;

  /**
   * @param before end of the segment before, from which old files without handover words continue
   * @param coded coded bytes of the segment, or the first of them if `supply` is called before the first row
   * @param room what no other segment uses at the same time
   */
  constructor(
    private readonly source: SegmentSource,
    flavor: Flavor,
    before: SegmentEnd | null,
    coded: CodedSegment,
    { planes, models }: SegmentRoom = createSegmentRoom(source),
  ) {
    const { frame, scan, quantization, extent, segment, padByte, maxRestarts } = source;
    this.decoder = new SegmentDecoder(frame, quantization, coded.bytes, coded.length, planes, flavor, extent, models);
    this.writer = new ScanWriter(frame, scan, planes, scanPart(source, before), padByte, maxRestarts);
    this.mcuRow = segment.firstMcuRow;
    this.codedMcuRows = codedMcuRows(frame, extent);
  }

  /** What the segment leaves for the next one, after it is finished. */
  get end(): SegmentEnd {
    const { byte, bits } = this.writer.overhang;
    return { overhangByte: byte, overhangBits: bits, lastDc: this.writer.lastDc };
  }

  /**
   * Restores the next row of MCUs.
   *
   * @returns its bytes, valid until the next call; none while `isInterrupted`; null when the segment is finished and
   * found consistent
   * @throws LeptonError STREAM_INCONSISTENT if the coded bytes contradict the segment table
   */
  next(): Uint8Array | null {
    const { writer } = this;
    const { segment, frame, scan, surplusRestarts } = this.source;
    if (this.mcuRow > segment.endMcuRow) return null;
    // Of a file that is cut off, there may be a picture of any size behind the last row that has something.
    if (writer.isStopped && this.mcuRow >= this.codedMcuRows && this.mcuRow < segment.endMcuRow) {
      this.mcuRow = segment.endMcuRow;
    }
    if (this.mcuRow < segment.endMcuRow) {
      this.isInterrupted = !this.decoder.decodeMcuRow(this.mcuRow);
      if (this.isInterrupted) return NOTHING;
      writer.writeMcuRow(this.mcuRow);
    } else {
      if (segment.isLast) writer.finishScan(surplusRestarts, expectedRestarts(frame, scan));
      this.checkEnd();
      this.decoder.close();
    }
    this.mcuRow++;
    return writer.drain();
  }

  /** Coded bytes at the front that are not needed any more. */
  get passedBytes(): number {
    return this.decoder.passedBytes;
  }

  /** Gives the decoder more coded bytes; see `SegmentDecoder.supply`. */
  supply({ bytes, length }: CodedSegment, isComplete: boolean, dropped: number): void {
    this.decoder.supply(bytes, length, isComplete, dropped);
  }

  /** Gives the model free where the segment is not wanted to its end. */
  close(): void {
    this.decoder.close();
  }

  private checkEnd(): void {
    const { writer } = this;
    const { segment, following, frame, hasHandovers, isCutOff } = this.source;
    if (!this.decoder.isAtEnd()) throw inconsistent(segment.index, 'has coded bytes left over');
    if (!hasHandovers || (isCutOff && segment.isLast)) return;
    if (writer.producedBytes !== segment.size) {
      throw inconsistent(segment.index, `restores ${writer.producedBytes} bytes instead of ${segment.size}`);
    }
    if (following !== null && !isSameEnd(this.end, following, frame.components.length)) {
      throw inconsistent(segment.index, 'does not end where the next one begins');
    }
  }
}

function scanPart({ segment, hasHandovers, isCutOff }: SegmentSource, before: SegmentEnd | null): ScanPart {
  if (hasHandovers) return { ...segment, mayStopEarly: isCutOff && segment.isLast };
  const start = before ?? { overhangByte: 0, overhangBits: 0, lastDc: new Int16Array(4) };
  // Old files have no handover data at all: neither a place to begin nor a size.
  return { ...start, size: Number.POSITIVE_INFINITY, mayStopEarly: false };
}

function isSameEnd(end: SegmentEnd, following: SegmentEntry, components: number): boolean {
  const mask = (0xff00 >> following.overhangBits) & 0xff;
  if (end.overhangBits !== following.overhangBits) return false;
  if (end.overhangByte !== (following.overhangByte & mask)) return false;
  return end.lastDc.subarray(0, components).every((dc, index) => dc === following.lastDc[index]);
}

function inconsistent(index: number, what: string): LeptonError {
  return new LeptonError('STREAM_INCONSISTENT', `The Lepton file is damaged: its segment ${index} ${what}.`);
}
