/** Sequential JPEGs on several threads: segments are coded there while this one finds where the next begin, then checked. */
import { type CompressOptions, planSegments } from '../codec/compress.js';
import { codedExtent, headerItems } from '../codec/image-items.js';
import type { JpegHeader } from '../codec/jpeg-header.js';
import type { JpegImage } from '../codec/jpeg-image.js';
import { memoryLimitOf } from '../codec/memory-limit.js';
import { type CodedBefore, type CodedRows, codeByRows } from '../codec/row-compression.js';
import { SHARED_BYTES } from '../codec/segment-compression.js';
import { planSegmentCount, SegmentPlanner } from '../codec/segment-plan.js';
import { readSingleScanImage, type SingleScanImage } from '../codec/single-scan-image.js';
import { runInTurns } from '../codec/turns.js';
import { verifyEnvelope } from '../codec/verify-envelope.js';
import { readHeaderItems } from '../container/header-items.js';
import type { HeaderItems, LeptonFile } from '../container/lepton-file.js';
import { prepareHeader, writeLeptonSteps } from '../container/lepton-writer.js';
import { type CodedExtent, wholeExtent } from '../model/coded-extent.js';
import type { Steps } from '../steps.js';
import { segmentFile, shareHeader, withCodedSegment } from './segment-file.js';
import { shareWork } from './shared-work.js';
import { type CheckTask, checkSegment, doTask } from './tasks.js';
import type { PoolShare } from './thread-pool.js';

/**
 * Sequential JPEGs. The first segments are coded on other threads, which decode the Huffman codes of their rows
 * themselves; here these rows are only passed over to find where the segments begin. The last segments, about as many
 * as each of the others gets, are read and coded here, and then those that still wait for a thread. Then each is checked
 * against the original.
 */
export class SingleScanCompression {
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
    const { rows, items, prepared } = await this.share.runHere(async () => {
      const rows = await runInTurns(this.readAndSend());
      await this.share.doWaiting((task) => runInTurns(doTask(task)));
      const items = headerItems(jpeg, rows.image, rows.starts, null);
      // Now, while others still code.
      return { rows, items, prepared: await runInTurns(prepareHeader(items)) };
    });
    const parts = [...sent, ...rows.coded.map((coded) => Promise.resolve(coded))];
    const write = (coded: readonly Uint8Array[]): Promise<Uint8Array> =>
      runInTurns(writeLeptonSteps('Z', jpeg.length, items, coded, prepared));
    if (!(options.verify ?? true)) return write(await Promise.all(parts));
    const { header } = prepared;
    const coded = await this.check(parts, await runInTurns(this.asRead(rows.image, header)));
    const lepton = await write(coded);
    await runInTurns(verifyEnvelope(jpeg, lepton, header, coded, memoryLimitOf(options)));
    return lepton;
  }

  /** Sends the segments for other threads as soon as it is known where they end, and codes those behind them. */
  private *readAndSend(): Steps<CodedRows> {
    const { jpeg, header, options, sent } = this;
    const { before, image } = yield* this.passOver();
    if (image === null) return yield* codeByRows(jpeg, header, options.segments, memoryLimitOf(options), before);
    // The scan ends before the segments for this thread. What could be sent before the end was known was.
    const starts = planSegments(image, options.segments);
    for (let index = sent.length; index < starts.length; index++) {
      this.send(image, codedExtent(image), starts[index]!, starts[index + 1] ?? null);
    }
    return { image, starts, coded: [] };
  }

  /**
   * Passes over the rows of the segments for other threads.
   *
   * @returns what is known when they are sent, null if there are none; or the image, if the scan ends among them
   */
  private *passOver(): Steps<{ before: CodedBefore | null; image: SingleScanImage | null }> {
    const { jpeg, header, options, sent, share } = this;
    const { frame } = header;
    const planeOptions = { memoryLimit: memoryLimitOf(options), isShared: false, heldMcuRows: 0 };
    const steps = readSingleScanImage(jpeg, header, planeOptions);
    let planner: SegmentPlanner | null = null;
    let rows = 0;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return { before: null, image: step.value };
      if (step.value === null) {
        yield;
        continue;
      }
      const { data, scanBytes, handovers, padding } = step.value;
      const count = planSegmentCount(scanBytes, frame.mcuRows, false, options.segments);
      const others = count - Math.max(1, Math.floor(count / share.threads));
      if (others === 0) return { before: null, image: null };
      if (planner === null) {
        planner = new SegmentPlanner(scanBytes, count, frame.mcuRows);
        share.prepare(count);
      }
      for (; rows < handovers.length; rows++) planner.addRow(handovers[rows]!.codedBytes);
      const { starts } = planner;
      for (let index = sent.length; index < Math.min(others, starts.length - 1); index++) {
        this.send(step.value, wholeExtent(frame), starts[index]!, starts[index + 1]!);
      }
      if (sent.length === others) {
        const rowsBefore = handovers.slice(0, starts[others]! + 1);
        return { before: { segments: others, handovers: rowsBefore, padBits: padding.bits, data }, image: null };
      }
      yield;
    }
  }

  /** @param endMcuRow null for the last segment, which `read` then knows the end of */
  private send(read: ReadSoFar, extent: CodedExtent, firstMcuRow: number, endMcuRow: number | null): void {
    const { jpeg, header, sent, share } = this;
    const { frame, scan, scanStart } = header;
    const { quantization, handovers, scanBytes, rowsEnd, padding } = read;
    const first = handovers[firstMcuRow]!;
    const next = endMcuRow === null ? null : handovers[endMcuRow]!;
    const rows = {
      firstMcuRow,
      endMcuRow: endMcuRow ?? frame.mcuRows,
      handovers: [{ ...first, dataOffset: 0 }],
      restarts: 0,
    };
    const end = { codedBytes: next?.codedBytes ?? rowsEnd!, handover: next };
    const dataEnd = next === null ? scanBytes : Math.min(scanBytes, next.codedBytes + SHARED_BYTES);
    const part = jpeg.subarray(scanStart + first.codedBytes, scanStart + dataEnd);
    const source = { frame, scan, quantization, rows, extent, padBits: padding.bits, end };
    sent.push(share.run(() => ({ kind: 'segment', source: { ...source, bytes: new Uint8Array(part) } })));
  }

  /**
   * The Lepton file as its readers will see it, without coded bytes, and the parts of the JPEG that its segments restore.
   *
   * @param header the bytes of its header
   */
  private *asRead(image: JpegImage, header: Uint8Array): Steps<{ file: LeptonFile; offsets: readonly number[] }> {
    const items: HeaderItems = readHeaderItems(header, false);
    const offsets = [this.header.scanStart];
    for (const { size } of items.segments) offsets.push(offsets.at(-1)! + size);
    const file = yield* shareHeader({
      version: 1,
      kind: 'Z',
      revision: new Uint8Array(12),
      outputSize: this.jpeg.length,
      compressedHeaderSize: 0,
      headerSize: header.length,
      items,
      codedSegments: items.segments.map(() => ({ bytes: NOTHING, length: 0 })),
      end: 0,
    });
    return { file, offsets: offsets.map((offset) => Math.min(offset, image.trailingStart)) };
  }

  /** Has each segment decoded when it is coded and a thread is free. @returns the coded bytes */
  private async check(
    parts: readonly Promise<Uint8Array>[],
    { file, offsets }: { file: LeptonFile; offsets: readonly number[] },
  ): Promise<Uint8Array[]> {
    const { jpeg, sent, share } = this;
    const codedSegments: Uint8Array[] = [];
    const prepare = async (index: number): Promise<Pick<CheckTask, 'file' | 'original'>> => {
      const coded = (await parts[index])!;
      codedSegments[index] = coded;
      const original = jpeg.subarray(offsets[index], offsets[index + 1]);
      return { file: withCodedSegment(segmentFile(file, index), coded), original };
    };
    // First those that were coded here, as they are there already.
    const indexOf = (part: number): number => (sent.length + part) % parts.length;
    await shareWork(
      parts.length,
      share,
      async (part) => {
        const { file, original } = await prepare(indexOf(part));
        await share.run(() => ({ kind: 'check', file, original: new Uint8Array(original) }));
      },
      async (part) => runInTurns(checkSegment(await prepare(indexOf(part)))),
    );
    return codedSegments;
  }
}

const NOTHING = new Uint8Array(0);

/** What is known of a scan that is being read, and of one that was read. */
type ReadSoFar = Pick<SingleScanImage, 'quantization' | 'handovers' | 'scanBytes' | 'padding'> &
  Partial<Pick<SingleScanImage, 'rowsEnd'>>;
