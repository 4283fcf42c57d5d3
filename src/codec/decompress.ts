/** Lepton file -> JPEG. */

import { joinSteps } from '../byte-steps.js';
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { Extension } from '../container/extension.js';
import type { BrotliDecompress, LeptonFile } from '../container/lepton-file.js';
import { readLeptonSteps } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import type { Flavor } from '../model/flavor.js';
import { runToEnd, type Steps } from '../steps.js';
import { candidateFlavors, type FlavorName } from './flavors.js';
import { type LeptonImage, readLeptonImage } from './lepton-image.js';
import { checkMemory, memoryLimitOf } from './memory-limit.js';
import { Output } from './output.js';
import { applyPatches } from './patches.js';
import { finishOutput, startOutput } from './restoring.js';
import { type SegmentEnd, SegmentRestorer } from './segment-restorer.js';
import { createImagePlanes, decodeSegment, writeWholeImage } from './whole-image.js';

/** Options of `decompress` and `verify`. */
export interface DecompressOptions {
  /** Bytes of memory that the call may need at most; default 512 MiB. */
  readonly memoryLimit?: number;
  /**
   * Most threads that the asynchronous form may use, 1..64, where the runtime has threads; default: the machine's
   * parallelism. The result is the same for every number.
   */
  readonly threads?: number;
  /** Forces an arithmetic flavour; by default it is found. */
  readonly flavor?: FlavorName;
  /** Decompresses Brotli, which headers of version 2 need; on Node it is there by default. */
  readonly brotliDecompress?: BrotliDecompress;
}

const SOI_MARKER = new Uint8Array([0xff, 0xd8]);
const NOTHING = new Uint8Array(0);

/**
 * Restores the JPEG from a Lepton file.
 *
 * @param lepton the whole file, or several that stand one behind the other
 * @returns exactly the bytes of the original
 * @throws LeptonError NOT_A_LEPTON_FILE, VERSION_UNSUPPORTED, SHORT_READ, DAMAGED_LEPTON_FILE, STREAM_INCONSISTENT,
 * ZERO_QUANTIZER, UNSUPPORTED_JPEG, LIMIT_EXCEEDED
 */
export function decompressSync(lepton: Uint8Array, options: DecompressOptions = {}): Uint8Array {
  return runToEnd(decompressSteps(lepton, options));
}

/** The steps of {@link decompressSync}. */
export function* decompressSteps(lepton: Uint8Array, options: DecompressOptions): Steps<Uint8Array> {
  const limit = memoryLimitOf(options);
  const brotli = options.brotliDecompress ?? null;
  const files = yield* readLeptonSteps(lepton, { padding: DECODER_PADDING, limit, brotli });
  checkOutputMemory(lepton, files, limit);
  const outputs: Uint8Array[] = [];
  for (const file of files) outputs.push(yield* restoreSteps(readLeptonImage(file), options.flavor, limit));
  return outputs.length === 1 ? outputs[0]! : yield* joinSteps(outputs);
}

/**
 * Checks that there is memory for what Lepton files restore.
 *
 * @throws LeptonError LIMIT_EXCEEDED
 */
export function checkOutputMemory(lepton: Uint8Array, files: readonly LeptonFile[], limit: number): void {
  checkMemory(2 * lepton.length + outputBytes(files) * (files.length > 1 ? 2 : 1), limit, 'The Lepton file');
}

/** Bytes that Lepton files restore, and of their headers. */
export function outputBytes(files: readonly LeptonFile[]): number {
  return files.reduce((sum, { outputSize, headerSize }) => sum + outputSize + headerSize, 0);
}

/** The steps of restoring one file. @param forced the flavour that is forced, if any */
export function* restoreSteps(image: LeptonImage, forced: FlavorName | undefined, limit: number): Steps<Uint8Array> {
  let firstError: LeptonError | null = null;
  for (const flavor of candidateFlavors(image.file.revision, forced)) {
    try {
      return yield* restoreWithFlavor(image, flavor, limit);
    } catch (error) {
      // Only an inconsistency can come from the wrong flavour; the first one is the one to tell.
      if (!(error instanceof LeptonError) || error.code !== 'STREAM_INCONSISTENT') throw error;
      firstError ??= error;
    }
  }
  throw firstError ?? new LeptonError('INTERNAL_ERROR', 'No arithmetic flavour was tried.');
}

function* restoreWithFlavor(image: LeptonImage, flavor: Flavor, memoryLimit: number): Steps<Uint8Array> {
  const { extension } = image.file.items;
  if (extension !== null) return yield* restoreExtended(image, extension, flavor, memoryLimit);
  const restoring = yield* startOutput(image);
  const { output } = restoring;
  if (!output.isFull) {
    if (image.isWholeImage) yield* restoreWholeImage(image, flavor, output, memoryLimit);
    else yield* restoreSegments(image, flavor, output);
  }
  return yield* finishOutput(restoring);
}

/** Extended files: patches lead from the scans as written to the original. */
function* restoreExtended(
  image: LeptonImage,
  extension: Extension,
  flavor: Flavor,
  memoryLimit: number,
): Steps<Uint8Array> {
  const { trailing } = image;
  const { outputSize } = image.file;
  const { writtenBytes, patches } = extension;
  checkMemory(writtenBytes + 2 * outputSize, memoryLimit, 'The Lepton file');
  const output = new Output(writtenBytes, writtenBytes);
  output.append(SOI_MARKER);
  yield* restoreWholeImage(image, flavor, output, memoryLimit);
  const written = yield* output.finish(NOTHING, true);
  const patched = yield* applyPatches(written, writtenBytes, patches, Math.max(0, outputSize - trailing.length));
  return yield* joinSteps([patched, trailing.subarray(0, outputSize)]);
}

/** A sequential scan: each segment is written as it is decoded. */
function* restoreSegments(image: LeptonImage, flavor: Flavor, output: Output): Steps<void> {
  const { jpegHeader } = image.file.items;
  const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
  if (image.hasHeader) yield* output.appendSteps(jpegHeader.subarray(0, headerEnd));
  let before: SegmentEnd | null = null;
  for (const segment of image.segments) {
    if (segment.firstMcuRow === segment.endMcuRow) continue;
    const restorer: SegmentRestorer = new SegmentRestorer(image, segment, flavor, before);
    for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
      output.append(bytes);
      yield;
    }
    before = restorer.end;
  }
  yield* output.appendSteps(jpegHeader.subarray(headerEnd));
}

/** Progressive and multi-scan files: all coefficients first, then scan after scan. */
function* restoreWholeImage(image: LeptonImage, flavor: Flavor, output: Output, memoryLimit: number): Steps<void> {
  const planes = createImagePlanes(image, memoryLimit, false);
  for (const segment of image.segments) {
    if (segment.firstMcuRow < segment.endMcuRow) yield* decodeSegment(image, segment, flavor, planes);
  }
  yield* writeWholeImage(image, planes, output);
}
