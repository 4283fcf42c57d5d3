/** Compresses a sequential JPEG with one scan row by row, so that its coefficients are never all in memory. */
import { writeLeptonFile } from '../container/lepton-writer.js';
import { type CoefficientPlane, clearBlocks, firstBlockOfRow, planeBytes } from '../jpeg/coefficient-plane.js';
import type { Frame } from '../jpeg/frame.js';
import { type CodedExtent, codedMcuRows, wholeExtent } from '../model/coded-extent.js';
import { SegmentEncoder } from '../model/segment-encoder.js';
import { codedExtent, headerItems } from './image-items.js';
import type { JpegHeader } from './jpeg-header.js';
import type { JpegImage } from './jpeg-image.js';
import { planSegmentCount, SegmentPlanner } from './segment-plan.js';
import { readSingleScanImage, type SingleScanReading } from './single-scan-image.js';
import type { Steps } from './steps.js';

/** Rows of MCUs that must be held: whether a row begins a segment is only known when the one behind it is read. */
const LEAST_HELD_ROWS = 2;

/** Bytes of coefficients that are read before they are coded: taking turns for each short row would cost 3%. */
const HELD_BYTES = 512 * 1024;

/**
 * Reads and codes the JPEG.
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
  const { frame } = header;
  const heldMcuRows = Math.max(LEAST_HELD_ROWS, Math.floor(heldBytes / mcuRowBytes(frame)));
  const steps = readSingleScanImage(jpeg, header, { memoryLimit, isShared: false, heldMcuRows });
  let coding: RowCoding | null = null;
  try {
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) {
      const reading = step.value;
      coding ??= new RowCoding(frame, reading, planSegmentCount(reading.scanBytes, frame.mcuRows, false, segments));
      if (reading.handovers.length - coding.codedRows === heldMcuRows) yield* coding.takeRows(reading);
      else yield;
    }
    const image = step.value;
    coding ??= new RowCoding(frame, image, planSegmentCount(image.scanBytes, frame.mcuRows, false, segments));
    const coded = yield* coding.finish(image);
    return writeLeptonFile('Z', jpeg.length, headerItems(jpeg, image, coding.starts, null), coded);
  } finally {
    coding?.close();
  }
}

function mcuRowBytes(frame: Frame): number {
  return frame.components.reduce((sum, part) => sum + planeBytes(part.blocksPerRow, part.verticalSampling), 0);
}

/** Coding of the rows of MCUs behind a reader that is one row ahead. */
class RowCoding {
  private readonly planner: SegmentPlanner;
  private readonly coded: Uint8Array[] = [];
  private encoder: SegmentEncoder | null = null;
  /** Rows of MCUs that are coded. */
  codedRows = 0;
  private plannedRows = 0;
  private extent: CodedExtent;

  constructor(
    private readonly frame: Frame,
    private readonly source: Pick<SingleScanReading, 'planes' | 'quantization' | 'scanBytes'>,
    segmentCount: number,
  ) {
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
    const end = Math.max(codedMcuRows(this.frame, this.extent), (this.starts.at(-1) as number) + 1);
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
      this.planner.addRow(handovers[this.plannedRows]?.codedBytes as number);
    }
  }

  private codeRow(): void {
    const { frame, source } = this;
    const row = this.codedRows++;
    if (row === this.starts[this.coded.length + 1]) this.endSegment();
    this.encoder ??= new SegmentEncoder(frame, source.quantization, source.planes, this.extent);
    this.encoder.encodeMcuRow(row);
    for (const { index, verticalSampling } of frame.components) {
      const plane = source.planes[index] as CoefficientPlane;
      for (let v = 0; v < verticalSampling; v++) {
        const first = firstBlockOfRow(plane, row * verticalSampling + v);
        clearBlocks(plane, first, first + plane.blocksPerRow);
      }
    }
  }

  private endSegment(): void {
    if (this.encoder !== null) this.coded.push(this.encoder.finish());
    this.encoder = null;
  }
}
