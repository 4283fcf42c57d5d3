/** Restores a range of the bytes of a JPEG without decoding the segments that do not touch it. */

import { copySteps } from '../bytes/byte-steps.js';
import { type DecompressSettings, helpersFor, restoreFile } from '../codec/decode/decompress.js';
import { makeWithFlavor } from '../codec/decode/flavor-search.js';
import { candidateFlavors } from '../codec/decode/flavors.js';
import { type LeptonImage, readLeptonImage } from '../codec/decode/lepton-image.js';
import { type OutputPart, outputLayout, placeParts } from '../codec/decode/output-layout.js';
import { restoreJob } from '../codec/decode/restore-segment.js';
import { segmentSource } from '../codec/decode/segment-restorer.js';
import { rangeMemory, readingMemory, sharedDecompressionMemory, wholeOutputMemory } from '../codec/memory.js';
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { LeptonFile } from '../container/lepton-file.js';
import { readLeptonSteps } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import type { Flavor } from '../model/flavor.js';
import type { Call } from '../work/call.js';
import { type Job, type Steps, spreadOf, type Work } from '../work/steps.js';

/** Some bytes of what a file restores: offsets `from` up to, not including, `to`. */
export interface FileRange {
  readonly file: LeptonFile;
  readonly from: number;
  readonly to: number;
}

/** A part of the output of which bytes `[from, to)` are wanted, counted from its beginning. */
export interface WantedPart extends Pick<OutputPart, 'content'> {
  readonly from: number;
  readonly to: number;
}

/**
 * Restores the bytes `[start, end)` of the original.
 *
 * @throws LeptonError as `decompressRangeSync`
 */
export function* restoreRange(
  lepton: Uint8Array,
  start: number,
  end: number,
  settings: DecompressSettings,
  call: Call,
): Work<Uint8Array> {
  const ranges = yield* fileRanges(lepton, start, end, call);
  if (ranges.length > 0) {
    call.checkMemory(rangeMemory(lepton.length, end - start), `The range of ${end - start} bytes`);
  }
  const range = new Uint8Array(ranges.length > 0 ? end - start : 0);
  let offset = 0;
  for (const part of ranges) {
    const size = part.to - part.from;
    yield* restoreFileRange(part, range.subarray(offset, offset + size), settings, call, lepton.length);
    offset += size;
  }
  return range;
}

/**
 * What is wanted of each file, in their order; files of which nothing is wanted are left out.
 *
 * @throws LeptonError USAGE for a range that is not inside the original; as `decompressSync` for the rest
 */
export function* fileRanges(lepton: Uint8Array, start: number, end: number, call: Call): Steps<FileRange[]> {
  const { memoryLimit, brotli } = call;
  call.checkMemory(readingMemory(lepton.length), 'The Lepton file');
  const files = yield* readLeptonSteps(lepton, { padding: DECODER_PADDING, limit: memoryLimit, brotli });
  checkRange(
    start,
    end,
    files.reduce((sum, { outputSize }) => sum + outputSize, 0),
  );
  let offset = 0;
  const ranges = files.map((file) => {
    const from = Math.max(0, start - offset);
    const to = Math.min(file.outputSize, end - offset);
    offset += file.outputSize;
    return { file, from, to };
  });
  return ranges.filter(({ from, to }) => from < to);
}

function checkRange(start: number, end: number, size: number): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= size) return;
  throw new LeptonError('USAGE', `The range ${start}-${end} is not inside the file, which has ${size} bytes.`);
}

/**
 * The parts of the output that a range touches.
 *
 * @returns null if nothing can be told without decoding everything
 * @throws LeptonError STREAM_INCONSISTENT if the parts do not add up to the size of the output
 */
export function wantedParts(image: LeptonImage, from: number, to: number): WantedPart[] | null {
  const layout = outputLayout(image);
  if (!layout.hasKnownPlaces) return null;
  return placeParts(layout)
    .map(({ start, end, content }) => ({
      content,
      from: Math.max(from, start) - start,
      to: Math.min(to, end) - start,
    }))
    .filter((part) => part.from < part.to);
}

function* restoreFileRange(
  { file, from, to }: FileRange,
  place: Uint8Array,
  settings: DecompressSettings,
  call: Call,
  leptonBytes: number,
): Work<void> {
  const image = readLeptonImage(file);
  const sharedMemory = sharedDecompressionMemory(leptonBytes, [file]);
  const parts = wantedParts(image, from, to);
  if (parts === null) {
    call.checkMemory(wholeOutputMemory(file.outputSize), 'The Lepton file');
    const whole = yield* restoreFile(image, settings, call, sharedMemory);
    yield* copySteps(place, whole.subarray(from, to), 0);
    return;
  }
  const helpers = helpersFor(image, call, sharedMemory);
  yield* makeWithFlavor(candidateFlavors(file.revision, settings.flavor), (flavor) =>
    restoreParts(image, parts, flavor, place, helpers),
  );
}

function* restoreParts(
  image: LeptonImage,
  parts: readonly WantedPart[],
  flavor: Flavor,
  place: Uint8Array,
  helpers: number,
): Work<true> {
  const jobs: Job[] = [];
  let offset = 0;
  for (const { content, from, to } of parts) {
    const room = place.subarray(offset, offset + to - from);
    offset += room.length;
    if (content instanceof Uint8Array) {
      yield* copySteps(room, content.subarray(from, to), 0);
      continue;
    }
    const coded = image.file.codedSegments[content.index]!;
    jobs.push(
      restoreJob(segmentSource(image, content), flavor, coded, room, from, (length) => {
        if (length < room.length) throw tooShort(content.index);
      }),
    );
  }
  yield spreadOf(helpers, jobs);
  return true;
}

/** The error for a segment that ends in front of what is wanted of it. */
export function tooShort(segment: number): LeptonError {
  const what = `its segment ${segment} restores fewer bytes than it announces`;
  return new LeptonError('STREAM_INCONSISTENT', `The Lepton file is damaged: ${what}.`);
}
