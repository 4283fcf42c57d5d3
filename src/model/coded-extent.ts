/** Which blocks of a file are coded: all of them, or in a file that was cut off those it has (format section 8.1). */
import type { Frame } from '../jpeg/frame.js';

/** End of the coded blocks of each component. */
export interface CodedExtent {
  /** Number of blocks in raster order of the padded component. */
  readonly blocks: readonly number[];
  /** Number of rows of blocks, a multiple of those in an MCU. */
  readonly rows: readonly number[];
}

/** The extent of a whole frame. */
export function wholeExtent(frame: Frame): CodedExtent {
  return {
    blocks: frame.components.map(({ blocksPerRow, blockRows }) => blocksPerRow * blockRows),
    rows: frame.components.map(({ blockRows }) => blockRows),
  };
}

/**
 * The extent of a frame that was cut off.
 *
 * @param lastBlocks raster index of the last block that was started, per component; 0 if none was
 */
export function cutOffExtent(frame: Frame, lastBlocks: readonly number[]): CodedExtent {
  const blocks = frame.components.map(({ index }) => (lastBlocks[index] ?? 0) + 1);
  return {
    blocks,
    rows: frame.components.map(({ index, blocksPerRow, blockRows, verticalSampling }) => {
      const rows = Math.ceil(blocks[index]! / blocksPerRow);
      return Math.min(blockRows, Math.ceil(rows / verticalSampling) * verticalSampling);
    }),
  };
}

/** Number of rows of MCUs of which anything is coded. */
export function codedMcuRows(frame: Frame, extent: CodedExtent): number {
  const rows = frame.components.map(({ index, verticalSampling }) => extent.rows[index]! / verticalSampling);
  return Math.ceil(Math.max(...rows));
}

/** Number of blocks coded in row y of a component. */
export function codedBlocks(extent: CodedExtent, index: number, y: number, blocksPerRow: number): number {
  if (y >= extent.rows[index]!) return 0;
  // The end is tested after each block, so a row wholly past it, there to fill up an MCU row, codes its first block.
  return Math.max(1, Math.min(blocksPerRow, extent.blocks[index]! - y * blocksPerRow));
}
