/**
 * What the output of a Lepton file consists of, in which order and where: the one description that restoring, ranges,
 * streams and verification go by.
 */
import { LeptonError } from '../../errors.js';
import { isEarlyRustLayout } from './flavors.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';

/** The parts of the output in their order: `before`, what the scans are restored to, `behind`, `trailing`. */
export interface OutputLayout {
  /** Bytes of the output. */
  readonly size: number;
  /** Prefix, SOI, and the header segments up to the scan. */
  readonly before: readonly Uint8Array[];
  /** What restores the scans: segments one by one, all segments together, or nothing where the prefix is all. */
  readonly scans: 'segments' | 'whole image' | 'none';
  /** Segments that have rows, if they restore the scan one by one. */
  readonly segments: readonly SegmentRows[];
  /** What else stands in front of the trailing bytes. */
  readonly behind: readonly Uint8Array[];
  /** Bytes in front of the trailing ones; what leads past it is left out. */
  readonly frontSize: number;
  readonly trailing: Uint8Array;
  /** Whether more may be restored in front of the trailing bytes than belongs there: in a part of a JPEG. */
  readonly mayHaveSurplus: boolean;
  /** Whether it is known where each part stands before any is restored. */
  readonly hasKnownPlaces: boolean;
}

/** A part of the output: bytes that the header holds, or what a segment restores. Offsets are in the output. */
export interface OutputPart {
  readonly start: number;
  readonly end: number;
  readonly content: Uint8Array | SegmentRows;
}

/** The marker that every JPEG begins with (ITU T.81 section B.1.1.3). */
export const SOI_MARKER = new Uint8Array([0xff, 0xd8]);
const NOTHING = new Uint8Array(0);

/** The layout of the output of a file. */
export function outputLayout(image: LeptonImage): OutputLayout {
  const { file, trailing, prefix, hasHeader, isCutOff, isWholeImage, hasHandovers } = image;
  const { outputSize, items, revision } = file;
  // In early Rust files the trailing bytes stand right behind the scan, and all of that is cut (format section 8.10).
  const cutsTrailing = isCutOff && isEarlyRustLayout(revision);
  const frontSize = cutsTrailing ? outputSize : Math.max(0, outputSize - trailing.length);
  const before = hasHeader ? [prefix, SOI_MARKER] : [prefix];
  const isFull = sizeOf(before) >= frontSize;
  const isBySegments = !isFull && !isWholeImage;
  const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
  if (isBySegments && hasHeader) before.push(items.jpegHeader.subarray(0, headerEnd));
  const behind = isBySegments ? [items.jpegHeader.subarray(headerEnd)] : [];
  if (cutsTrailing) behind.push(trailing);
  return {
    size: outputSize,
    before,
    scans: isFull ? 'none' : isWholeImage ? 'whole image' : 'segments',
    segments: isBySegments ? image.segments.filter(({ firstMcuRow, endMcuRow }) => firstMcuRow < endMcuRow) : [],
    behind,
    frontSize,
    trailing: cutsTrailing ? NOTHING : trailing,
    mayHaveSurplus: isCutOff || items.replacingPrefix !== null || items.leadingPrefix !== null,
    hasKnownPlaces: (isFull || (isBySegments && hasHandovers)) && !cutsTrailing,
  };
}

/**
 * The parts of a layout with known places, without gaps.
 *
 * @throws LeptonError STREAM_INCONSISTENT if they do not add up to the size of the output
 */
export function placeParts(layout: OutputLayout): OutputPart[] {
  const { before, segments, behind, frontSize, trailing, size } = layout;
  const front = [...before, ...segments, ...behind];
  checkFront(layout, sizeOf(front));
  // What leads past the front belongs to the JPEG that this is a part of.
  return [...place(front, 0, frontSize), ...place([trailing], frontSize, size)];
}

/**
 * Checks what was restored in front of the trailing bytes.
 *
 * @param restored bytes, with those that lead past the front
 * @throws LeptonError STREAM_INCONSISTENT if they are too few, or too many
 */
export function checkFront({ frontSize, trailing, mayHaveSurplus }: OutputLayout, restored: number): void {
  if (restored === frontSize || (restored > frontSize && mayHaveSurplus)) return;
  throw new LeptonError(
    'STREAM_INCONSISTENT',
    `The Lepton file is damaged: it restores ${restored} bytes in front of the last ${trailing.length} instead of ${frontSize}.`,
  );
}

function place(contents: readonly OutputPart['content'][], offset: number, limit: number): OutputPart[] {
  let position = offset;
  return contents.map((content) => {
    const start = Math.min(position, limit);
    position += bytesOf(content);
    return { start, end: Math.min(position, limit), content };
  });
}

function sizeOf(contents: readonly OutputPart['content'][]): number {
  return contents.reduce((sum, content) => sum + bytesOf(content), 0);
}

function bytesOf(content: OutputPart['content']): number {
  return content instanceof Uint8Array ? content.length : content.size;
}
