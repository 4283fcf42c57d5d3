/** Quantization tables of the components of a frame. */
import { LeptonError } from '../errors.js';
import type { Frame } from '../jpeg/frame.js';
import type { HeaderState } from '../jpeg/header.js';

/**
 * The table of each component, zig-zag order.
 *
 * @throws LeptonError DAMAGED_JPEG if one is missing
 */
export function quantizationOf(frame: Frame, header: HeaderState): Uint16Array[] {
  return frame.components.map(({ id, quantizationTable }) => {
    const table = header.quantizationTables[quantizationTable];
    if (table === null || table === undefined) {
      throw new LeptonError('DAMAGED_JPEG', `Quantization table ${quantizationTable} of component ${id} is missing.`);
    }
    return table;
  });
}
