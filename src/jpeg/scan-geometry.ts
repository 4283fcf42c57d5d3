/** The grid of MCUs that a scan runs over (ITU T.81 section A.2). */
import type { Component, Frame } from './frame.js';
import type { Scan } from './scan-header.js';

/** MCUs of a scan. */
export interface ScanGrid {
  readonly mcusPerRow: number;
  readonly mcuRows: number;
  /** Rows of MCUs of this scan in a row of MCUs of the frame. */
  readonly rowsPerFrameRow: number;
}

/** Blocks of one component in an MCU of a scan. */
export interface McuBlocks {
  readonly width: number;
  readonly height: number;
}

/** The grid of a scan: of single blocks, without padding, if it has one component (ITU T.81 A.2.2). */
export function scanGrid(frame: Frame, scan: Scan): ScanGrid {
  const [first] = scan.components;
  if (scan.components.length > 1 || first === undefined) {
    return { mcusPerRow: frame.mcusPerRow, mcuRows: frame.mcuRows, rowsPerFrameRow: 1 };
  }
  const { scanBlocksPerRow, scanBlockRows, verticalSampling } = first.component;
  return { mcusPerRow: scanBlocksPerRow, mcuRows: scanBlockRows, rowsPerFrameRow: verticalSampling };
}

/** Blocks of a component in an MCU of a scan. */
export function mcuBlocks(scan: Scan, component: Component): McuBlocks {
  if (scan.components.length === 1) return { width: 1, height: 1 };
  return { width: component.horizontalSampling, height: component.verticalSampling };
}

/** Number of restart markers that the restart interval of a scan calls for. */
export function expectedRestarts(frame: Frame, scan: Scan): number {
  const { mcusPerRow, mcuRows } = scanGrid(frame, scan);
  return scan.restartInterval === 0 ? 0 : Math.ceil((mcusPerRow * mcuRows) / scan.restartInterval) - 1;
}

/** MCUs of a scan before a row of MCUs of the frame. */
export function mcusBefore(frame: Frame, scan: Scan, mcuRow: number): number {
  const { mcusPerRow, rowsPerFrameRow } = scanGrid(frame, scan);
  return mcuRow * rowsPerFrameRow * mcusPerRow;
}

/** Number of restart markers that the restart interval calls for before a row of MCUs of the frame, or at its start. */
export function restartsBefore(frame: Frame, scan: Scan, mcuRow: number): number {
  return scan.restartInterval === 0 ? 0 : Math.floor(mcusBefore(frame, scan, mcuRow) / scan.restartInterval);
}
