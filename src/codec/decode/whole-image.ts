/** Restores progressive and multi-scan JPEGs, which need the whole image in memory. */
import type { CodedSegment } from '../../container/lepton-file.js';
import { LeptonError } from '../../errors.js';
import { type CoefficientPlane, clearBlocks, createPlane } from '../../jpeg/coefficient-plane.js';
import type { Flavor } from '../../model/flavor.js';
import { SegmentDecoder } from '../../model/segment-decoder.js';
import type { Call } from '../../work/call.js';
import { type Job, type Steps, spreadOf, type Work } from '../../work/steps.js';
import { wholeImageMemory } from '../memory.js';
import { writeScanSequence } from '../scan-sequence.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';
import type { Output } from './output.js';

/** A segment to decode on another thread, into planes that all threads see. */
export interface DecodeData extends Pick<LeptonImage, 'frame' | 'quantization' | 'extent'> {
  readonly kind: 'decode';
  readonly segment: SegmentRows;
  readonly flavor: Flavor;
  readonly coded: CodedSegment;
  readonly planes: readonly CoefficientPlane[];
}

/**
 * Restores all scans: first all coefficients, then one scan after the other.
 *
 * @param helpers other threads that are worth it
 * @param spare planes that nobody needs any more; they are used instead of new ones if they have the right size
 */
export function* restoreWholeImage(
  image: LeptonImage,
  flavor: Flavor,
  output: Output,
  call: Call,
  helpers: number,
  spare: readonly CoefficientPlane[] | null,
): Work<void> {
  // Without memory that threads share, the planes would have to be sent there and back.
  const sharing = call.helpers?.shareMemory ? helpers : 0;
  const areShared = sharing > 0;
  const planes =
    (spare && (yield* clearedPlanes(image, spare, areShared))) ?? createImagePlanes(image, call, areShared);
  const { frame, quantization, extent, file } = image;
  const jobs = image.segments
    .filter(({ firstMcuRow, endMcuRow }) => firstMcuRow < endMcuRow)
    .map((segment): Job => {
      const coded = file.codedSegments[segment.index]!;
      const data = { frame, quantization, extent, segment, flavor, coded, planes };
      return {
        here: () => decodeSegment(data),
        elsewhere: (): DecodeData => ({ kind: 'decode', ...data }),
        take() {},
      };
    });
  yield spreadOf(sharing, jobs);
  yield* writeWholeImage(image, planes, output);
}

function createImagePlanes({ frame, file }: LeptonImage, call: Call, areShared: boolean): CoefficientPlane[] {
  const needed = wholeImageMemory(frame, file.outputSize);
  call.checkMemory(needed, `A JPEG of ${frame.width} x ${frame.height} pixels`);
  return frame.components.map(({ blocksPerRow, blockRows }) => createPlane(blocksPerRow, blockRows, areShared));
}

/** Planes of another image as planes of zeros for this one; null if they are not of the right size or kind. */
function* clearedPlanes(
  { frame }: LeptonImage,
  planes: readonly CoefficientPlane[],
  areShared: boolean,
): Steps<readonly CoefficientPlane[] | null> {
  const isSame = frame.components.every(({ index, blocksPerRow, blockRows }) => {
    const plane = planes[index];
    if (plane === undefined || plane.blocksPerRow !== blocksPerRow || plane.rows !== blockRows) return false;
    return !areShared || !(plane.coefficients.buffer instanceof ArrayBuffer);
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

/**
 * Decodes one segment into planes of the whole image. A loop of its own beside that over `SegmentRestorer`, as nothing
 * can be written before all segments are decoded.
 */
export function* decodeSegment(data: Omit<DecodeData, 'kind'>): Steps<void> {
  const { frame, quantization, extent, segment, flavor, coded, planes } = data;
  const decoder = new SegmentDecoder(frame, quantization, coded.bytes, coded.length, planes, flavor, extent);
  try {
    for (let row = segment.firstMcuRow; row < segment.endMcuRow; row++) {
      decoder.decodeMcuRow(row);
      yield;
    }
    if (!decoder.isAtEnd()) {
      throw new LeptonError(
        'STREAM_INCONSISTENT',
        `The Lepton file is damaged: its segment ${segment.index} has coded bytes left over.`,
      );
    }
  } finally {
    decoder.close();
  }
}

/** Writes header segments and scans from planes of the whole image. */
function* writeWholeImage(image: LeptonImage, planes: readonly CoefficientPlane[], output: Output): Steps<void> {
  const { file, isCutOff, sequence } = image;
  const runBreaks = file.items.extension?.runBreaks ?? null;
  const options = { ...file.items, size: output.missingBytes, isCutOff, runBreaks };
  for (const chunk of writeScanSequence(file.items.jpegHeader, sequence, planes, options)) {
    output.append(chunk);
    if (isCutOff && output.missingBytes === 0) return;
    yield;
  }
}
