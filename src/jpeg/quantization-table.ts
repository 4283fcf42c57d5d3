/** Quantization tables (ITU T.81 section B.2.4.1). */
import { LeptonError } from '../errors.js';
import { readUint16 } from './frame.js';

/**
 * Reads all tables of a DQT segment.
 *
 * @param set receives each table (64 quantizers in zig-zag order) with its destination (0..3)
 * @throws LeptonError DAMAGED_JPEG
 */
export function readQuantizationTables(
  bytes: Uint8Array,
  start: number,
  end: number,
  set: (destination: number, table: Uint16Array) => void,
): void {
  let offset = start;
  while (offset < end) {
    const head = bytes[offset]!;
    const width = head >> 4;
    if (width > 1 || (head & 15) > 3) throw damaged(offset, `has the destination 0x${head.toString(16)}`);
    const first = offset + 1;
    if (end - first < 64 * (width + 1)) throw damaged(offset, 'is cut off');
    const table = Uint16Array.from({ length: 64 }, (_, k) =>
      width === 0 ? bytes[first + k]! : readUint16(bytes, first + 2 * k),
    );
    set(head & 15, table);
    offset = first + 64 * (width + 1);
  }
}

function damaged(offset: number, what: string): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `The quantization table at offset ${offset} ${what}.`);
}
