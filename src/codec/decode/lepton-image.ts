/** A Lepton file read up to the point where its segments can be decoded. */

import { type LeptonFile, NO_HANDOVER, type SegmentEntry } from '../../container/lepton-file.js';
import { LeptonError } from '../../errors.js';
import { checkScan } from '../../jpeg/block-readers.js';
import type { Frame } from '../../jpeg/frame.js';
import type { Scan } from '../../jpeg/scan-header.js';
import { type CodedExtent, cutOffExtent, wholeExtent } from '../../model/coded-extent.js';
import { initialState, PLAIN_RULES } from '../header-rules.js';
import { quantizationOf } from '../jpeg-header.js';
import { checkFrame, isSingleScan } from '../representable.js';
import { readScanSequence, type ScanSequence } from '../scan-sequence.js';

/** A segment with the rows of MCUs that it holds. */
export interface SegmentRows extends SegmentEntry {
  /** Its number in the segment table, which is its packet id. */
  readonly index: number;
  readonly firstMcuRow: number;
  /** One past its last row of MCUs. */
  readonly endMcuRow: number;
  readonly isLast: boolean;
}

/** Everything needed to restore a JPEG from its coded segments. */
export interface LeptonImage {
  readonly file: LeptonFile;
  readonly frame: Frame;
  /** The first scan; the only one if `isWholeImage` is false. */
  readonly scan: Scan;
  readonly sequence: ScanSequence;
  /** Whether all segments must be decoded before the scans can be written (progressive and multi-scan files). */
  readonly isWholeImage: boolean;
  /** Quantization table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  readonly segments: readonly SegmentRows[];
  /** Whether the segment table has handover words; old files do without. */
  readonly hasHandovers: boolean;
  /** Whether the JPEG ends inside a scan. */
  readonly isCutOff: boolean;
  readonly extent: CodedExtent;
  /** Bytes that come first in the output, before SOI and header or in place of them. */
  readonly prefix: Uint8Array;
  /** Whether SOI and the header are part of the output. */
  readonly hasHeader: boolean;
  /** Bytes that come last in the output. */
  readonly trailing: Uint8Array;
}

const EOI_MARKER = new Uint8Array([0xff, 0xd9]);
const NOTHING = new Uint8Array(0);

/**
 * Reads the JPEG header inside a Lepton file.
 *
 * @throws LeptonError DAMAGED_LEPTON_FILE if it cannot be used; UNSUPPORTED_JPEG, FOUR_COMPONENTS,
 * SAMPLING_BEYOND_TWO for what no tool writes
 */
export function readLeptonImage(file: LeptonFile): LeptonImage {
  const { items } = file;
  const sequence = asLeptonDamage(() =>
    readScanSequence(items.jpegHeader, initialState(items.extension ?? PLAIN_RULES), file.outputSize),
  );
  const { frame, state, places } = sequence;
  const scan = places[0]?.scan;
  if (frame === null || scan === undefined) throw damaged('The JPEG header inside the Lepton file has no scan.');
  if (items.extension === null) checkFrame(frame);
  else if (items.leadingPrefix !== null || items.replacingPrefix !== null)
    throw damaged('An extended file has a prefix.');
  asLeptonDamage(() => {
    for (const place of places) checkScan(frame, place.scan);
  });
  const isWholeImage = items.extension !== null || places.length > 1 || !isSingleScan(frame, scan);
  return {
    file,
    frame,
    scan,
    sequence,
    isWholeImage,
    quantization: asLeptonDamage(() => quantizationOf(frame, state)),
    segments: segmentRows(items.segments, frame, items.replacingPrefix !== null),
    hasHandovers: items.segments.every(({ overhangBits }) => overhangBits !== NO_HANDOVER),
    isCutOff: items.cutOff !== null,
    extent: items.cutOff === null ? wholeExtent(frame) : cutOffExtent(frame, items.cutOff.slice(3)),
    prefix: items.replacingPrefix ?? items.leadingPrefix ?? NOTHING,
    hasHeader: items.replacingPrefix === null,
    trailing: items.trailing ?? EOI_MARKER,
  };
}

/** Lets an error about the JPEG header say that it is the Lepton file that is damaged. */
function asLeptonDamage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LeptonError) || error.code !== 'DAMAGED_JPEG') throw error;
    throw new LeptonError(
      'DAMAGED_LEPTON_FILE',
      `The JPEG header inside the Lepton file is damaged: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

function segmentRows(entries: readonly SegmentEntry[], frame: Frame, isPiece: boolean): SegmentRows[] {
  const rowHeight = frame.components[0]!.verticalSampling;
  const starts = entries.map(({ lumaYStart }, index) => {
    const row = lumaYStart / rowHeight;
    if (!Number.isInteger(row) || row > frame.mcuRows) {
      throw damaged(`Segment ${index} begins at row of blocks ${lumaYStart}, where no segment can begin.`);
    }
    return row;
  });
  if (starts[0] !== 0 && !isPiece) throw damaged(`The first segment begins at row ${starts[0]} of the image.`);
  return entries.map((entry, index) => ({
    ...entry,
    index,
    firstMcuRow: starts[index]!,
    endMcuRow: starts[index + 1] ?? frame.mcuRows,
    isLast: index === entries.length - 1,
  }));
}

function damaged(message: string): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', message);
}
