import { LeptonError } from '../errors.js';
import { type CoefficientPlane, clearBlocks, createPlane, planeBytes } from '../jpeg/coefficient-plane.js';
import type { Flavor } from '../model/flavor.js';
import { SegmentDecoder } from '../model/segment-decoder.js';
import type { Steps } from '../steps.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';
import { checkMemory } from './memory-limit.js';
import type { Output } from './output.js';
import { writeScanSequence } from './scan-sequence.js';

/**
 * Planes for all coefficients of an image.
 *
 * @param isShared whether other threads must be able to fill them
 * @throws LeptonError LIMIT_EXCEEDED
 */
export function createImagePlanes(image: LeptonImage, memoryLimit: number, isShared: boolean): CoefficientPlane[] {
  const { frame, file } = image;
  const bytes = frame.components.reduce((sum, part) => sum + planeBytes(part.blocksPerRow, part.blockRows), 0);
  checkMemory(bytes + file.outputSize, memoryLimit, `A JPEG of ${frame.width} x ${frame.height} pixels`);
  return frame.components.map(({ blocksPerRow, blockRows }) => createPlane(blocksPerRow, blockRows, isShared));
}

/**
 * Planes of another image as planes of zeros for this one.
 *
 * @returns null if they do not have the right size
 */
export function* clearedPlanes(
  { frame }: LeptonImage,
  planes: readonly CoefficientPlane[],
): Steps<readonly CoefficientPlane[] | null> {
  const isSame = frame.components.every(({ index, blocksPerRow, blockRows }) => {
    const plane = planes[index];
    return plane !== undefined && plane.blocksPerRow === blocksPerRow && plane.rows === blockRows;
  });
  if (!isSame || planes.length !== frame.components.length) return null;
  for (const plane of planes) {
    for (let y = 0; y < plane.rows; y++) {
      clearBlocks(plane, y * plane.blocksPerRow, (y + 1) * plane.blocksPerRow);
      yield;
    }
  }
  return planes;
}

/** Decodes one segment into planes of the whole image. */
export function* decodeSegment(
  image: LeptonImage,
  segment: SegmentRows,
  flavor: Flavor,
  planes: readonly CoefficientPlane[],
): Steps<void> {
  const { frame, file, quantization, extent } = image;
  const coded = file.codedSegments[segment.index]!;
  const decoder = new SegmentDecoder(frame, quantization, coded.bytes, coded.length, planes, flavor, extent);
  for (let row = segment.firstMcuRow; row < segment.endMcuRow; row++) {
    decoder.decodeMcuRow(row);
    yield;
  }
  if (!decoder.isAtEnd()) {
    throw new LeptonError('STREAM_INCONSISTENT', 'The Lepton file is damaged: a segment has coded bytes left over.');
  }
  decoder.close();
}

/** Writes header segments and scans from planes of the whole image. */
export function* writeWholeImage(image: LeptonImage, planes: readonly CoefficientPlane[], output: Output): Steps<void> {
  const { file, isCutOff, sequence } = image;
  const runBreaks = file.items.extension?.runBreaks ?? null;
  const options = { ...file.items, size: output.missingBytes, isCutOff, runBreaks };
  for (const chunk of writeScanSequence(file.items.jpegHeader, sequence, planes, options)) {
    output.append(chunk);
    if (isCutOff && output.isFull) return;
    yield;
  }
}
