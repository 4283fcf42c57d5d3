/** Decodes a scan into coefficient planes, as far as it goes (ITU T.81 sections A.2, F.2 and G.2). A hot file. */
import { LeptonError } from '../errors.js';
import { type BlockReader, createBlockReader } from './block-readers.js';
import { type CoefficientPlane, clearBlocks, createPlane, firstBlockOfRow } from './coefficient-plane.js';
import {
  ACCUMULATOR,
  AVAILABLE,
  NEXT,
  READER,
  readBits,
  readerBit,
  readerByte,
  startReader,
} from './entropy-reader.js';
import type { Frame } from './frame.js';
import type { Handover, ScanRows } from './handover.js';
import { McuSkipper } from './mcu-skipper.js';
import type { PaddingObserver } from './padding-observer.js';
import { advanceCursor, MAX_BLOCK_BYTES, type OffsetCursor, type ScanData } from './scan-data.js';
import { expectedRestarts, mcuBlocks, mcusBefore, restartsBefore, scanGrid } from './scan-geometry.js';
import type { Scan } from './scan-header.js';
import { scanProcedure } from './scan-procedure.js';

/** What {@link readScan} found out about a scan. */
export interface ScanResult {
  /** One handover per row of MCUs of the frame that was begun, and one behind the rows asked for if others follow. */
  readonly handovers: readonly Handover[];
  /** Whole bytes of the scan, with stuffing and restart markers, up to its padded end or to where decoding stopped. */
  readonly codedBytes: number;
  /** Restart markers present before that. */
  readonly restarts: number;
  /** Restart markers that the restart interval calls for in the whole scan. */
  readonly expectedRestarts: number;
  /** Per component of the frame: raster index in the padded component of the last block decoded, -1 if none was. */
  readonly lastBlocks: readonly number[];
  /** Blocks of an AC scan behind which an end-of-band run was cut short (an encoder need not make them long). */
  readonly runBreaks: readonly number[];
  /** Why decoding stopped before the end; null if the whole scan was decoded. */
  readonly stopReason: LeptonError | null;
}

interface Part {
  readonly reader: BlockReader;
  readonly index: number;
  readonly plane: CoefficientPlane;
  /** Blocks in a row of the component, of which the plane may hold none. */
  readonly blocksPerRow: number;
  readonly width: number;
  readonly height: number;
}

/** Bytes between the last block of an interval and its restart marker that a tolerant reading passes over. */
const MAX_STRAY_BYTES = 32;

/**
 * Decodes the blocks of a scan until it ends or cannot go on.
 *
 * @param planes one per component of the frame, with room for all its rows
 * @param padding observer of the pad bits of this file
 * @throws LeptonError DAMAGED_JPEG if the scan cannot even begin
 */
export function readScan(
  frame: Frame,
  scan: Scan,
  data: ScanData,
  planes: readonly CoefficientPlane[],
  padding: PaddingObserver,
): ScanResult {
  const steps = readScanSteps(frame, scan, data, planes, padding);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
  }
}

/**
 * The same in steps of one row of MCUs of the frame, between which other scans may be read. The planes of a sequential
 * scan need not hold all rows if those that come again are cleared between the steps; there need not be any if its
 * coefficients are not wanted.
 *
 * @param rows rows of a sequential scan to read; default: all
 * @returns steps that tell the handovers so far, and in the end the result
 */
export function readScanSteps(
  frame: Frame,
  scan: Scan,
  data: ScanData,
  planes: readonly CoefficientPlane[],
  padding: PaddingObserver,
  rows?: ScanRows,
): Generator<readonly Handover[], ScanResult> {
  return new ScanReading(frame, scan, data, planes, padding, rows).run();
}

/** One pass over a scan. */
class ScanReading {
  private readonly lastDc: Int16Array;
  private readonly parts: readonly Part[];
  /** Null if the coefficients are wanted. */
  private readonly skipper: McuSkipper | null;
  private readonly cursor: OffsetCursor;
  private readonly handovers: Handover[];
  private readonly lastBlocks: number[];
  /** State at the start of the rows that are read, if they are not the first of all. */
  private readonly first: Handover | null;
  /** MCUs of the scan before those that are read. */
  private readonly firstMcu: number;
  /** Restart intervals that ended in the data, and before the data, where these begin in the middle of the scan. */
  private restarts: number;
  private readonly restartsBeforeData: number;
  /** Where the data of the interval end: at its restart marker; what stands behind it is not for its blocks. */
  private intervalEnd: number;
  /** The block being decoded: its component, its place in the plane, and in raster order in the padded component. */
  private part: Part | null = null;
  private block = 0;
  private raster = 0;
  /** Whether the data ended inside a block, which zero bits have completed. */
  private endedInBlock = false;

  constructor(
    private readonly frame: Frame,
    private readonly scan: Scan,
    private readonly data: ScanData,
    planes: readonly CoefficientPlane[],
    private readonly padding: PaddingObserver,
    private readonly rows?: ScanRows,
  ) {
    this.restarts = rows?.restarts ?? 0;
    this.intervalEnd = data.restartOffsets[this.restarts] ?? data.length;
    const firstMcuRow = rows?.firstMcuRow ?? 0;
    this.handovers = rows?.handovers.slice(0, -1) ?? [];
    this.first = rows?.handovers.at(-1) ?? null;
    const { codedBytes = 0, dataOffset = 0 } = this.first ?? {};
    this.cursor = { position: dataOffset, coded: codedBytes, restarts: this.presentRestarts() };
    this.lastBlocks = frame.components.map(() => -1);
    this.firstMcu = mcusBefore(frame, scan, firstMcuRow);
    this.restartsBeforeData = restartsBefore(frame, scan, firstMcuRow) - this.restarts;
    const lastDc = this.first?.lastDc.slice() ?? new Int16Array(4);
    this.lastDc = lastDc;
    this.parts = scan.components.map((part) => {
      const { component } = part;
      const { index, blocksPerRow } = component;
      const plane = planes[index] ?? createPlane(1, 1);
      const reader = createBlockReader(frame, scan, part, data.bytes, plane, lastDc);
      return { reader, index, plane, blocksPerRow, ...mcuBlocks(scan, component) };
    });
    this.skipper = planes.length === 0 ? new McuSkipper(scan, data, lastDc) : null;
  }

  *run(): Generator<readonly Handover[], ScanResult> {
    let stopReason: LeptonError | null = null;
    let end: number;
    startReader(this.first?.dataOffset ?? 0);
    readBits(this.data.bytes, this.first?.overhangBits ?? 0);
    try {
      yield* this.readRows();
      end = this.isToEnd ? this.padding.alignReader(this.data.bytes) : readerByte();
    } catch (error) {
      if (!(error instanceof LeptonError)) throw error;
      stopReason = error;
      end = Math.min(readerByte(), this.data.length);
      if (!this.endedInBlock) this.settleBlock();
    }
    return {
      handovers: this.handovers,
      codedBytes: advanceCursor(this.cursor, this.data, end, this.presentRestarts()),
      restarts: this.presentRestarts(),
      expectedRestarts: expectedRestarts(this.frame, this.scan),
      lastBlocks: this.lastBlocks,
      runBreaks: this.parts[0]?.reader.runBreaks ?? [],
      stopReason,
    };
  }

  /** Whether the rows that are read are the last ones of the scan. */
  private get isToEnd(): boolean {
    return this.rows === undefined || this.rows.endMcuRow === this.frame.mcuRows;
  }

  /**
   * Takes back what was decoded of a block of a sequential scan that does not count. What a progressive scan had
   * decoded of a block stays, as its bits can be written again; then it counts.
   */
  private settleBlock(): void {
    const { part, block, raster } = this;
    if (part === null || raster <= this.lastBlocks[part.index]!) return;
    if (scanProcedure(this.frame, this.scan) === 'sequential') {
      clearBlocks(part.plane, block, block + 1);
    } else {
      this.lastBlocks[part.index] = raster;
    }
  }

  private *readRows(): Generator<readonly Handover[]> {
    const { frame, scan, rows, firstMcu } = this;
    const { mcusPerRow, mcuRows, rowsPerFrameRow } = scanGrid(frame, scan);
    const interval = scan.restartInterval;
    const firstRow = firstMcu / mcusPerRow;
    const endRow = Math.min((rows?.endMcuRow ?? frame.mcuRows) * rowsPerFrameRow, mcuRows);
    let untilRestart = interval === 0 ? Number.POSITIVE_INFINITY : interval - (firstMcu % interval);
    for (let row = firstRow; row < endRow; row++) {
      if (row % rowsPerFrameRow === 0) this.handovers.push(this.handover());
      for (let mcu = 0; mcu < mcusPerRow; ) {
        if (untilRestart === 0) {
          this.restart();
          untilRestart = interval;
        }
        const mcus = this.skipMcus(row, mcu, Math.min(untilRestart, mcusPerRow - mcu));
        if (mcus === 0) this.readMcu(row, mcu);
        const passed = Math.max(1, mcus);
        mcu += passed;
        untilRestart -= passed;
      }
      // A restart marker on the border belongs to the row before it.
      if (untilRestart === 0 && row < mcuRows - 1) {
        this.restart();
        untilRestart = interval;
      }
      if ((row + 1) % rowsPerFrameRow === 0) {
        const state = READER.slice();
        yield this.handovers;
        READER.set(state);
      }
    }
    if (!this.isToEnd) this.handovers.push(this.handover());
  }

  /** Passes over MCUs whose coefficients are not wanted. @returns how many there were */
  private skipMcus(row: number, mcu: number, count: number): number {
    const { skipper, lastBlocks, parts } = this;
    const mcus = skipper === null ? 0 : skipper.skip(count, this.intervalEnd);
    if (mcus === 0) return 0;
    for (const { index, blocksPerRow, width, height } of parts) {
      const raster = ((row + 1) * height - 1) * blocksPerRow + (mcu + mcus) * width - 1;
      if (raster > lastBlocks[index]!) lastBlocks[index] = raster;
    }
    return mcus;
  }

  private readMcu(row: number, mcu: number): void {
    const { parts, lastBlocks, skipper } = this;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      const { plane, blocksPerRow, width, height } = part;
      for (let v = 0; v < height; v++) {
        const y = row * height + v;
        // Blocks that are not wanted are all read into the same place.
        const first = skipper === null ? firstBlockOfRow(plane, y) + mcu * width : 0;
        const raster = y * blocksPerRow + mcu * width;
        for (let h = 0; h < width; h++) {
          this.raster = raster + h;
          this.readBlock(part, skipper === null ? first + h : 0);
          if (raster + h > lastBlocks[part.index]!) lastBlocks[part.index] = raster + h;
        }
      }
    }
  }

  private readBlock(part: Part, block: number): void {
    this.part = part;
    this.block = block;
    const end = this.intervalEnd;
    if (READER[NEXT]! + MAX_BLOCK_BYTES < end) {
      part.reader.readBlock(64 * block);
      return;
    }
    const accumulator = READER[ACCUMULATOR]!;
    const available = READER[AVAILABLE]!;
    const next = READER[NEXT]!;
    part.reader.readBlock(64 * block);
    const byte = readerByte();
    if (byte < end || (byte === end && readerBit() === 0)) return;
    if (end < this.data.length) {
      READER[ACCUMULATOR] = accumulator;
      READER[AVAILABLE] = available;
      READER[NEXT] = next;
      throw misplacedRestart(this.data, this.restarts);
    }
    // The zeros behind the data have completed the block: it counts, and nothing follows (format section 8.1).
    this.endedInBlock = true;
    this.lastBlocks[part.index] = Math.max(this.raster, this.lastBlocks[part.index]!);
    throw new LeptonError('DAMAGED_JPEG', `The scan ends early, at offset ${this.data.end}.`);
  }

  private restart(): void {
    const { data, restarts } = this;
    const position = this.padding.alignReader(data.bytes);
    const marker = data.restartOffsets[restarts];
    if (marker !== undefined && this.padding.isTolerant && marker >= position && marker <= position + MAX_STRAY_BYTES) {
      startReader(marker);
    } else if (marker !== undefined) {
      if (marker !== position) throw misplacedRestart(data, restarts);
      const number = (this.restartsBeforeData + restarts) & 7;
      if (data.restartNumbers[restarts] !== number) throw miscountedRestart(restarts);
    }
    this.restarts++;
    this.intervalEnd = data.restartOffsets[this.restarts] ?? data.length;
    this.lastDc.fill(0);
    for (const { reader } of this.parts) reader.restart();
  }

  private presentRestarts(): number {
    return Math.min(this.restarts, this.data.restartOffsets.length);
  }

  private handover(): Handover {
    const position = readerByte();
    const bits = readerBit();
    return {
      codedBytes: advanceCursor(this.cursor, this.data, position, this.presentRestarts()),
      overhangByte: this.data.bytes[position]! & (0xff00 >> bits) & 0xff,
      overhangBits: bits,
      dataOffset: position,
      lastDc: this.lastDc.slice(),
    };
  }
}

function misplacedRestart(data: ScanData, index: number): LeptonError {
  return new LeptonError(
    'DAMAGED_JPEG',
    `Restart marker ${index} does not stand where the restart interval puts it (byte ${data.restartOffsets[index]} of the scan).`,
  );
}

function miscountedRestart(index: number): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `Restart marker ${index} of the scan does not count on from the one before.`);
}
