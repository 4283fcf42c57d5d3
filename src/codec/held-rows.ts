/** The rows of MCUs that are held at a time when a sequential JPEG is compressed row by row. */
import { type CoefficientPlane, clearBlocks, firstBlockOfRow, planeBytes } from '../jpeg/coefficient-plane.js';
import type { Frame } from '../jpeg/frame.js';

/** Whether a row begins a segment is only known when the one behind it is read. */
const LEAST_ROWS = 2;

/** Bytes of coefficients that are read before they are coded: taking turns for each short row would cost 3%. */
export const HELD_BYTES: number = 512 * 1024;

/**
 * Number of rows of MCUs that are held.
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
export function clearMcuRow(frame: Frame, planes: readonly CoefficientPlane[], mcuRow: number): void {
  for (const { index, verticalSampling } of frame.components) {
    const plane = planes[index]!;
    for (let v = 0; v < verticalSampling; v++) {
      const first = firstBlockOfRow(plane, mcuRow * verticalSampling + v);
      clearBlocks(plane, first, first + plane.blocksPerRow);
    }
  }
}
