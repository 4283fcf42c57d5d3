/** Restores a JPEG from a Lepton file that is still arriving. */
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { CodedSegment, LeptonFile } from '../container/lepton-file.js';
import { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import type { SegmentQueues } from '../container/segment-queues.js';
import { LeptonError } from '../errors.js';
import type { Flavor } from '../model/flavor.js';
import { ArrivingSegment } from './arriving-segment.js';
import type { BytePieces, ByteSource } from './byte-stream.js';
import { type DecompressOptions, restoreSteps } from './decompress.js';
import { candidateFlavors, isEarlyRustLayout } from './flavors.js';
import { type LeptonImage, readLeptonImage } from './lepton-image.js';
import { checkMemory, memoryLimitOf } from './memory-limit.js';
import { createSegmentRoom, type SegmentRoom } from './segment-restorer.js';
import { AHEAD_BYTES, SegmentsAhead, type SegmentThreads } from './segments-ahead.js';

const NOTHING = new Uint8Array(0);
const SOI_MARKER = new Uint8Array([0xff, 0xd8]);

/** One pass over a stream. */
export class StreamRestoring implements ByteSource {
  /**
   * The output, as the input allows.
   *
   * @throws LeptonError as `decompressSync`, behind all bytes that could be restored before
   */
  readonly pieces: BytePieces = this.allPieces();
  private readonly reader: LeptonStreamReader;
  private readonly memoryLimit: number;
  private ahead: SegmentsAhead | null = null;

  /** @param threads null if there are none but this one */
  constructor(
    private readonly options: DecompressOptions,
    private readonly threads: SegmentThreads | null,
  ) {
    this.memoryLimit = memoryLimitOf(options);
    const brotli = options.brotliDecompress ?? null;
    this.reader = new LeptonStreamReader({ padding: DECODER_PADDING, limit: this.memoryLimit, brotli });
  }

  get wantsInput(): boolean {
    return this.ahead?.wantsInput ?? false;
  }

  push(bytes: Uint8Array): void {
    this.reader.push(bytes);
    this.ahead?.noteInput();
  }

  end(): void {
    this.reader.end();
    this.ahead?.noteInput();
  }

  private *allPieces(): BytePieces {
    for (let hasFile: boolean | null = true; hasFile !== false; ) {
      if (hasFile === true) yield* this.fileChunks();
      hasFile = this.reader.startNextFile();
      if (hasFile === null) yield null;
    }
  }

  private *fileChunks(): BytePieces {
    const { reader } = this;
    while (reader.file === null) yield* this.readMore();
    const image = readLeptonImage(reader.file);
    const { isWholeImage, hasHandovers, isCutOff } = image;
    const isWhole = isWholeImage || !hasHandovers || (isCutOff && isEarlyRustLayout(image.file.revision));
    if (isWhole) yield* this.wholeChunks();
    else yield* this.sequentialChunks(image);
  }

  /** Lets the reader read, and waits for input where it must. */
  private *readMore(): BytePieces {
    if (!this.reader.advance()) yield null;
  }

  private *readToEnd(): BytePieces {
    while (!this.reader.isFileEnded) yield* this.readMore();
  }

  /** What cannot be restored before all segments are decoded. */
  private *wholeChunks(): BytePieces {
    yield* this.readToEnd();
    const { file, queues } = this.reader;
    const image = readLeptonImage({ ...file!, codedSegments: takeAll(file!, queues) });
    checkMemory(2 * image.file.outputSize, this.memoryLimit, 'The Lepton file');
    const steps = restoreSteps(image, this.options.flavor, this.memoryLimit);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) yield NOTHING;
    yield step.value;
  }

  private *sequentialChunks(image: LeptonImage): BytePieces {
    const { outputSize, items } = image.file;
    const front = new Front(Math.max(0, outputSize - image.trailing.length));
    yield front.cut(image.prefix);
    if (image.hasHeader) yield front.cut(SOI_MARKER);
    if (!front.isFull) {
      const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
      if (image.hasHeader) yield front.cut(items.jpegHeader.subarray(0, headerEnd));
      yield* this.segmentChunks(image, front);
      yield front.cut(items.jpegHeader.subarray(headerEnd));
    }
    // The end of the file must be there before the end of the JPEG is: whoever reads would take it for whole.
    yield* this.readToEnd();
    front.check(image.isCutOff || items.replacingPrefix !== null || items.leadingPrefix !== null);
    yield image.trailing.subarray(0, outputSize - front.length);
  }

  private *segmentChunks(image: LeptonImage, front: Front): BytePieces {
    let flavors = candidateFlavors(image.file.revision, this.options.flavor);
    const room = createSegmentRoom(image);
    this.ahead = this.startAhead(image, flavors, room);
    try {
      for (const segment of image.segments) {
        if (segment.firstMcuRow === segment.endMcuRow) continue;
        const restored = this.ahead?.piecesOf(segment) ?? null;
        if (restored !== null) {
          yield* front.cutEach(restored);
          continue;
        }
        const decoding = new ArrivingSegment(this.reader, image, segment, flavors, room, this.memoryLimit);
        for (const piece of front.cutEach(decoding.chunks())) {
          this.ahead?.advance();
          yield piece;
        }
        flavors = decoding.flavors;
      }
    } finally {
      this.ahead?.close();
      this.ahead = null;
    }
  }

  /** What decodes ahead; null if there is nothing to gain, or nobody knows yet how to decode. */
  private startAhead(
    image: LeptonImage,
    [flavor, ...others]: readonly Flavor[],
    room: SegmentRoom,
  ): SegmentsAhead | null {
    const { threads, reader, memoryLimit } = this;
    const { outputSize } = image.file;
    if (threads === null || flavor === undefined || others.length > 0) return null;
    if (image.segments.length < 2 || outputSize < threads.smallOutput) return null;
    return new SegmentsAhead(threads, reader, image, flavor, room, Math.min(AHEAD_BYTES, memoryLimit / 2));
  }
}

/** Counts what comes in front of the trailing bytes, and cuts it off there. */
class Front {
  length = 0;
  private surplus = 0;

  constructor(private readonly limit: number) {}

  get isFull(): boolean {
    return this.length === this.limit;
  }

  cut(bytes: Uint8Array): Uint8Array {
    const count = Math.min(bytes.length, this.limit - this.length);
    this.length += count;
    this.surplus += bytes.length - count;
    return bytes.subarray(0, count);
  }

  *cutEach(pieces: BytePieces): BytePieces {
    for (const piece of pieces) yield piece instanceof Uint8Array ? this.cut(piece) : piece;
  }

  /** @throws LeptonError STREAM_INCONSISTENT if too little came, or too much */
  check(mayHaveSurplus: boolean): void {
    if (this.isFull && (this.surplus === 0 || mayHaveSurplus)) return;
    throw new LeptonError(
      'STREAM_INCONSISTENT',
      `The Lepton file is damaged: it restores ${this.length + this.surplus} bytes in front of the trailing ones instead of ${this.limit}.`,
    );
  }
}

function takeAll({ items }: LeptonFile, queues: SegmentQueues): CodedSegment[] {
  return items.segments.map((_, index) => {
    const length = queues.bytesOf(index);
    const bytes = new Uint8Array(length + DECODER_PADDING);
    queues.read(index, bytes);
    return { bytes, length };
  });
}
