/** Codes rows of MCUs, segment after segment: the one loop over `SegmentEncoder`. */
import { type CoefficientPlane, clearBlocks, firstBlockOfRow, planeBytes } from '../../jpeg/coefficient-plane.js';
import type { Frame } from '../../jpeg/frame.js';
import { type CodedExtent, codedMcuRows } from '../../model/coded-extent.js';
import { SegmentEncoder } from '../../model/segment-encoder.js';
import type { Steps } from '../../work/steps.js';

/** Coefficients, and what coding them depends on. */
export interface CodingSource {
  readonly frame: Frame;
  /** Quantization table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  readonly planes: readonly CoefficientPlane[];
}

/** Coder of the rows of MCUs of some segments that follow each other. */
export class SegmentCoder {
  private readonly coded: Uint8Array[] = [];
  private encoder: SegmentEncoder | null = null;

  /**
   * @param starts first row of MCUs of each segment; may grow, as long as a row is only coded when it is known
   * whether a segment begins with it
   * @param extent blocks that are coded at all; may be replaced by one in which those that are coded are the same
   * @param areHeld whether the planes hold a few rows at a time, so that a row that is coded makes room
   * @param row the row of MCUs that comes next
   * @param firstSegment the segment that begins there
   */
  constructor(
    private readonly source: CodingSource,
    private readonly starts: readonly number[],
    private extent: CodedExtent,
    private readonly areHeld: boolean,
    public row: number,
    private readonly firstSegment: number = 0,
  ) {}

  /** Codes the rows in front of `end`. @throws LeptonError COEFFICIENT_OUT_OF_RANGE, ZERO_QUANTIZER */
  *codeRows(end: number): Steps<void> {
    const { frame, quantization, planes } = this.source;
    while (this.row < end) {
      const row = this.row++;
      if (row === this.starts[this.firstSegment + this.coded.length + 1]) this.endSegment();
      this.encoder ??= new SegmentEncoder(frame, quantization, planes, this.extent);
      this.encoder.encodeMcuRow(row);
      if (this.areHeld) clearMcuRow(frame, planes, row);
      yield;
    }
  }

  /**
   * Codes the rows that are left of the last segment.
   *
   * @param extent blocks that are coded at all, now that all is known
   * @param endMcuRow the end of the last segment
   * @returns coded bytes of all segments
   */
  *finish(extent: CodedExtent, endMcuRow: number): Steps<Uint8Array[]> {
    this.extent = extent;
    // Rows that were coded before are whole, also in a file that is cut off: something stands behind them.
    if (this.encoder !== null) this.encoder.extent = extent;
    // Of a file that is cut off, there may be a picture of any size behind the last row that has something.
    const lastStart = this.starts.at(-1)!;
    yield* this.codeRows(Math.min(endMcuRow, Math.max(codedMcuRows(this.source.frame, extent), lastStart + 1)));
    this.endSegment();
    return this.coded;
  }

  /** Gives the model free. */
  close(): void {
    this.encoder?.close();
  }

  private endSegment(): void {
    if (this.encoder !== null) this.coded.push(this.encoder.finish());
    this.encoder = null;
  }
}

/** Whether a row begins a segment is only known when the one behind it is read. */
const LEAST_ROWS = 2;

/** Bytes of coefficients that are read before they are coded: taking turns for each short row would cost 3%. */
export const HELD_BYTES: number = 512 * 1024;

/**
 * Number of rows of MCUs that are held at a time when a sequential JPEG is compressed.
 *
 * @param heldBytes bytes of coefficients that are held, if two rows do not need more
 */
export function countHeldRows(frame: Frame, heldBytes: number): number {
  const rowBytes = frame.components.reduce(
    (sum, { blocksPerRow, verticalSampling }) => sum + planeBytes(blocksPerRow, verticalSampling),
    0,
  );
  return Math.min(frame.mcuRows, Math.max(LEAST_ROWS, Math.floor(heldBytes / rowBytes)));
}

/** Makes room for another row of MCUs in the place of one that is coded. */
function clearMcuRow(frame: Frame, planes: readonly CoefficientPlane[], mcuRow: number): void {
  for (const { index, verticalSampling } of frame.components) {
    const plane = planes[index]!;
    for (let v = 0; v < verticalSampling; v++) {
      const first = firstBlockOfRow(plane, mcuRow * verticalSampling + v);
      clearBlocks(plane, first, first + plane.blocksPerRow);
    }
  }
}
