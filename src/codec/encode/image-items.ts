/** From a decoded JPEG to the header items of its Lepton file (format sections 1 and 3). */
import type { Extension } from '../../container/extension.js';
import type { HeaderItems, SegmentEntry } from '../../container/lepton-file.js';
import { type CodedExtent, cutOffExtent, wholeExtent } from '../../model/coded-extent.js';
import type { JpegImage } from './jpeg-image.js';

/**
 * The header items that tell how to restore an image.
 *
 * @param starts first row of MCUs of each segment
 */
export function headerItems(
  jpeg: Uint8Array,
  image: JpegImage,
  starts: readonly number[],
  extension: Extension | null,
): HeaderItems {
  const trailing = jpeg.subarray(image.trailingStart);
  const isEoi = trailing.length === 2 && trailing[0] === 0xff && trailing[1] === 0xd9;
  return {
    jpegHeader: image.jpegHeader,
    padByte: image.padByte,
    segments: segmentTable(image, starts),
    restartCounts: image.restartCounts === null ? null : [...image.restartCounts],
    surplusRestarts: image.surplusRestarts,
    cutOff: image.lastBlocks === null ? null : cutOffItem(image),
    replacingPrefix: null,
    leadingPrefix: null,
    trailing: isEoi ? null : trailing,
    outputSize: null,
    continuation: null,
    extension,
  };
}

/** The `EEE` item: largest component, Se and bit position of the scans, then the last block of four components. */
export function cutOffItem(image: Pick<JpegImage, 'scans' | 'lastBlocks'>): number[] {
  const { scans } = image;
  const components = scans.flatMap((scan) => scan.components.map(({ component }) => component.index));
  const bits = scans.flatMap((scan) => [scan.approximationHigh, scan.approximationLow]);
  const blocks = lastBlockNumbers(image);
  return [
    Math.max(...components),
    Math.max(...scans.map((scan) => scan.spectralEnd)),
    Math.max(...bits),
    ...[0, 1, 2, 3].map((index) => blocks[index] ?? 0),
  ];
}

/** Which blocks of an image are coded. */
export function codedExtent(image: Pick<JpegImage, 'frame' | 'lastBlocks'>): CodedExtent {
  return image.lastBlocks === null ? wholeExtent(image.frame) : cutOffExtent(image.frame, lastBlockNumbers(image));
}

/** Last coded block of each component; a component without any has its first one coded, as a block of zeros. */
function lastBlockNumbers(image: Pick<JpegImage, 'lastBlocks'>): number[] {
  return (image.lastBlocks ?? []).map((block) => Math.max(0, block));
}

/**
 * The segment table.
 *
 * @param starts first row of MCUs of each segment
 */
export function segmentTable(
  image: Pick<JpegImage, 'frame' | 'rowOffsets' | 'rowsEnd' | 'handovers'>,
  starts: readonly number[],
): SegmentEntry[] {
  const { verticalSampling } = image.frame.components[0]!;
  const offsets = [...starts.map((start) => image.rowOffsets[start]!), image.rowsEnd];
  return starts.map((start, index) => {
    const handover = image.handovers[start];
    return {
      lumaYStart: start * verticalSampling,
      size: offsets[index + 1]! - offsets[index]!,
      overhangByte: handover?.overhangByte ?? 0,
      overhangBits: handover?.overhangBits ?? 0,
      lastDc: handover?.lastDc ?? new Int16Array(4),
    };
  });
}
