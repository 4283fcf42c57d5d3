/** Decompression on several threads: each segment is restored or decoded on one of them. */

import { type DecompressOptions, decompressSteps, outputBytes } from '../codec/decompress.js';
import { candidateFlavors } from '../codec/flavors.js';
import { type LeptonImage, readLeptonImage } from '../codec/lepton-image.js';
import { memoryLimitOf } from '../codec/memory-limit.js';
import { finishOutput, type ImageRestoring, startOutput } from '../codec/restoring.js';
import { runInTurns } from '../codec/turns.js';
import { clearedPlanes, createImagePlanes, decodeSegment, writeWholeImage } from '../codec/whole-image.js';
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { LeptonFile } from '../container/lepton-file.js';
import { readLeptonSteps } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import type { CoefficientPlane } from '../jpeg/coefficient-plane.js';
import type { Flavor } from '../model/flavor.js';
import type { Steps } from '../steps.js';
import { fileWork } from './file-work.js';
import { segmentFile, sendable, shareHeader } from './segment-file.js';
import { shareWork } from './shared-work.js';
import { restoreSegment } from './tasks.js';
import type { PoolShare, Threads } from './thread-pool.js';

/** Bytes of output below which other threads would cost more than they save. */
const SMALL_OUTPUT = 400_000;

const NOTHING = new Uint8Array(0);

/**
 * Restores the JPEG from a Lepton file; see `decompressSync`. The event loop turns at least once per row of MCUs.
 *
 * @param threads null if there are no others
 */
export async function decompressAsync(
  lepton: Uint8Array,
  options: DecompressOptions,
  threads: Threads | null,
): Promise<Uint8Array> {
  if (threads === null) return runInTurns(decompressSteps(lepton, options));
  return threads.pool.share(threads.count, (share) => decompressShared(lepton, options, share));
}

/** Version byte of files whose header needs Brotli. */
const BROTLI_VERSION = 2;

/**
 * The same as a part of a call that uses the pool already.
 *
 * @param spare shared planes that nobody needs any more; they are used instead of new ones if they have the right size
 */
export async function decompressShared(
  lepton: Uint8Array,
  options: DecompressOptions,
  share: PoolShare,
  spare: readonly CoefficientPlane[] | null = null,
): Promise<Uint8Array> {
  const image = await readForThreads(lepton, options, share);
  if (image === 'here' || image === 'on one thread') {
    const isHere = image === 'here' || !share.isContended || lepton[2] === BROTLI_VERSION;
    if (isHere) return runInTurns(decompressSteps(lepton, options));
    const { brotliDecompress, ...others } = options;
    return share.run(() => ({ kind: 'decompress', lepton: sendable(lepton), options: others }));
  }
  let firstError: LeptonError | null = null;
  for (const flavor of candidateFlavors(image.file.revision, options.flavor)) {
    try {
      return await restoreOnThreads(image, flavor, memoryLimitOf(options), share, spare);
    } catch (error) {
      if (!(error instanceof LeptonError) || error.code !== 'STREAM_INCONSISTENT') throw error;
      firstError ??= error;
    }
  }
  throw firstError ?? new LeptonError('INTERNAL_ERROR', 'No arithmetic flavour was tried.');
}

/** How to restore a file that is not restored by several threads: on any one, or without a copy for another one. */
type OneThread = 'on one thread' | 'here';

/** The image of a file that is worth other threads. */
async function readForThreads(
  lepton: Uint8Array,
  options: DecompressOptions,
  share: PoolShare,
): Promise<LeptonImage | OneThread> {
  const limit = memoryLimitOf(options);
  const brotli = options.brotliDecompress ?? null;
  const reading = readLeptonSteps(lepton, { padding: DECODER_PADDING, limit, brotli });
  const files = await runInTurns(reading);
  // A thread gets copies, and parts and the whole are in memory at the same time.
  if (2 * (lepton.length + outputBytes(files)) > limit) return 'here';
  const [file, ...others] = files;
  if (file === undefined || others.length > 0 || file.items.segments.length < 2) return 'on one thread';
  const { extension, leadingPrefix } = file.items;
  if (file.outputSize < SMALL_OUTPUT || extension !== null || leadingPrefix !== null) return 'on one thread';
  const image = readLeptonImage(file);
  if (!share.isWorthThreads(fileWork(image.frame, file.outputSize))) return 'on one thread';
  // The segments of a whole image restore no bytes of their own.
  if (image.isWholeImage) return image;
  // Segments that claim more than the file has are left to the path that stops in time.
  const segmentBytes = file.items.segments.reduce((sum, { size }) => sum + size, 0);
  return image.hasHandovers && segmentBytes <= file.outputSize + 2 ? image : 'on one thread';
}

async function restoreOnThreads(
  image: LeptonImage,
  flavor: Flavor,
  memoryLimit: number,
  share: PoolShare,
  spare: readonly CoefficientPlane[] | null,
): Promise<Uint8Array> {
  const restoring = await runInTurns(startOutput(image));
  if (image.isWholeImage) await restoreWholeImage(image, flavor, memoryLimit, share, restoring, spare);
  else await restoreSegments(image, flavor, share, restoring);
  return runInTurns(finishOutput(restoring));
}

async function restoreSegments(
  image: LeptonImage,
  flavor: Flavor,
  share: PoolShare,
  { output }: ImageRestoring,
): Promise<void> {
  const { jpegHeader } = image.file.items;
  const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
  if (image.hasHeader) await runInTurns(output.appendSteps(jpegHeader.subarray(0, headerEnd)));
  const { segments, fileOf } = await runInTurns(partsOf(image));
  const restored: Uint8Array[] = [];
  let appended = 0;
  const take = (part: number, bytes: Uint8Array): void => {
    restored[part] = bytes;
    // In their order, so that none is held that could be appended.
    for (let next = restored[appended]; next !== undefined; next = restored[++appended]) {
      output.append(next);
      restored[appended] = NOTHING;
    }
  };
  await shareWork(
    segments.length,
    share,
    async (part) => take(part, await share.run(() => ({ kind: 'restore', file: fileOf(part), flavor }))),
    async (part) => take(part, await runInTurns(restoreSegment(fileOf(part), flavor))),
  );
  await runInTurns(output.appendSteps(jpegHeader.subarray(headerEnd)));
}

async function restoreWholeImage(
  image: LeptonImage,
  flavor: Flavor,
  memoryLimit: number,
  share: PoolShare,
  { output }: ImageRestoring,
  spare: readonly CoefficientPlane[] | null,
): Promise<void> {
  const planes =
    (spare && (await runInTurns(clearedPlanes(image, spare)))) ?? createImagePlanes(image, memoryLimit, true);
  const { segments, fileOf } = await runInTurns(partsOf(image));
  await shareWork(
    segments.length,
    share,
    async (part) => {
      await share.run(() => ({ kind: 'decode', file: fileOf(part), flavor, planes }));
    },
    (part) => runInTurns(decodeSegment(image, image.segments[segments[part]!]!, flavor, planes)),
  );
  await runInTurns(writeWholeImage(image, planes, output));
}

/** Numbers of the segments that have rows, and each of them as a file for another thread. */
function* partsOf(image: LeptonImage): Steps<{ segments: readonly number[]; fileOf: (part: number) => LeptonFile }> {
  const withRows = image.segments.filter(({ firstMcuRow, endMcuRow }) => firstMcuRow < endMcuRow);
  const segments = withRows.map(({ index }) => index);
  const file = yield* shareHeader(image.file);
  return { segments, fileOf: (part) => segmentFile(file, segments[part]!) };
}
