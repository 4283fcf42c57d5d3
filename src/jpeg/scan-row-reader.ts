/** Decodes some rows of MCUs of a sequential scan from the state that a handover tells (ITU T.81 sections A.2, F.2). */
import { type BlockReader, createBlockReader } from './block-readers.js';
import { type CoefficientPlane, clearBlocks, firstBlockOfRow } from './coefficient-plane.js';
import { READER, readBits, readerBit, readerByte, startReader } from './entropy-reader.js';
import type { Frame } from './frame.js';
import type { Handover } from './handover.js';
import type { ScanData } from './scan-data.js';
import { mcuBlocks, type ScanGrid, scanGrid } from './scan-geometry.js';
import type { Scan } from './scan-header.js';

interface Part extends BlockReader {
  readonly index: number;
  readonly plane: CoefficientPlane;
  readonly width: number;
  readonly height: number;
}

/**
 * Reader of rows that `readScan` has found sound before; it checks nothing again. Between two rows other scans may be
 * read on the same thread.
 */
export class ScanRowReader {
  /** Per component of the frame: raster index in the padded component of the last block that was begun. */
  readonly lastBlocks: number[];
  private readonly lastDc: Int16Array;
  private readonly parts: readonly Part[];
  private readonly grid: ScanGrid;
  /** The bit reader between two rows. */
  private readonly reader: Int32Array;
  private mcuRow: number;

  /**
   * @param data bytes of the scan from the partial byte of the handover on
   * @param limit blocks that begin at this byte of `data`, or behind it, are left out
   * @param planes one per component of the frame, which receive a row of MCUs at a time
   * @param firstMcuRow the row of MCUs that the handover is about
   */
  constructor(
    frame: Frame,
    private readonly scan: Scan,
    data: ScanData,
    private readonly limit: number,
    planes: readonly CoefficientPlane[],
    handover: Handover,
    firstMcuRow: number,
  ) {
    this.grid = scanGrid(frame, scan);
    this.mcuRow = firstMcuRow;
    this.lastDc = handover.lastDc.slice();
    this.lastBlocks = frame.components.map(
      ({ blocksPerRow, verticalSampling }) => firstMcuRow * verticalSampling * blocksPerRow - 1,
    );
    this.parts = scan.components.map((part) => {
      const plane = planes[part.component.index]!;
      return {
        ...createBlockReader(frame, scan, part, data.bytes, plane, this.lastDc),
        ...mcuBlocks(scan, part.component),
        index: part.component.index,
        plane,
      };
    });
    startReader(0);
    readBits(data.bytes, handover.overhangBits);
    this.reader = READER.slice();
  }

  /** Decodes the next row of MCUs of the frame; blocks that are left out are zero. */
  readMcuRow(): void {
    READER.set(this.reader);
    this.readRows();
    this.reader.set(READER);
  }

  private readRows(): void {
    const { mcusPerRow, mcuRows, rowsPerFrameRow } = this.grid;
    for (const { plane } of this.parts) clearBlocks(plane, 0, plane.blocksPerRow * plane.rows);
    const interval = this.scan.restartInterval;
    const firstRow = this.mcuRow * rowsPerFrameRow;
    const endRow = Math.min(firstRow + rowsPerFrameRow, mcuRows);
    this.mcuRow++;
    for (let row = firstRow; row < endRow; row++) {
      for (let mcu = 0; mcu < mcusPerRow; mcu++) {
        for (const part of this.parts) if (!this.readMcuPart(part, row, mcu)) return;
        if (interval !== 0 && (row * mcusPerRow + mcu + 1) % interval === 0) this.restart();
      }
    }
  }

  private readMcuPart(part: Part, row: number, mcu: number): boolean {
    const { blocksPerRow } = part.plane;
    for (let v = 0; v < part.height; v++) {
      const y = row * part.height + v;
      const first = firstBlockOfRow(part.plane, y) + mcu * part.width;
      const raster = y * blocksPerRow + mcu * part.width;
      for (let h = 0; h < part.width; h++) {
        if (readerByte() >= this.limit) return false;
        part.readBlock(64 * (first + h));
        this.lastBlocks[part.index] = Math.max(raster + h, this.lastBlocks[part.index]!);
      }
    }
    return true;
  }

  private restart(): void {
    startReader(readerByte() + (readerBit() > 0 ? 1 : 0));
    this.lastDc.fill(0);
  }
}
