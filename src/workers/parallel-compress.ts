/** Compression on several threads: segments are coded there while the scan is still being read here, then checked. */
import {
  asRefusal,
  type CompressOptions,
  compressOtherwise,
  compressSteps,
  planSegments,
  readPlainHeader,
} from '../codec/compress.js';
import { codedExtent, headerItems } from '../codec/image-items.js';
import type { JpegHeader } from '../codec/jpeg-header.js';
import { compressionBytes, type JpegImage } from '../codec/jpeg-image.js';
import { memoryLimitOf } from '../codec/memory-limit.js';
import { readMultiScanImage } from '../codec/multi-scan-image.js';
import { isSingleScan } from '../codec/representable.js';
import { planSegmentCount, SegmentPlanner } from '../codec/segment-plan.js';
import { readSingleScanImage } from '../codec/single-scan-image.js';
import { runInTurns, type Steps } from '../codec/steps.js';
import { verifyEnvelope } from '../codec/verify-envelope.js';
import { readHeaderItems, writeHeaderItems } from '../container/header-items.js';
import type { HeaderItems, LeptonFile } from '../container/lepton-file.js';
import { writeLeptonFile } from '../container/lepton-writer.js';
import type { LeptonError } from '../errors.js';
import { type CodedExtent, wholeExtent } from '../model/coded-extent.js';
import { verifyShared } from './parallel-verify.js';
import { segmentFile, sendable, withCodedSegment } from './segment-file.js';
import type { PoolShare, Threads } from './thread-pool.js';

/** Bytes of a JPEG below which other threads would cost more than they save. */
const SMALL_JPEG = 400_000;

/**
 * Compresses a JPEG; see `compressSync`, whose bytes it makes. The event loop turns at least once per row of MCUs.
 *
 * @param threads null if there are no others
 */
export async function compressAsync(
  jpeg: Uint8Array,
  options: CompressOptions,
  threads: Threads | null,
): Promise<Uint8Array> {
  if (threads === null) return runInTurns(compressSteps(jpeg, options));
  return threads.pool.share(threads.count, (share) => compressShared(jpeg, options, share));
}

async function compressShared(jpeg: Uint8Array, options: CompressOptions, share: PoolShare): Promise<Uint8Array> {
  if (jpeg.length < SMALL_JPEG) {
    if (share.isContended) return share.run(() => ({ kind: 'compress', jpeg: sendable(jpeg), options }));
    return runInTurns(compressSteps(jpeg, options));
  }
  let plainError: LeptonError;
  try {
    const header = readPlainHeader(jpeg);
    const { frame, scan } = header;
    // Other threads need the planes of the whole image; this one can do with a few rows.
    if (isSingleScan(frame, scan) && compressionBytes(frame, jpeg.length, frame.mcuRows) > memoryLimitOf(options)) {
      return await runInTurns(compressSteps(jpeg, options));
    }
    return isSingleScan(frame, scan)
      ? await new SingleScanCompression(jpeg, header, options, share).run()
      : await compressMultiScan(jpeg, header, options, share);
  } catch (error) {
    plainError = asRefusal(error);
  }
  return runInTurns(compressOtherwise(jpeg, options, plainError));
}

/** Progressive and multi-scan JPEGs: all scans are read before any segment can be coded. */
async function compressMultiScan(
  jpeg: Uint8Array,
  header: JpegHeader,
  options: CompressOptions,
  share: PoolShare,
): Promise<Uint8Array> {
  const planeOptions = { memoryLimit: memoryLimitOf(options), isShared: true };
  const image = await runInTurns(readMultiScanImage(jpeg, header, planeOptions));
  const { frame, quantization, planes } = image;
  const starts = planSegments(image, options.segments);
  const extent = codedExtent(image);
  const coded = await Promise.all(
    starts.map((firstMcuRow, index) => {
      const endMcuRow = starts[index + 1] ?? frame.mcuRows;
      const rows = { firstMcuRow, endMcuRow };
      return share.run(() => ({ kind: 'encode', frame, quantization, planes, extent, ...rows }));
    }),
  );
  const lepton = writeLeptonFile(image.kind, jpeg.length, headerItems(jpeg, image, starts, null), coded);
  if (options.verify ?? true) await verifyShared(jpeg, lepton, { memoryLimit: memoryLimitOf(options) }, share);
  return lepton;
}

/** What the coding of a segment depends on, apart from its rows. */
type Coded = Pick<JpegImage, 'frame' | 'quantization' | 'planes'>;

/** Sequential JPEGs: a segment is coded as soon as its rows are read, and checked against the original after that. */
class SingleScanCompression {
  /** Coded bytes of each segment that was given to a thread. */
  private readonly sent: Promise<Uint8Array>[] = [];

  constructor(
    private readonly jpeg: Uint8Array,
    private readonly header: JpegHeader,
    private readonly options: CompressOptions,
    private readonly share: PoolShare,
  ) {}

  async run(): Promise<Uint8Array> {
    const { jpeg, options, sent } = this;
    const image = await runInTurns(this.readAndSend());
    const starts = planSegments(image, options.segments);
    // What could be sent before the end is known was; the rest follows now.
    for (let index = sent.length; index < starts.length; index++) {
      this.send(image, codedExtent(image), starts[index] as number, starts[index + 1] ?? image.frame.mcuRows);
    }
    const items = headerItems(jpeg, image, starts, null);
    if (!(options.verify ?? true)) return writeLeptonFile('Z', jpeg.length, items, await Promise.all(sent));
    const header = writeHeaderItems(items);
    const { file, offsets } = this.asRead(image, header);
    const checks = sent.map((coded, index) => this.check(file, index, coded, offsets));
    const coded = await Promise.all(checks);
    const lepton = writeLeptonFile('Z', jpeg.length, items, coded);
    verifyEnvelope(jpeg, lepton, header, coded);
    return lepton;
  }

  /** Reads the scan and sends every segment whose rows and end are known. */
  private *readAndSend(): Steps<JpegImage> {
    const { jpeg, header, options, sent } = this;
    const { frame } = header;
    const steps = readSingleScanImage(jpeg, header, { memoryLimit: memoryLimitOf(options), isShared: true });
    let planner: SegmentPlanner | null = null;
    let rows = 0;
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      const { scanBytes, handovers, planes, quantization } = step.value;
      const count = planSegmentCount(scanBytes, frame.mcuRows, false, options.segments);
      planner ??= new SegmentPlanner(scanBytes, count, frame.mcuRows);
      for (; rows < handovers.length; rows++) planner.addRow(handovers[rows]?.codedBytes as number);
      const { starts } = planner;
      for (let index = sent.length; index + 1 < starts.length; index++) {
        const image = { frame, planes, quantization };
        this.send(image, wholeExtent(frame), starts[index] as number, starts[index + 1] as number);
      }
      yield;
    }
  }

  private send({ frame, quantization, planes }: Coded, extent: CodedExtent, firstMcuRow: number, endMcuRow: number) {
    const rows = { firstMcuRow, endMcuRow };
    this.sent.push(this.share.run(() => ({ kind: 'encode', frame, quantization, planes, extent, ...rows })));
  }

  /**
   * The Lepton file as its readers will see it, without coded bytes, and the parts of the JPEG that its segments restore.
   *
   * @param header the bytes of its header
   */
  private asRead(image: JpegImage, header: Uint8Array): { file: LeptonFile; offsets: readonly number[] } {
    const items: HeaderItems = readHeaderItems(header, false);
    const offsets = [this.header.scanStart];
    for (const { size } of items.segments) offsets.push((offsets.at(-1) as number) + size);
    const file: LeptonFile = {
      version: 1,
      kind: 'Z',
      revision: new Uint8Array(12),
      outputSize: this.jpeg.length,
      compressedHeaderSize: 0,
      headerSize: header.length,
      items,
      codedSegments: items.segments.map(() => ({ bytes: NOTHING, length: 0 })),
      end: 0,
    };
    return { file, offsets: offsets.map((offset) => Math.min(offset, image.trailingStart)) };
  }

  /** Has a segment decoded as soon as it is coded. @returns the coded bytes */
  private async check(
    file: LeptonFile,
    index: number,
    sent: Promise<Uint8Array>,
    offsets: readonly number[],
  ): Promise<Uint8Array> {
    const coded = await sent;
    await this.share.run(() => ({
      kind: 'check',
      file: withCodedSegment(segmentFile(file, index), coded),
      original: new Uint8Array(this.jpeg.subarray(offsets[index], offsets[index + 1])),
    }));
    return coded;
  }
}

const NOTHING = new Uint8Array(0);
