/** Writes a scan, or a part of it that begins with a handover (ITU T.81 sections A.2, F.1 and G.1). */
import { type BlockWriter, createBlockWriter } from './block-writers.js';
import { type CoefficientPlane, firstBlockOfRow } from './coefficient-plane.js';
import {
  BLOCK_BYTES,
  enterWriter,
  leaveWriter,
  padToByte,
  putMarker,
  storeWholeBytes,
  type WriterState,
  writerPosition,
  writtenBytes,
} from './entropy-writer.js';
import type { Frame } from './frame.js';
import { RST0 } from './markers.js';
import { expectedRestarts, mcuBlocks, type ScanGrid, scanGrid } from './scan-geometry.js';
import type { Scan } from './scan-header.js';

/** How a part of a scan begins and what belongs to it. */
export interface ScanPart {
  readonly overhangByte: number;
  /** 0..7 */
  readonly overhangBits: number;
  /** DC predictor of each component of the frame. */
  readonly lastDc: Int16Array;
  /** Bytes that the part has. */
  readonly size: number;
  /** Whether blocks may follow that do not belong to the file any more, because it was cut off. */
  readonly mayStopEarly: boolean;
}

/** The beginning of a scan that has `size` bytes or, where it is not known, any number. */
export function wholeScan(size: number, mayStopEarly: boolean): ScanPart {
  return { overhangByte: 0, overhangBits: 0, lastDc: new Int16Array(4), size, mayStopEarly };
}

interface Part {
  readonly writer: BlockWriter;
  readonly plane: CoefficientPlane;
  readonly width: number;
  readonly height: number;
}

/** Most bytes that the output has room for before the first block; it grows where a row needs more. */
const FIRST_CAPACITY = 1 << 16;

/** Writer of a scan or a part of it; takes row after row of MCUs from planes that hold it at that moment. */
export class ScanWriter {
  /** DC predictors; after the last row, those of the next part. */
  readonly lastDc: Int16Array;
  private readonly parts: readonly Part[];
  private readonly grid: ScanGrid;
  private readonly lastRestart: number;
  private readonly state: WriterState;
  private output: Uint8Array;
  private drained = 0;
  private stopped = false;

  /**
   * @param planes one per component of the frame; with `nonzero` for sequential scans
   * @param padByte bits that fill up a partial byte, first bit lowest
   * @param maxRestarts number of restart markers in the whole scan, where the file does not have all of them
   * @param runBreaks blocks of an AC scan behind which an end-of-band run is cut short
   */
  constructor(
    frame: Frame,
    private readonly scan: Scan,
    planes: readonly CoefficientPlane[],
    private readonly part: ScanPart,
    private readonly padByte: number,
    maxRestarts: number,
    runBreaks: readonly number[] = [],
  ) {
    this.grid = scanGrid(frame, scan);
    this.lastRestart = Math.min(expectedRestarts(frame, scan), maxRestarts);
    this.lastDc = part.lastDc.slice();
    this.parts = scan.components.map((member) => {
      const plane = planes[member.component.index]!;
      return {
        writer: createBlockWriter(frame, scan, member, plane, this.lastDc, runBreaks),
        plane,
        ...mcuBlocks(scan, member.component),
      };
    });
    this.state = {
      accumulator: part.overhangByte << 24,
      free: 32 - part.overhangBits,
      position: 0,
    };
    this.output = new Uint8Array(Math.min(part.size, FIRST_CAPACITY) + 2 * BLOCK_BYTES);
  }

  /** Bytes written so far, drained or not, without a partial byte. */
  get producedBytes(): number {
    return this.drained + this.state.position;
  }

  /** The partial byte that is kept back: its bits from the top, and how many. */
  get overhang(): { byte: number; bits: number } {
    return { byte: this.state.accumulator >>> 24, bits: 32 - this.state.free };
  }

  /** Whether the part is complete, so that further rows would write nothing. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /** Writes the blocks of one row of MCUs of the frame. */
  writeMcuRow(mcuRow: number): void {
    if (this.stopped) return;
    enterWriter(this.state);
    const { mcusPerRow, mcuRows, rowsPerFrameRow } = this.grid;
    const firstRow = mcuRow * rowsPerFrameRow;
    const endRow = Math.min(firstRow + rowsPerFrameRow, mcuRows);
    for (let row = firstRow; row < endRow && !this.stopped; row++) {
      for (let mcu = 0; mcu < mcusPerRow && !this.stopped; mcu++) this.writeMcu(row, mcu);
    }
    storeWholeBytes(this.output);
    leaveWriter(this.state);
  }

  /**
   * Fills up the last byte of the scan; call it after the last row of the last part.
   *
   * @param surplusRestarts number of restart markers that the file has behind the last MCU
   * @param firstSurplus what they count on from
   */
  finishScan(surplusRestarts: number, firstSurplus: number): void {
    if (this.stopped) return;
    enterWriter(this.state);
    this.finishInterval();
    for (let i = 0; i < surplusRestarts; i++) {
      this.makeRoom(BLOCK_BYTES);
      putMarker(this.output, RST0 + ((firstSurplus + i) & 7));
    }
    leaveWriter(this.state);
  }

  /** Bytes written since the last call, not beyond the size of the part; valid until the next row is written. */
  drain(): Uint8Array {
    const count = this.state.position;
    const wanted = Math.max(0, Math.min(count, this.part.size - this.drained));
    this.drained += count;
    this.state.position = 0;
    return this.output.subarray(0, wanted);
  }

  private writeMcu(row: number, mcu: number): void {
    const { parts } = this;
    for (let i = 0; i < parts.length; i++) {
      const { writer, plane, width, height } = parts[i]!;
      for (let v = 0; v < height; v++) {
        const block = firstBlockOfRow(plane, row * height + v) + mcu * width;
        for (let h = 0; h < width; h++) {
          if (this.isFull()) return;
          this.makeRoom(2 * BLOCK_BYTES + writer.pendingBytes());
          writer.writeBlock(this.output, block + h);
        }
      }
    }
    const interval = this.scan.restartInterval;
    if (interval === 0) return;
    const done = row * this.grid.mcusPerRow + mcu + 1;
    if (done % interval === 0 && done < this.grid.mcusPerRow * this.grid.mcuRows) this.restart(done / interval);
  }

  /** Stops when the part has its bytes and the file ends there, or when it has more than it should. */
  private isFull(): boolean {
    const produced = this.drained + writtenBytes();
    if (this.part.mayStopEarly ? produced < this.part.size : produced <= this.part.size) return false;
    this.stopped = true;
    return true;
  }

  private restart(number: number): void {
    this.finishInterval();
    if (number <= this.lastRestart) putMarker(this.output, RST0 + ((number - 1) & 7));
    this.lastDc.fill(0);
  }

  private finishInterval(): void {
    for (const { writer } of this.parts) {
      this.makeRoom(BLOCK_BYTES + writer.pendingBytes());
      writer.finishInterval(this.output);
    }
    this.makeRoom(BLOCK_BYTES);
    padToByte(this.output, this.padByte);
  }

  private makeRoom(bytes: number): void {
    const needed = writerPosition() + bytes;
    if (needed <= this.output.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.output.length));
    larger.set(this.output);
    this.output = larger;
  }
}
