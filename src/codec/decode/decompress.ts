/** Lepton file -> JPEG: the pipeline. */
import { joinSteps } from '../../bytes/byte-steps.js';
import { DECODER_PADDING } from '../../coder/range-decoder.js';
import type { Extension } from '../../container/extension.js';
import { readLeptonSteps } from '../../container/lepton-reader.js';
import type { CoefficientPlane } from '../../jpeg/coefficient-plane.js';
import type { Flavor } from '../../model/flavor.js';
import type { Call } from '../../work/call.js';
import { type Steps, spreadOf, type Work } from '../../work/steps.js';
import { amountOfWork } from '../amount-of-work.js';
import { decompressionMemory, extendedMemory, sharedDecompressionMemory } from '../memory.js';
import { asOneJob, onItsOwn } from '../one-job.js';
import { applyPatches } from '../patches.js';
import { makeWithFlavor } from './flavor-search.js';
import { candidateFlavors, type FlavorName } from './flavors.js';
import { type LeptonImage, readLeptonImage } from './lepton-image.js';
import { Output } from './output.js';
import { type OutputLayout, outputLayout, SOI_MARKER } from './output-layout.js';
import { restoreJob, restoreRows } from './restore-segment.js';
import { type SegmentEnd, segmentSource } from './segment-restorer.js';
import { restoreWholeImage } from './whole-image.js';

/** What decompression depends on, apart from what every call may use. */
export interface DecompressSettings {
  /** The arithmetic flavor, if it is forced. */
  readonly flavor?: FlavorName;
}

/** A whole Lepton file to restore on another thread. */
export interface DecompressData {
  readonly kind: 'decompress';
  readonly lepton: Uint8Array;
  readonly settings: DecompressSettings;
  readonly memoryLimit: number;
  /** Milliseconds that are left. */
  readonly timeLimit: number;
}

/** Version byte of files whose header needs Brotli. */
const BROTLI_VERSION = 2;

/**
 * Restores the JPEG from a Lepton file, or from several that stand one behind the other.
 *
 * @param spare planes that nobody needs any more
 * @throws LeptonError as `decompressSync`
 */
export function* decompress(
  lepton: Uint8Array,
  settings: DecompressSettings,
  call: Call,
  spare: readonly CoefficientPlane[] | null = null,
): Work<Uint8Array> {
  const { memoryLimit, brotli } = call;
  const files = yield* readLeptonSteps(lepton, { padding: DECODER_PADDING, limit: memoryLimit, brotli });
  call.checkMemory(decompressionMemory(lepton.length, files), 'The Lepton file');
  const sharedMemory = sharedDecompressionMemory(lepton.length, files);
  function* restoreAll(): Work<Uint8Array> {
    const outputs: Uint8Array[] = [];
    for (const file of files)
      outputs.push(yield* restoreFile(readLeptonImage(file), settings, call, sharedMemory, spare));
    return outputs.length === 1 ? outputs[0]! : yield* joinSteps(outputs);
  }
  const isDivided = files.length === 1 && !call.isSmall(files[0]!.outputSize) && files[0]!.items.segments.length > 1;
  // A decoder for Brotli cannot be sent, and another thread needs copies.
  if (isDivided || lepton[2] === BROTLI_VERSION || sharedMemory > memoryLimit) return yield* restoreAll();
  return yield* asOneJob(restoreAll, (): DecompressData => {
    return { kind: 'decompress', lepton: onItsOwn(lepton), settings, memoryLimit, timeLimit: call.timeLeft };
  });
}

/**
 * Restores the output of one file.
 *
 * @param sharedMemory bytes of memory that are needed with the help of other threads; by default nobody helps
 */
export function* restoreFile(
  image: LeptonImage,
  { flavor: forced }: DecompressSettings,
  call: Call,
  sharedMemory: number = Number.POSITIVE_INFINITY,
  spare: readonly CoefficientPlane[] | null = null,
): Work<Uint8Array> {
  return yield* makeWithFlavor(candidateFlavors(image.file.revision, forced), (flavor) =>
    restoreWithFlavor(image, flavor, call, helpersFor(image, call, sharedMemory), spare),
  );
}

/** Other threads that are worth it for a file. */
export function helpersFor({ frame, file }: LeptonImage, call: Call, sharedMemory: number): number {
  if (file.items.segments.length < 2) return 0;
  return call.helpersFor(file.outputSize, amountOfWork(frame, file.outputSize), sharedMemory);
}

function* restoreWithFlavor(
  image: LeptonImage,
  flavor: Flavor,
  call: Call,
  helpers: number,
  spare: readonly CoefficientPlane[] | null,
): Work<Uint8Array> {
  const { extension } = image.file.items;
  if (extension !== null) return yield* restoreExtended(image, extension, flavor, call, helpers);
  const layout = outputLayout(image);
  const output = new Output(layout);
  for (const bytes of layout.before) yield* output.appendSteps(bytes);
  if (layout.scans === 'whole image') yield* restoreWholeImage(image, flavor, output, call, helpers, spare);
  else if (image.hasHandovers) yield* restoreSegments(image, layout, flavor, output, helpers);
  else yield* restoreOneAfterTheOther(image, layout, flavor, output);
  for (const bytes of layout.behind) yield* output.appendSteps(bytes);
  return yield* output.finish();
}

/** Segments that know where they begin, each restored into its place. */
function* restoreSegments(
  image: LeptonImage,
  layout: OutputLayout,
  flavor: Flavor,
  output: Output,
  helpers: number,
): Work<void> {
  let lastLength = 0;
  const jobs = layout.segments.map((segment) => {
    // The last segment of a JPEG that was cut off does not know where it ends.
    const isOpen = image.isCutOff && segment.isLast;
    const place = isOpen ? output.rest : output.reserve(segment.size);
    const coded = image.file.codedSegments[segment.index]!;
    return restoreJob(segmentSource(image, segment), flavor, coded, place, 0, (length) => {
      if (isOpen) lastLength = length;
    });
  });
  yield spreadOf(helpers, jobs);
  output.reserve(lastLength);
}

/** Old files without handover words: each segment begins where the one before it ends. */
function* restoreOneAfterTheOther(
  image: LeptonImage,
  layout: OutputLayout,
  flavor: Flavor,
  output: Output,
): Work<void> {
  let before: SegmentEnd | null = null;
  for (const segment of layout.segments) {
    const coded = image.file.codedSegments[segment.index]!;
    before = yield* appendRows(output, restoreRows(segmentSource(image, segment), flavor, coded, { before }));
  }
}

function* appendRows(output: Output, rows: ReturnType<typeof restoreRows>): Steps<SegmentEnd> {
  try {
    for (let step = rows.next(); ; step = rows.next()) {
      if (step.done === true) return step.value;
      output.append(step.value!);
      yield;
    }
  } finally {
    rows.return(undefined as never);
  }
}

/** Extended files: patches lead from the scans as written to the original. */
function* restoreExtended(
  image: LeptonImage,
  extension: Extension,
  flavor: Flavor,
  call: Call,
  helpers: number,
): Work<Uint8Array> {
  const { trailing } = image;
  const { outputSize } = image.file;
  const { writtenBytes, patches } = extension;
  call.checkMemory(extendedMemory(writtenBytes, outputSize), 'The Lepton file');
  const output = new Output({
    ...outputLayout(image),
    size: writtenBytes,
    frontSize: writtenBytes,
    trailing: new Uint8Array(0),
    mayHaveSurplus: true,
  });
  output.append(SOI_MARKER);
  yield* restoreWholeImage(image, flavor, output, call, helpers, null);
  const written = yield* output.finish();
  const patched = yield* applyPatches(written, writtenBytes, patches, Math.max(0, outputSize - trailing.length));
  return yield* joinSteps([patched, trailing.subarray(0, outputSize)]);
}
