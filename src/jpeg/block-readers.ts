/** Decoders of the blocks of one component in a scan, by coding procedure. */
import { LeptonError } from '../errors.js';
import type { CoefficientPlane } from './coefficient-plane.js';
import type { Frame } from './frame.js';
import type { HuffmanTable } from './huffman-table.js';
import { AcReader, readDcFirst, readDcRefinement } from './progressive-reader.js';
import type { Scan, ScanComponent } from './scan-header.js';
import { scanProcedure } from './scan-procedure.js';
import { createSequentialTables, readSequentialBlock } from './sequential-reader.js';

/** Decodes blocks of one component. */
export interface BlockReader {
  /** Decodes the block at `base` of the coefficients of the plane. */
  readonly readBlock: (base: number) => void;
  /** Forgets what an interval keeps between blocks, apart from the DC predictors. */
  readonly restart: () => void;
  /** Blocks of the scan behind which an end-of-band run was cut short; filled while reading. */
  readonly runBreaks?: readonly number[];
}

/**
 * Makes the decoder for a component's blocks.
 *
 * @param bytes scan data followed by zeros
 * @param lastDc DC predictors of the components of the frame, which the decoder keeps up to date
 * @throws LeptonError DAMAGED_JPEG if a table is missing or the scan has impossible parameters
 */
export function createBlockReader(
  frame: Frame,
  scan: Scan,
  part: ScanComponent,
  bytes: Uint8Array,
  plane: CoefficientPlane,
  lastDc: Int16Array,
): BlockReader {
  const { coefficients, nonzero } = plane;
  const { index } = part.component;
  const nothing = (): void => undefined;
  const procedure = scanProcedure(frame, scan);
  switch (procedure) {
    case 'sequential': {
      const tables = createSequentialTables(requireTable(part, 'DC'), requireTable(part, 'AC'));
      const readBlock = (base: number): void => {
        lastDc[index] = readSequentialBlock(bytes, tables, coefficients, nonzero, base, lastDc[index]!);
      };
      return { readBlock, restart: nothing };
    }
    case 'dc-first': {
      const dcTable = requireTable(part, 'DC');
      const readBlock = (base: number): void => {
        lastDc[index] = readDcFirst(bytes, dcTable, coefficients, base, lastDc[index]!, scan.approximationLow);
      };
      return { readBlock, restart: nothing };
    }
    case 'dc-refinement':
      return {
        readBlock: (base) => readDcRefinement(bytes, coefficients, base, scan.approximationLow),
        restart: nothing,
      };
    case 'ac-first':
    case 'ac-refinement': {
      const { spectralStart, spectralEnd, approximationLow } = scan;
      const acTable = requireTable(part, 'AC');
      const reader = new AcReader(bytes, acTable, coefficients, spectralStart, spectralEnd, approximationLow);
      return {
        readBlock: procedure === 'ac-first' ? (base) => reader.readFirst(base) : (base) => reader.readRefinement(base),
        restart: () => reader.restart(),
        runBreaks: reader.breaks.blocks,
      };
    }
  }
}

/** The table that a component of a scan needs. @throws LeptonError DAMAGED_JPEG if it is missing */
export function requireTable(part: ScanComponent, kind: 'DC' | 'AC'): HuffmanTable {
  const table = kind === 'DC' ? part.dcTable : part.acTable;
  if (table !== null) return table;
  throw new LeptonError('DAMAGED_JPEG', `The ${kind} Huffman table of component ${part.component.id} is missing.`);
}

/**
 * Checks that a scan can be read or written at all.
 *
 * @throws LeptonError DAMAGED_JPEG if a table is missing or the scan has impossible parameters
 */
export function checkScan(frame: Frame, scan: Scan): void {
  const procedure = scanProcedure(frame, scan);
  for (const part of scan.components) {
    if (procedure === 'sequential' || procedure === 'dc-first') requireTable(part, 'DC');
    if (procedure === 'sequential' || procedure === 'ac-first' || procedure === 'ac-refinement')
      requireTable(part, 'AC');
  }
}
