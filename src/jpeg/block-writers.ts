/** Encoders of the blocks of one component in a scan, by coding procedure. */
import { requireTable } from './block-readers.js';
import type { CoefficientPlane } from './coefficient-plane.js';
import { joinCodes, putBits, writeSequentialBlock } from './entropy-writer.js';
import type { Frame } from './frame.js';
import { AcWriter, writeDcFirst } from './progressive-writer.js';
import type { Scan, ScanComponent } from './scan-header.js';
import { scanProcedure } from './scan-procedure.js';

/** Encodes blocks of one component. */
export interface BlockWriter {
  /** Encodes a block, given its number in the plane, into an output with room for it. */
  readonly writeBlock: (output: Uint8Array, block: number) => void;
  /** Writes what is pending at the end of an interval or scan. */
  readonly finishInterval: (output: Uint8Array) => void;
  /** Bytes that pending things can take at most. */
  readonly pendingBytes: () => number;
}

/**
 * Makes the encoder for a component's blocks.
 *
 * @param plane coefficients; with `nonzero` for sequential scans
 * @param lastDc DC predictors of the components of the frame, which the encoder keeps up to date
 * @param runBreaks blocks of an AC scan behind which an end-of-band run is cut short
 * @throws LeptonError DAMAGED_JPEG if a table is missing or the scan has impossible parameters
 */
export function createBlockWriter(
  frame: Frame,
  scan: Scan,
  part: ScanComponent,
  plane: CoefficientPlane,
  lastDc: Int16Array,
  runBreaks: readonly number[],
): BlockWriter {
  const { coefficients } = plane;
  const { index } = part.component;
  const nothing = { finishInterval: (): void => undefined, pendingBytes: (): number => 0 };
  const procedure = scanProcedure(frame, scan);
  switch (procedure) {
    case 'sequential': {
      const dcCodes = joinCodes(requireTable(part, 'DC'));
      const acCodes = joinCodes(requireTable(part, 'AC'));
      const nonzero = plane.nonzero;
      const writeBlock = (output: Uint8Array, block: number): void => {
        const dc = coefficients[64 * block]!;
        const difference = dc - lastDc[index]!;
        const low = nonzero[2 * block]!;
        const high = nonzero[2 * block + 1]!;
        writeSequentialBlock(output, dcCodes, acCodes, coefficients, 64 * block, difference, low, high);
        lastDc[index] = dc;
      };
      return { writeBlock, ...nothing };
    }
    case 'dc-first': {
      const table = requireTable(part, 'DC');
      const writeBlock = (output: Uint8Array, block: number): void => {
        // The point transform of a DC coefficient is an arithmetic shift.
        const dc = coefficients[64 * block]! >> scan.approximationLow;
        writeDcFirst(output, table, dc - lastDc[index]!);
        lastDc[index] = dc;
      };
      return { writeBlock, ...nothing };
    }
    case 'dc-refinement': {
      const writeBlock = (output: Uint8Array, block: number): void =>
        putBits(output, (coefficients[64 * block]! >> scan.approximationLow) & 1, 1);
      return { writeBlock, ...nothing };
    }
    case 'ac-first':
    case 'ac-refinement': {
      const { spectralStart, spectralEnd, approximationLow } = scan;
      const table = requireTable(part, 'AC');
      const writer = new AcWriter(table, coefficients, spectralStart, spectralEnd, approximationLow, runBreaks);
      return {
        writeBlock:
          procedure === 'ac-first'
            ? (output, block) => writer.writeFirst(output, 64 * block)
            : (output, block) => writer.writeRefinement(output, 64 * block),
        finishInterval: (output) => writer.finishRun(output),
        pendingBytes: () => writer.pendingBytes,
      };
    }
  }
}
