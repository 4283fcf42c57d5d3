/** Where each part of the output of a Lepton file stands, so that some of them can be restored without the others. */
import { LeptonError } from '../errors.js';
import { isEarlyRustLayout } from './flavors.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';

/** A part of the output: bytes that the header holds, or what a segment restores. Offsets are in the output. */
export interface OutputPart {
  readonly start: number;
  readonly end: number;
  readonly content: Uint8Array | SegmentRows;
}

const SOI_MARKER = new Uint8Array([0xff, 0xd8]);

/**
 * The parts in order, without gaps.
 *
 * @returns null if nothing can be told without decoding everything: progressive and multi-scan JPEGs, old files
 * without handover words, cut-off ones of the early Rust library
 * @throws LeptonError STREAM_INCONSISTENT if the parts do not add up to the size of the output
 */
export function outputParts(image: LeptonImage): OutputPart[] | null {
  const { file, trailing } = image;
  const { outputSize, items, revision } = file;
  const limit = Math.max(0, outputSize - trailing.length);
  const front: OutputPart['content'][] = image.hasHeader ? [image.prefix, SOI_MARKER] : [image.prefix];
  if (image.prefix.length + (image.hasHeader ? SOI_MARKER.length : 0) < limit) {
    if (image.isWholeImage || !image.hasHandovers) return null;
    const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
    if (image.hasHeader) front.push(items.jpegHeader.subarray(0, headerEnd));
    front.push(...image.segments.filter(({ firstMcuRow, endMcuRow }) => firstMcuRow < endMcuRow));
    front.push(items.jpegHeader.subarray(headerEnd));
  }
  if (image.isCutOff && isEarlyRustLayout(revision)) return null;
  const placed = place(front, 0, Number.POSITIVE_INFINITY);
  const end = placed.at(-1)?.end ?? 0;
  const isPart = image.isCutOff || items.replacingPrefix !== null || items.leadingPrefix !== null;
  if (end < limit || (end > limit && !isPart)) throw wrongSize(end, limit);
  // What leads past the limit belongs to the file that this is a part of.
  return [...place(front, 0, limit), ...place([trailing], limit, outputSize)];
}

function place(contents: readonly OutputPart['content'][], offset: number, limit: number): OutputPart[] {
  let position = offset;
  return contents.map((content) => {
    const start = Math.min(position, limit);
    position += content instanceof Uint8Array ? content.length : content.size;
    return { start, end: Math.min(position, limit), content };
  });
}

function wrongSize(end: number, limit: number): LeptonError {
  return new LeptonError(
    'STREAM_INCONSISTENT',
    `The Lepton file is damaged: its parts restore ${end} bytes in front of the trailing ones instead of ${limit}.`,
  );
}
