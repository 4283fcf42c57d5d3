/** Codes a JPEG all of whose coefficients are in memory: progressive ones, those with several scans, extended files. */
import type { Extension } from '../../container/extension.js';
import { writeLeptonSteps } from '../../container/lepton-writer.js';
import type { Frame } from '../../jpeg/frame.js';
import type { CodedExtent } from '../../model/coded-extent.js';
import type { Call } from '../../work/call.js';
import { type Job, type Steps, spreadOf, type Work } from '../../work/steps.js';
import { amountOfWork } from '../amount-of-work.js';
import { compressionMemory } from '../memory.js';
import { codedExtent, headerItems } from './image-items.js';
import type { JpegImage } from './jpeg-image.js';
import { type CodingSource, SegmentCoder } from './segment-coder.js';
import { planSegmentCount, planSegments } from './segment-plan.js';

/** A segment to code on another thread, out of planes that all threads see. */
export interface EncodeData extends CodingSource {
  readonly kind: 'encode';
  readonly extent: CodedExtent;
  readonly firstMcuRow: number;
  readonly endMcuRow: number;
}

/**
 * Other threads that are worth it for a JPEG of which the whole image is needed. They are started now, to be ready when its
 * scans are read.
 *
 * @param segments number of segments, 1..8, or undefined to plan it by size
 */
export function wholeImageHelpers(jpeg: Uint8Array, frame: Frame, segments: number | undefined, call: Call): number {
  // Without memory that threads share, the coefficients would have to be sent.
  if (!call.helpers?.shareMemory) return 0;
  const work = (call.verify ? 2 : 1) * amountOfWork(frame, jpeg.length);
  const helpers = call.helpersFor(jpeg.length, work, compressionMemory(frame, jpeg.length, frame.mcuRows));
  if (helpers === 0) return 0;
  // An estimate, as it is not known yet how long the scans are.
  const usual = planSegmentCount(jpeg.length, frame.mcuRows, true, undefined);
  call.helpers.prepare(Math.min(usual, segments ?? usual));
  return helpers;
}

/**
 * Codes the image and writes its Lepton file.
 *
 * @param extension what an extended file tells in addition; null for one that every Lepton reader restores
 * @throws LeptonError COEFFICIENT_OUT_OF_RANGE, ZERO_QUANTIZER
 */
export function* codeWholeImage(
  jpeg: Uint8Array,
  image: JpegImage,
  extension: Extension | null,
  segments: number | undefined,
  helpers: number,
): Work<Uint8Array> {
  const { frame, quantization, planes } = image;
  const starts = planSegments(image, segments);
  const extent = codedExtent(image);
  const coded: Uint8Array[] = [];
  const jobs = starts.map((firstMcuRow, index): Job => {
    const endMcuRow = starts[index + 1] ?? frame.mcuRows;
    const data: EncodeData = { kind: 'encode', frame, quantization, planes, extent, firstMcuRow, endMcuRow };
    return {
      *here() {
        coded[index] = yield* encodeSegment(data);
      },
      elsewhere: () => data,
      take(bytes) {
        coded[index] = bytes;
      },
    };
  });
  yield spreadOf(helpers, jobs);
  return yield* writeLeptonSteps(image.kind, jpeg.length, headerItems(jpeg, image, starts, extension), coded);
}

/** Codes the rows of one segment. @returns the coded bytes */
export function* encodeSegment(data: Omit<EncodeData, 'kind'>): Steps<Uint8Array> {
  const { extent, firstMcuRow, endMcuRow } = data;
  const coder = new SegmentCoder(data, [firstMcuRow], extent, false, firstMcuRow);
  try {
    return (yield* coder.finish(extent, endMcuRow))[0]!;
  } finally {
    coder.close();
  }
}
