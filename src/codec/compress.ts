/** JPEG -> Lepton file. */
import type { Extension } from '../container/extension.js';
import { MAX_COMPATIBLE_BYTES } from '../container/lepton-file.js';
import { writeLeptonSteps } from '../container/lepton-writer.js';
import { LeptonError } from '../errors.js';
import type { CodedExtent } from '../model/coded-extent.js';
import { SegmentEncoder } from '../model/segment-encoder.js';
import { runToEnd, type Steps } from '../steps.js';
import { readExtendedImage } from './extended.js';
import { codedExtent, headerItems } from './image-items.js';
import { type JpegHeader, readJpegHeader } from './jpeg-header.js';
import type { JpegImage } from './jpeg-image.js';
import { memoryLimitOf } from './memory-limit.js';
import { readMultiScanImage } from './multi-scan-image.js';
import { checkFrame, isSingleScan } from './representable.js';
import { compressByRows } from './row-compression.js';
import { planSegmentCount, planSegmentStarts } from './segment-plan.js';
import { storeBytes } from './stored.js';
import { verifySteps } from './verify.js';

/** Options of `compress`. */
export interface CompressOptions {
  /** Number of segments, 1..8; default: by size of the scan, as the C++ tool plans them. */
  readonly segments?: number;
  /** Decode the result and compare it with the input before returning it; default true. */
  readonly verify?: boolean;
  /** Bytes of memory that the call may need at most; default 512 MiB. */
  readonly memoryLimit?: number;
  /**
   * Most threads that the asynchronous form may use, 1..64, where the runtime has threads; default: the machine's
   * parallelism. The result is the same for every number.
   */
  readonly threads?: number;
  /**
   * Writes a file that only lepton-ts reads (version byte 0x45) where no Lepton file could hold the JPEG; default
   * false.
   */
  readonly extended?: boolean;
  /** Stores what cannot be compressed as it is, in a Lepton file of kind `Y`; default false. */
  readonly any?: boolean;
}

/**
 * Compresses a JPEG into a Lepton file.
 *
 * @param jpeg the whole file
 * @returns the Lepton file, which depends on nothing but the input and the options
 * @throws LeptonError NOT_A_JPEG, DAMAGED_JPEG, UNSUPPORTED_JPEG, FOUR_COMPONENTS, SAMPLING_BEYOND_TWO,
 * NOT_REPRESENTABLE, COEFFICIENT_OUT_OF_RANGE, ZERO_QUANTIZER, LIMIT_EXCEEDED, ROUND_TRIP_FAILED
 */
export function compressSync(jpeg: Uint8Array, options: CompressOptions = {}): Uint8Array {
  return runToEnd(compressSteps(jpeg, options));
}

/** The steps of {@link compressSync}. */
export function* compressSteps(jpeg: Uint8Array, options: CompressOptions): Steps<Uint8Array> {
  let plainError: LeptonError;
  try {
    return yield* verified(jpeg, yield* compressPlain(jpeg, options), options);
  } catch (error) {
    plainError = asRefusal(error);
  }
  return yield* compressOtherwise(jpeg, options, plainError);
}

/**
 * Compresses a JPEG that no Lepton file can hold in the other ways that the options allow.
 *
 * @param plainError why no Lepton file can hold it, which is the reason to tell in the end
 */
export function* compressOtherwise(
  jpeg: Uint8Array,
  options: CompressOptions,
  plainError: LeptonError,
): Steps<Uint8Array> {
  if (options.extended ?? false) {
    try {
      return yield* verified(jpeg, yield* compressExtended(jpeg, options), options);
    } catch (error) {
      asRefusal(error);
    }
  }
  if (options.any ?? false) return yield* verified(jpeg, yield* storeBytes(jpeg), options);
  throw plainError;
}

/** The error if another way of writing may help; else it is thrown again. */
export function asRefusal(error: unknown): LeptonError {
  if (error instanceof LeptonError && error.code !== 'USAGE' && error.code !== 'INTERNAL_ERROR') return error;
  throw error;
}

function* verified(jpeg: Uint8Array, lepton: Uint8Array, options: CompressOptions): Steps<Uint8Array> {
  if (options.verify ?? true) yield* verifySteps(jpeg, lepton, { memoryLimit: memoryLimitOf(options) });
  return lepton;
}

/** A file that every Lepton reader restores. */
function* compressPlain(jpeg: Uint8Array, options: CompressOptions): Steps<Uint8Array> {
  const header = readPlainHeader(jpeg);
  const memoryLimit = memoryLimitOf(options);
  if (isSingleScan(header.frame, header.scan)) {
    return yield* compressByRows(jpeg, header, options.segments, memoryLimit);
  }
  const image = yield* readMultiScanImage(jpeg, header, { memoryLimit, isShared: false });
  return yield* writeImage(jpeg, image, null, options);
}

/** The header of a JPEG that a file for every Lepton reader may hold. */
export function readPlainHeader(jpeg: Uint8Array): JpegHeader {
  const header = readJpegHeader(jpeg);
  checkFrame(header.frame);
  if (jpeg.length > MAX_COMPATIBLE_BYTES) {
    throw new LeptonError('NOT_REPRESENTABLE', `The JPEG has ${jpeg.length} bytes; Lepton readers end at 128 MiB.`);
  }
  return header;
}

/** A file that only lepton-ts restores; refused if bytes must be kept as they are and it saves nothing. */
function* compressExtended(jpeg: Uint8Array, options: CompressOptions): Steps<Uint8Array> {
  const planeOptions = { memoryLimit: memoryLimitOf(options), isShared: false };
  const { image, extension, isPatched } = yield* readExtendedImage(jpeg, planeOptions);
  const lepton = yield* writeImage(jpeg, image, extension, options);
  if (isPatched && lepton.length >= jpeg.length) {
    throw new LeptonError('NOT_REPRESENTABLE', 'Too little of the JPEG can be decoded for an extended file.');
  }
  return lepton;
}

function* writeImage(
  jpeg: Uint8Array,
  image: JpegImage,
  extension: Extension | null,
  options: CompressOptions,
): Steps<Uint8Array> {
  const starts = planSegments(image, options.segments);
  const coded: Uint8Array[] = [];
  for (const [index, start] of starts.entries()) {
    coded.push(yield* encodeSegment(image, codedExtent(image), start, starts[index + 1] ?? image.frame.mcuRows));
  }
  return yield* writeLeptonSteps(image.kind, jpeg.length, headerItems(jpeg, image, starts, extension), coded);
}

/** First row of MCUs of each segment of an image. */
export function planSegments(image: JpegImage, wanted: number | undefined): readonly number[] {
  const { kind, frame, scanBytes, rowOffsets, rowsEnd } = image;
  const count = planSegmentCount(scanBytes, frame.mcuRows, kind === 'X', wanted);
  return planSegmentStarts(rowOffsets, kind === 'X' ? rowsEnd : scanBytes, count, frame.mcuRows);
}

/** Codes the rows of one segment. */
export function* encodeSegment(
  image: Pick<JpegImage, 'frame' | 'quantization' | 'planes'>,
  extent: CodedExtent,
  firstMcuRow: number,
  endMcuRow: number,
): Steps<Uint8Array> {
  const encoder = new SegmentEncoder(image.frame, image.quantization, image.planes, extent);
  for (let row = firstMcuRow; row < endMcuRow; row++) {
    encoder.encodeMcuRow(row);
    yield;
  }
  return encoder.finish();
}
