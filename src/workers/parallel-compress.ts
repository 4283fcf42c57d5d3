/** Compression on several threads: what is worth them, and how. */
import {
  asRefusal,
  type CompressOptions,
  compressOtherwise,
  compressSteps,
  encodeSegment,
  planSegments,
  readPlainHeader,
} from '../codec/compress.js';
import { countHeldRows, HELD_BYTES } from '../codec/held-rows.js';
import { codedExtent, headerItems } from '../codec/image-items.js';
import type { JpegHeader } from '../codec/jpeg-header.js';
import { compressionBytes } from '../codec/jpeg-image.js';
import { memoryLimitOf } from '../codec/memory-limit.js';
import { readMultiScanImage } from '../codec/multi-scan-image.js';
import { isSingleScan } from '../codec/representable.js';
import { planSegmentCount } from '../codec/segment-plan.js';
import { runInTurns } from '../codec/turns.js';
import { writeLeptonSteps } from '../container/lepton-writer.js';
import type { ErrorCode, LeptonError } from '../errors.js';
import { fileWork } from './file-work.js';
import { verifyShared } from './parallel-verify.js';
import { sendable } from './segment-file.js';
import { shareWork } from './shared-work.js';
import { SingleScanCompression } from './single-scan-compression.js';
import type { EncodeTask } from './tasks.js';
import type { PoolShare, Threads } from './thread-pool.js';

/** Bytes of a JPEG below which other threads would cost more than they save. */
const SMALL_JPEG = 400_000;

/**
 * Refusals of which a JPEG may deserve several. Which of them comes first on threads is a matter of chance, so the work
 * is done again on this thread alone, which always meets the same one first.
 */
const FAULTS_OF_JPEGS: ReadonlySet<ErrorCode> = new Set([
  'COEFFICIENT_OUT_OF_RANGE',
  'DAMAGED_JPEG',
  'NOT_REPRESENTABLE',
  'ZERO_QUANTIZER',
]);

/**
 * Compresses a JPEG; see `compressSync`, whose bytes it makes. The event loop turns at least once per row of MCUs.
 *
 * @param threads null if there are no others
 * @param smallJpeg bytes of a JPEG below which they are not used
 */
export async function compressAsync(
  jpeg: Uint8Array,
  options: CompressOptions,
  threads: Threads | null,
  smallJpeg: number = SMALL_JPEG,
): Promise<Uint8Array> {
  if (threads === null) return runInTurns(compressSteps(jpeg, options));
  return threads.pool.share(threads.count, (share) => {
    return jpeg.length < smallJpeg ? compressSmall(jpeg, options, share) : compressLarge(jpeg, options, share);
  });
}

async function compressSmall(jpeg: Uint8Array, options: CompressOptions, share: PoolShare): Promise<Uint8Array> {
  if (share.isContended) return share.run(() => ({ kind: 'compress', jpeg: sendable(jpeg), options }));
  return runInTurns(compressSteps(jpeg, options));
}

async function compressLarge(jpeg: Uint8Array, options: CompressOptions, share: PoolShare): Promise<Uint8Array> {
  let plainError: LeptonError | null = null;
  try {
    const header = readPlainHeader(jpeg);
    if (isForThreads(jpeg, header, options, share)) {
      return isSingleScan(header.frame, header.scan)
        ? await new SingleScanCompression(jpeg, header, options, share).run()
        : await compressMultiScan(jpeg, header, options, share);
    }
  } catch (error) {
    plainError = asRefusal(error);
  }
  if (plainError === null || FAULTS_OF_JPEGS.has(plainError.code)) return runInTurns(compressSteps(jpeg, options));
  return runInTurns(compressOtherwise(jpeg, options, plainError));
}

/** Whether threads are worth it, and have the memory that they need beside the caller's own. */
function isForThreads(
  jpeg: Uint8Array,
  { frame, scan }: JpegHeader,
  options: CompressOptions,
  share: PoolShare,
): boolean {
  const passes = (options.verify ?? true) ? 2 : 1;
  if (!share.isWorthThreads(passes * fileWork(frame, jpeg.length))) return false;
  const mcuRows = isSingleScan(frame, scan) ? share.threads * countHeldRows(frame, HELD_BYTES) : frame.mcuRows;
  return compressionBytes(frame, jpeg.length, mcuRows) <= memoryLimitOf(options);
}

/** Progressive and multi-scan JPEGs: all scans are read before any segment can be coded. */
async function compressMultiScan(
  jpeg: Uint8Array,
  header: JpegHeader,
  options: CompressOptions,
  share: PoolShare,
): Promise<Uint8Array> {
  const planeOptions = { memoryLimit: memoryLimitOf(options), isShared: true };
  // An estimate, as it is not known yet how long the scans are.
  const usual = planSegmentCount(jpeg.length, header.frame.mcuRows, true, undefined);
  share.prepare(Math.min(usual, options.segments ?? usual));
  const image = await runInTurns(readMultiScanImage(jpeg, header, planeOptions));
  const { frame, quantization, planes } = image;
  const starts = planSegments(image, options.segments);
  const extent = codedExtent(image);
  const coded: Uint8Array[] = [];
  const rowsOf = (part: number): Pick<EncodeTask, 'firstMcuRow' | 'endMcuRow'> => {
    return { firstMcuRow: starts[part]!, endMcuRow: starts[part + 1] ?? frame.mcuRows };
  };
  await shareWork(
    starts.length,
    share,
    async (part) => {
      const rows = rowsOf(part);
      coded[part] = await share.run(() => ({ kind: 'encode', frame, quantization, planes, extent, ...rows }));
    },
    async (part) => {
      const { firstMcuRow, endMcuRow } = rowsOf(part);
      coded[part] = await runInTurns(encodeSegment(image, extent, firstMcuRow, endMcuRow));
    },
  );
  const items = headerItems(jpeg, image, starts, null);
  const lepton = await runInTurns(writeLeptonSteps(image.kind, jpeg.length, items, coded));
  if (options.verify ?? true) await verifyShared(jpeg, lepton, { memoryLimit: memoryLimitOf(options) }, share, planes);
  return lepton;
}
