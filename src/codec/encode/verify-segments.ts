/** Verifies a sequential JPEG segment by segment, each when it is coded, and then all that is around the segments. */
import { findDifference, findDifferenceSteps } from '../../bytes/byte-steps.js';
import { DECODER_PADDING } from '../../coder/range-decoder.js';
import { readHeaderItems } from '../../container/header-items.js';
import type { CodedSegment } from '../../container/lepton-file.js';
import { assembleFile, readLeptonSteps } from '../../container/lepton-reader.js';
import { LeptonError } from '../../errors.js';
import { FLAVOR_16, type Flavor } from '../../model/flavor.js';
import type { Call } from '../../work/call.js';
import type { Job, Steps } from '../../work/steps.js';
import { candidateFlavors } from '../decode/flavors.js';
import { readLeptonImage } from '../decode/lepton-image.js';
import { outputLayout, placeParts } from '../decode/output-layout.js';
import { restoreRows } from '../decode/restore-segment.js';
import { type SegmentSource, segmentSource } from '../decode/segment-restorer.js';
import { decompressionMemory } from '../memory.js';

/** A segment to check on another thread. */
export interface CheckData {
  readonly kind: 'check';
  readonly source: SegmentSource;
  readonly coded: CodedSegment;
  /** The bytes of the JPEG that the segment must restore. */
  readonly original: Uint8Array;
}

/** Restores a segment and compares it with the original. @throws LeptonError ROUND_TRIP_FAILED, STREAM_INCONSISTENT */
export function* checkSegment({ source, coded, original }: Omit<CheckData, 'kind'>): Steps<void> {
  let offset = 0;
  for (const bytes of restoreRows(source, FLAVOR_16, coded)) {
    // What the writer of a scan that was cut off makes behind its end is not part of the file.
    const wanted = bytes!.subarray(0, original.length - offset);
    const difference = findDifference(wanted, original, offset);
    if (difference < wanted.length) throw failed(`byte ${offset + difference} of segment ${source.segment.index}`);
    offset += wanted.length;
    yield;
  }
  if (offset < original.length) throw failed(`the size of segment ${source.segment.index}`);
}

/** Checks of the segments of a file that is going to be written. */
export class SegmentChecks {
  /** By the number of the segment. */
  private readonly segments: ReadonlyMap<number, Omit<CheckData, 'kind' | 'coded'>>;

  /** @param header the uncompressed header of the file, which is read here as its readers will read it */
  constructor(jpeg: Uint8Array, header: Uint8Array) {
    const head = {
      version: 1,
      kind: 'Z',
      revision: new Uint8Array(12),
      compressedHeaderSize: 0,
      packetsStart: 0,
    } as const;
    const items = readHeaderItems(header, false);
    const image = readLeptonImage(assembleFile({ ...head, header, outputSize: jpeg.length }, items, [], 0));
    const segments = new Map<number, Omit<CheckData, 'kind' | 'coded'>>();
    for (const { content, start, end } of placeParts(outputLayout(image))) {
      if (content instanceof Uint8Array) continue;
      segments.set(content.index, { source: segmentSource(image, content), original: jpeg.subarray(start, end) });
    }
    this.segments = segments;
  }

  /** The job to check a segment that is coded. */
  job(index: number, bytes: Uint8Array): Job {
    const { source, original } = this.segments.get(index)!;
    const coded = { bytes: new Uint8Array(bytes.length + DECODER_PADDING), length: bytes.length };
    coded.bytes.set(bytes);
    return {
      here: () => checkSegment({ source, coded, original }),
      elsewhere: (): CheckData => ({ kind: 'check', source, coded, original: new Uint8Array(original) }),
      take() {},
    };
  }
}

/**
 * Reads a Lepton file back and checks all but its segments: that it holds exactly this header and these coded bytes and
 * promises the flavor that they were checked with, that header, scan and trailing bytes add up to the JPEG, and that all
 * bytes outside the scan are those of the JPEG.
 *
 * @param header uncompressed header with which the segments were checked
 * @param coded coded bytes of each segment, found to restore their part of the scan
 * @throws LeptonError ROUND_TRIP_FAILED, LIMIT_EXCEEDED
 */
export function* verifyEnvelope(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  header: Uint8Array,
  coded: readonly Uint8Array[],
  call: Call,
): Steps<void> {
  const files = yield* readLeptonSteps(lepton, { padding: 0, limit: call.memoryLimit, brotli: null });
  yield;
  call.checkMemory(decompressionMemory(lepton.length, files), 'The Lepton file');
  const [file] = files;
  if (file === undefined || file.end !== lepton.length || file.outputSize !== jpeg.length) throw failed('its size');
  if (!(yield* isEqual(file.header, header))) throw failed('what its header holds');
  const [flavor, ...others] = candidateFlavors(file.revision, undefined);
  if (flavor === undefined || !isSameFlavor(flavor, FLAVOR_16) || others.length > 0) throw failed('its flavor');
  if (file.codedSegments.length !== coded.length) throw failed('the number of its segments');
  for (const [index, { bytes, length }] of file.codedSegments.entries()) {
    if (!(yield* isEqual(bytes.subarray(0, length), coded[index]!))) throw failed('a segment');
  }
  // Where the parts stand that its segments restore, and that nothing is missing between them.
  for (const { start, end, content } of placeParts(outputLayout(readLeptonImage(file)))) {
    if (!(content instanceof Uint8Array)) continue;
    if (!(yield* isEqual(content.subarray(0, end - start), jpeg.subarray(start, end)))) throw failed('its header');
  }
}

function isSameFlavor(a: Flavor, b: Flavor): boolean {
  return a.dcEstimateCut === b.dcEstimateCut && a.edgeExtrapolationCut === b.edgeExtrapolationCut;
}

function* isEqual(a: Uint8Array, b: Uint8Array): Steps<boolean> {
  return a.length === b.length && (yield* findDifferenceSteps(a, b)) === a.length;
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what} is not right.`);
}
