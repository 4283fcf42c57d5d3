/** Compression on several threads: segments are coded and checked there while the scan is still being read here. */
import {
  asRefusal,
  type CompressOptions,
  compressOtherwise,
  compressSteps,
  planSegments,
  readPlainHeader,
} from '../codec/compress.js';
import { codedExtent, headerItems, segmentTable } from '../codec/image-items.js';
import type { JpegHeader } from '../codec/jpeg-header.js';
import type { JpegImage } from '../codec/jpeg-image.js';
import { memoryLimitOf } from '../codec/memory-limit.js';
import { readMultiScanImage } from '../codec/multi-scan-image.js';
import { isSingleScan } from '../codec/representable.js';
import { planSegmentCount, SegmentPlanner } from '../codec/segment-plan.js';
import { readSingleScanImage, type SingleScanReading } from '../codec/single-scan-image.js';
import { nextTurn, runInTurns } from '../codec/steps.js';
import { verifyEnvelope } from '../codec/verify-envelope.js';
import type { HeaderItems, LeptonFile, SegmentEntry } from '../container/lepton-file.js';
import { writeLeptonFile } from '../container/lepton-writer.js';
import type { LeptonError } from '../errors.js';
import { wholeExtent } from '../model/coded-extent.js';
import { verifyAsync } from './parallel-verify.js';
import { segmentFile } from './segment-file.js';
import type { EncodeCheck } from './tasks.js';
import type { ThreadPool } from './thread-pool.js';

/** Bytes of a JPEG below which other threads would cost more than they save. */
const SMALL_JPEG = 400_000;

/**
 * Compresses a JPEG; see `compressSync`, whose bytes it makes. The event loop turns at least once per row of MCUs.
 *
 * @param pool null if there are no other threads
 */
export async function compressAsync(
  jpeg: Uint8Array,
  options: CompressOptions,
  pool: ThreadPool | null,
): Promise<Uint8Array> {
  if (pool === null) return runInTurns(compressSteps(jpeg, options));
  return pool.count(() => compressOnThreads(jpeg, options, pool));
}

async function compressOnThreads(jpeg: Uint8Array, options: CompressOptions, pool: ThreadPool): Promise<Uint8Array> {
  if (jpeg.length < SMALL_JPEG) {
    if (pool.isContended) return pool.run({ kind: 'compress', jpeg: jpeg.slice(), options });
    return runInTurns(compressSteps(jpeg, options));
  }
  let plainError: LeptonError;
  try {
    const header = readPlainHeader(jpeg);
    return isSingleScan(header.frame, header.scan)
      ? await new SingleScanCompression(jpeg, header, options, pool).run()
      : await compressMultiScan(jpeg, header, options, pool);
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
  pool: ThreadPool,
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
      return pool.run({ kind: 'encode', frame, quantization, planes, extent, ...rows, check: null });
    }),
  );
  const lepton = writeLeptonFile(image.kind, jpeg.length, headerItems(jpeg, image, starts, null), coded);
  if (options.verify ?? true) await verifyAsync(jpeg, lepton, { memoryLimit: memoryLimitOf(options) }, pool);
  return lepton;
}

/** What is known of an image when a segment of it is sent. */
type Known = Pick<JpegImage, 'frame' | 'quantization' | 'planes' | 'padByte' | 'restartCounts' | 'rowOffsets'>;

/** A segment that was given to a thread, and what it was told to check. */
interface SentSegment {
  readonly entries: readonly SegmentEntry[];
  readonly padByte: number;
  readonly coded: Promise<Uint8Array>;
}

/** Sequential JPEGs: a segment is coded, and checked against the original, as soon as its rows are read. */
class SingleScanCompression {
  private readonly sent: SentSegment[] = [];
  private readonly willVerify: boolean;

  constructor(
    private readonly jpeg: Uint8Array,
    private readonly header: JpegHeader,
    private readonly options: CompressOptions,
    private readonly pool: ThreadPool,
  ) {
    this.willVerify = options.verify ?? true;
  }

  async run(): Promise<Uint8Array> {
    const { jpeg, options } = this;
    const image = await this.readAndSend();
    const starts = planSegments(image, options.segments);
    const table = segmentTable(image, starts);
    // What could be sent before the end is known was; the rest follows now.
    for (let index = this.sent.length; index < starts.length; index++) {
      const entries = table.slice(index, index + 2);
      this.send(image, entries, starts[index] as number, starts[index + 1] ?? image.frame.mcuRows, image);
    }
    const coded = await Promise.all(this.sent.map((segment) => segment.coded));
    const items = headerItems(jpeg, image, starts, null);
    const lepton = writeLeptonFile('Z', jpeg.length, items, coded);
    if (this.willVerify) await this.finishVerification(lepton, coded, items);
    return lepton;
  }

  /** Reads the scan and sends every segment whose rows and end are known. */
  private async readAndSend(): Promise<JpegImage> {
    const { jpeg, header, options } = this;
    const planeOptions = { memoryLimit: memoryLimitOf(options), isShared: true };
    const steps = readSingleScanImage(jpeg, header, planeOptions);
    let planner: SegmentPlanner | null = null;
    let rows = 0;
    try {
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        const reading = step.value;
        planner ??= new SegmentPlanner(
          reading.scanBytes,
          planSegmentCount(reading.scanBytes, header.frame.mcuRows, false, options.segments),
          header.frame.mcuRows,
        );
        for (; rows < reading.handovers.length; rows++) {
          planner.addRow(reading.handovers[rows]?.codedBytes as number);
        }
        while (this.sent.length + 1 < planner.starts.length) this.sendFinished(reading, planner.starts);
        await nextTurn();
      }
    } catch (error) {
      // What the threads still find out about a file that is refused does not matter any more.
      await Promise.allSettled(this.sent.map(({ coded }) => coded));
      throw error;
    }
  }

  private sendFinished(reading: SingleScanReading, starts: readonly number[]): void {
    const index = this.sent.length;
    const { frame } = this.header;
    const firstMcuRow = starts[index] as number;
    const endMcuRow = starts[index + 1] as number;
    const offsets = reading.handovers.map(({ codedBytes }) => codedBytes);
    const known = { ...reading, frame, rowOffsets: offsets, rowsEnd: offsets.at(-1) as number };
    const entries = segmentTable(known, [firstMcuRow, endMcuRow]);
    this.send({ ...known, padByte: reading.padding.padByte }, entries, firstMcuRow, endMcuRow, null);
  }

  /** @param image the whole image if this is known, for the last segment of a file that was cut off */
  private send(
    known: Known,
    entries: readonly SegmentEntry[],
    firstMcuRow: number,
    endMcuRow: number,
    image: JpegImage | null,
  ): void {
    const { frame, quantization, planes, padByte } = known;
    const extent = image === null ? wholeExtent(frame) : codedExtent(image);
    const rows = { firstMcuRow, endMcuRow };
    const check = this.willVerify ? this.checkFor(known, firstMcuRow, entries, image) : null;
    const coded = this.pool.run({ kind: 'encode', frame, quantization, planes, extent, ...rows, check });
    // It is waited for later; until then a failure must not count as unhandled.
    coded.catch(() => undefined);
    this.sent.push({ entries, padByte, coded });
  }

  private checkFor(
    known: Known,
    firstMcuRow: number,
    entries: readonly SegmentEntry[],
    image: JpegImage | null,
  ): EncodeCheck {
    const { jpeg, header } = this;
    const all = image === null ? null : headerItems(jpeg, image, [0], null);
    const items: HeaderItems = {
      jpegHeader: jpeg.subarray(2, header.scanStart),
      padByte: known.padByte,
      segments: [...entries],
      restartCounts: known.restartCounts === null ? null : [...known.restartCounts],
      surplusRestarts: null,
      cutOff: all?.cutOff ?? null,
      replacingPrefix: null,
      leadingPrefix: null,
      trailing: null,
      outputSize: null,
      continuation: null,
      extension: null,
    };
    const start = header.scanStart + (known.rowOffsets[firstMcuRow] as number);
    const end = Math.min(start + (entries[0]?.size ?? 0), image?.trailingStart ?? jpeg.length);
    const file: LeptonFile = {
      version: 1,
      kind: 'Z',
      revision: new Uint8Array(12),
      outputSize: jpeg.length,
      compressedHeaderSize: 0,
      headerSize: 0,
      items,
      codedSegments: [{ bytes: new Uint8Array(0), length: 0 }],
      end: 0,
    };
    return { file: segmentFile(file, 0), original: jpeg.slice(start, end) };
  }

  /** The segments are checked; is all that stands around them what was checked, and does it restore the rest? */
  private async finishVerification(
    lepton: Uint8Array,
    coded: readonly Uint8Array[],
    items: HeaderItems,
  ): Promise<void> {
    const { jpeg, sent, options, pool } = this;
    const isAsChecked = sent.every(({ entries, padByte }, index) => {
      const written = items.segments[index] as SegmentEntry;
      return padByte === items.padByte && isSameEntry(entries[0] as SegmentEntry, written);
    });
    if (isAsChecked) verifyEnvelope(jpeg, lepton, coded);
    else await verifyAsync(jpeg, lepton, { memoryLimit: memoryLimitOf(options) }, pool);
  }
}

function isSameEntry(a: SegmentEntry, b: SegmentEntry): boolean {
  const isSameStart = a.lumaYStart === b.lumaYStart && a.size === b.size;
  const isSameByte = a.overhangByte === b.overhangByte && a.overhangBits === b.overhangBits;
  return isSameStart && isSameByte && a.lastDc.every((dc, index) => dc === b.lastDc[index]);
}
