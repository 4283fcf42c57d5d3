/** Scan header (ITU T.81 section B.2.3). */
import { LeptonError } from '../errors.js';
import type { Component, Frame } from './frame.js';
import type { HuffmanTable } from './huffman-table.js';

/** A component's part in a scan, with the tables that are in force when the scan begins. */
export interface ScanComponent {
  readonly component: Component;
  readonly dcTable: HuffmanTable | null;
  readonly acTable: HuffmanTable | null;
}

/** One scan: what its header says and what is in force when it begins. */
export interface Scan {
  /** In the order of the scan header, which is the order inside an MCU. */
  readonly components: readonly ScanComponent[];
  /** Start of spectral selection, Ss, 0..63. */
  readonly spectralStart: number;
  /** End of spectral selection, Se, 0..63. */
  readonly spectralEnd: number;
  /** Successive approximation bit position high, Ah. */
  readonly approximationHigh: number;
  /** Successive approximation bit position low, Al. */
  readonly approximationLow: number;
  /** Restart interval in MCUs of this scan, 0 = none. */
  readonly restartInterval: number;
}

/** Tables by destination. */
export interface HuffmanTables {
  readonly dc: (HuffmanTable | null)[];
  readonly ac: (HuffmanTable | null)[];
}

/**
 * Reads a scan header.
 *
 * @param start offset of the first byte after the segment length
 * @param end offset behind the segment
 * @throws LeptonError DAMAGED_JPEG
 */
export function readScanHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  frame: Frame,
  tables: HuffmanTables,
  restartInterval: number,
): Scan {
  const count = start < end ? bytes[start]! : 0;
  if (count < 1 || count > 4 || end - start < 4 + 2 * count) throw damaged(start, 'has an impossible length');
  const components: ScanComponent[] = [];
  for (let i = 0; i < count; i++) {
    const id = bytes[start + 1 + 2 * i]!;
    const selector = bytes[start + 2 + 2 * i]!;
    const component = frame.components.find((candidate) => candidate.id === id);
    if (component === undefined) throw damaged(start, `names component ${id}, which the frame does not have`);
    if (components.some((other) => other.component === component)) throw damaged(start, `names component ${id} twice`);
    if (selector >> 4 > 3 || (selector & 15) > 3) throw damaged(start, `selects the tables 0x${selector.toString(16)}`);
    components.push({
      component,
      dcTable: tables.dc[selector >> 4] ?? null,
      acTable: tables.ac[selector & 15] ?? null,
    });
  }
  const tail = start + 1 + 2 * count;
  const approximation = bytes[tail + 2]!;
  return {
    components,
    spectralStart: bytes[tail]!,
    spectralEnd: bytes[tail + 1]!,
    approximationHigh: approximation >> 4,
    approximationLow: approximation & 15,
    restartInterval,
  };
}

function damaged(start: number, what: string): LeptonError {
  return new LeptonError('DAMAGED_JPEG', `The scan header at offset ${start - 4} ${what}.`);
}
