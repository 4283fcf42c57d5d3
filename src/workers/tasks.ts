/** What can be done on another thread: plain data in, plain data out. */
import { type CompressOptions, compressSteps, encodeSegment } from '../codec/compress.js';
import { type DecompressOptions, decompressSteps } from '../codec/decompress.js';
import { readLeptonImage } from '../codec/lepton-image.js';
import { compressSegment, type SegmentSource } from '../codec/segment-compression.js';
import { SegmentRestorer } from '../codec/segment-restorer.js';
import { checkEqualSteps } from '../codec/verify.js';
import { decodeSegment } from '../codec/whole-image.js';
import type { LeptonFile } from '../container/lepton-file.js';
import type { CoefficientPlane } from '../jpeg/coefficient-plane.js';
import type { Frame } from '../jpeg/frame.js';
import type { CodedExtent } from '../model/coded-extent.js';
import { FLAVOR_16, type Flavor } from '../model/flavor.js';
import type { Steps } from '../steps.js';

const NOTHING = new Uint8Array(0);

/** Restores the bytes of the only segment of a file made by `segment-file.ts`. */
export interface RestoreTask {
  readonly kind: 'restore';
  readonly file: LeptonFile;
  readonly flavor: Flavor;
  /** Where the bytes go, in shared memory that has at least the size of the segment; by default into memory of their own. */
  readonly output?: Uint8Array;
}

/** Decodes the only segment of such a file into planes that other threads see. */
export interface DecodeTask {
  readonly kind: 'decode';
  readonly file: LeptonFile;
  readonly flavor: Flavor;
  readonly planes: readonly CoefficientPlane[];
}

/** Codes some rows of MCUs of planes that other threads see. */
export interface EncodeTask {
  readonly kind: 'encode';
  readonly frame: Frame;
  readonly quantization: readonly Uint16Array[];
  readonly planes: readonly CoefficientPlane[];
  readonly extent: CodedExtent;
  readonly firstMcuRow: number;
  readonly endMcuRow: number;
}

/** Codes a segment of a sequential JPEG from its bytes. */
export interface SegmentTask {
  readonly kind: 'segment';
  readonly source: SegmentSource;
}

/** Restores the only segment of a file made by `segment-file.ts` and compares it with the original. */
export interface CheckTask {
  readonly kind: 'check';
  readonly file: LeptonFile;
  /** The bytes of the JPEG that the segment must restore. */
  readonly original: Uint8Array;
}

/** Compresses a whole small file. */
export interface CompressTask {
  readonly kind: 'compress';
  readonly jpeg: Uint8Array;
  readonly options: CompressOptions;
}

/** Restores a whole small file, whose header is not of version 2: a decoder for that cannot be sent. */
export interface DecompressTask {
  readonly kind: 'decompress';
  readonly lepton: Uint8Array;
  readonly options: Omit<DecompressOptions, 'brotliDecompress'>;
}

/** Any task. */
export type Task = RestoreTask | DecodeTask | EncodeTask | SegmentTask | CheckTask | CompressTask | DecompressTask;

/** Does a task and returns its bytes; none for those that leave their result in shared planes or only check. */
export function* doTask(task: Task): Steps<Uint8Array> {
  switch (task.kind) {
    case 'restore':
      return yield* restoreSegment(task.file, task.flavor, task.output);
    case 'decode': {
      const image = readLeptonImage(task.file);
      yield* decodeSegment(image, image.segments[0]!, task.flavor, task.planes);
      return NOTHING;
    }
    case 'encode':
      return yield* encodeSegment(task, task.extent, task.firstMcuRow, task.endMcuRow);
    case 'segment':
      return yield* compressSegment(task.source);
    case 'check':
      yield* checkSegment(task);
      return NOTHING;
    case 'compress':
      return yield* compressSteps(task.jpeg, task.options);
    case 'decompress':
      return yield* decompressSteps(task.lepton, task.options);
  }
}

/** Does a {@link CheckTask}. @throws LeptonError ROUND_TRIP_FAILED, or what decoding throws */
export function* checkSegment({ file, original }: Pick<CheckTask, 'file' | 'original'>): Steps<void> {
  const restored = yield* restoreSegment(file, FLAVOR_16);
  // What the writer of a scan that was cut off makes behind its end is not part of the file.
  yield* checkEqualSteps(original, restored.subarray(0, original.length));
}

/**
 * Restores the only segment of a file made by `segment-file.ts`.
 *
 * @param shared where the bytes go; by default into memory of their own
 */
export function* restoreSegment(file: LeptonFile, flavor: Flavor, shared?: Uint8Array): Steps<Uint8Array> {
  const image = readLeptonImage(file);
  const segment = image.segments[0]!;
  const output = shared ?? new Uint8Array(segment.size);
  const restorer = new SegmentRestorer(image, segment, flavor, null);
  let length = 0;
  for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
    output.set(bytes, length);
    length += bytes.length;
    yield;
  }
  return output.subarray(0, length);
}
