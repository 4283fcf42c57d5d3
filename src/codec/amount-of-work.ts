/** How much work a picture is, to judge what other threads would bring. */
import type { Frame } from '../jpeg/frame.js';
import { wholeExtent } from '../model/coded-extent.js';

/** A block takes as long as so many bytes of the JPEG, even if there is nothing in it but its DC coefficient. */
const BLOCK_BYTES = 2;

/**
 * The work of coding or decoding all of a picture, in bytes of JPEG: a million of them take about 80 ms.
 *
 * @param jpegBytes bytes of the JPEG
 */
export function amountOfWork(frame: Frame, jpegBytes: number): number {
  return wholeExtent(frame).blocks.reduce((sum, blocks) => sum + BLOCK_BYTES * blocks, jpegBytes);
}
