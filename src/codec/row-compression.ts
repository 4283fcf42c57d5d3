/** Compresses a sequential JPEG with one scan row by row, so that its coefficients are never all in memory. */
import { writeLeptonSteps } from '../container/lepton-writer.js';
import type { Frame } from '../jpeg/frame.js';
import { type CodedExtent, codedMcuRows, wholeExtent } from '../model/coded-extent.js';
import { SegmentEncoder } from '../model/segment-encoder.js';
import type { Steps } from '../steps.js';
import { clearMcuRow, countHeldRows, HELD_BYTES } from './held-rows.js';
import { codedExtent, headerItems } from './image-items.js';
import type { JpegHeader } from './jpeg-header.js';
import type { JpegImage } from './jpeg-image.js';
import { planSegmentCount, SegmentPlanner } from './segment-plan.js';
import {
  type RowsBefore,
  readSingleScanImage,
  type SingleScanImage,
  type SingleScanReading,
} from './single-scan-image.js';

/** A JPEG whose segments are coded, or those from one on. */
export interface CodedRows {
  readonly image: SingleScanImage;
  /** First row of MCUs of each segment of the image. */
  readonly starts: readonly number[];
  /** Coded bytes of the segments. */
  readonly coded: readonly Uint8Array[];
}

/** Where to begin: what was read before, which ends where a segment begins. */
export interface CodedBefore extends RowsBefore {
  /** Number of segments in the rows that were read. */
  readonly segments: number;
}

/**
 * Compresses the JPEG.
 *
 * @param segments number of segments, 1..8, or undefined to plan it by size
 * @param memoryLimit bytes of memory that may be needed
 * @param heldBytes bytes of coefficients that are held at a time, if not more for two rows of MCUs
 * @throws LeptonError as `compressSync`
 */
export function* compressByRows(
  jpeg: Uint8Array,
  header: JpegHeader,
  segments: number | undefined,
  memoryLimit: number,
  heldBytes: number = HELD_BYTES,
): Steps<Uint8Array> {
  const { image, starts, coded } = yield* codeByRows(jpeg, header, segments, memoryLimit, null, heldBytes);
  return yield* writeLeptonSteps('Z', jpeg.length, headerItems(jpeg, image, starts, null), coded);
}

/**
 * Reads and codes the JPEG, or what follows some of its segments.
 *
 * @param before what was done elsewhere; null for nothing
 */
export function* codeByRows(
  jpeg: Uint8Array,
  header: JpegHeader,
  segments: number | undefined,
  memoryLimit: number,
  before: CodedBefore | null,
  heldBytes: number = HELD_BYTES,
): Steps<CodedRows> {
  const { frame } = header;
  const heldMcuRows = countHeldRows(frame, heldBytes);
  const steps = readSingleScanImage(jpeg, header, { memoryLimit, isShared: false, heldMcuRows }, before);
  const startCoding = (source: CodingSource): RowCoding =>
    new RowCoding(frame, source, planSegmentCount(source.scanBytes, frame.mcuRows, false, segments), before);
  let coding: RowCoding | null = null;
  try {
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) {
      const reading = step.value;
      if (reading === null) {
        yield;
        continue;
      }
      coding ??= startCoding(reading);
      // One row of MCUs is read in each step.
      if (reading.handovers.length - coding.codedRows === heldMcuRows) yield* coding.takeRows(reading);
      else yield;
    }
    const image = step.value;
    coding ??= startCoding(image);
    return { image, coded: yield* coding.finish(image), starts: coding.starts };
  } finally {
    coding?.close();
  }
}

type CodingSource = Pick<SingleScanReading, 'planes' | 'quantization' | 'scanBytes'>;

/** Coding of the rows of MCUs behind a reader that is one row ahead. */
class RowCoding {
  private readonly planner: SegmentPlanner;
  private readonly coded: Uint8Array[] = [];
  private encoder: SegmentEncoder | null = null;
  private readonly segmentsBefore: number;
  /** Rows of MCUs that are coded. */
  codedRows: number;
  private plannedRows = 0;
  private extent: CodedExtent;

  constructor(
    private readonly frame: Frame,
    private readonly source: CodingSource,
    segmentCount: number,
    before: CodedBefore | null,
  ) {
    this.segmentsBefore = before?.segments ?? 0;
    this.codedRows = (before?.handovers.length ?? 1) - 1;
    this.extent = wholeExtent(frame);
    this.planner = new SegmentPlanner(source.scanBytes, segmentCount, frame.mcuRows);
  }

  /** First row of MCUs of each segment so far. */
  get starts(): readonly number[] {
    return this.planner.starts;
  }

  /** Codes the rows that are read, but for the last. */
  *takeRows(reading: Pick<SingleScanReading, 'handovers'>): Steps<void> {
    this.planRows(reading);
    while (this.codedRows + 1 < reading.handovers.length) {
      this.codeRow();
      yield;
    }
  }

  /** Codes the rows that are left, and returns the coded bytes of all segments. */
  *finish(image: JpegImage): Steps<Uint8Array[]> {
    this.planRows(image);
    // Rows that were coded before are whole, also in a file that is cut off: something stands behind them.
    this.extent = codedExtent(image);
    if (this.encoder !== null) this.encoder.extent = this.extent;
    // Of a file that is cut off, there may be a picture of any size behind the last row that has something.
    const end = Math.max(codedMcuRows(this.frame, this.extent), this.starts.at(-1)! + 1);
    while (this.codedRows < end) {
      this.codeRow();
      yield;
    }
    this.endSegment();
    return this.coded;
  }

  /** Gives the model free. */
  close(): void {
    this.encoder?.close();
  }

  private planRows({ handovers }: Pick<SingleScanReading, 'handovers'>): void {
    for (; this.plannedRows < handovers.length; this.plannedRows++) {
      this.planner.addRow(handovers[this.plannedRows]!.codedBytes);
    }
  }

  private codeRow(): void {
    const { frame, source } = this;
    const row = this.codedRows++;
    if (row === this.starts[this.segmentsBefore + this.coded.length + 1]) this.endSegment();
    this.encoder ??= new SegmentEncoder(frame, source.quantization, source.planes, this.extent);
    this.encoder.encodeMcuRow(row);
    clearMcuRow(frame, source.planes, row);
  }

  private endSegment(): void {
    if (this.encoder !== null) this.coded.push(this.encoder.finish());
    this.encoder = null;
  }
}
