/** Restores a segment whose coded bytes are still arriving. */
import { DECODER_PADDING, LOOKAHEAD_BYTES } from '../coder/range-decoder.js';
import type { CodedSegment } from '../container/lepton-file.js';
import type { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import { LeptonError } from '../errors.js';
import type { Flavor } from '../model/dc-prediction.js';
import { joinBytes } from './join-bytes.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';
import { SegmentDecoding } from './segment-decoding.js';
import { SegmentRestorer } from './segment-restorer.js';

/** Bytes of the output, each chunk valid until the next one is asked for; null where more input is needed. */
type Chunks<T = void> = Generator<Uint8Array | null, T>;

/** Coded bytes that the decoder is given at a time. */
const SUPPLY_BYTES = 65536;

/** Decoding of one segment out of a stream. */
export class ArrivingSegment {
  /** The flavours that may come next, the likeliest first. */
  flavors: readonly Flavor[];
  private readonly coded: CodedWindow;

  /** @param flavors the flavour of the file, or those that it may have */
  constructor(
    private readonly reader: LeptonStreamReader,
    private readonly image: LeptonImage,
    private readonly segment: SegmentRows,
    flavors: readonly Flavor[],
  ) {
    this.flavors = flavors;
    this.coded = new CodedWindow(flavors.length > 1);
  }

  /** What the segment restores. */
  *chunks(): Chunks {
    const { reader, segment } = this;
    const given = yield* this.certainChunks();
    if (given === null) return;
    // From here on the flavours may differ, and only the end of the segment tells which it is.
    const { index } = segment;
    while (!reader.queues.isComplete(index)) yield* this.readMore();
    const coded = this.coded.takeAll(reader, index);
    const codedSegments = this.image.segments.map((_, other) => (other === index ? coded : NO_CODED_BYTES));
    const image = { ...this.image, file: { ...this.image.file, codedSegments } };
    const decoding = new SegmentDecoding(image, this.flavors);
    yield* decoding.chunks(segment, given, Number.POSITIVE_INFINITY);
    this.flavors = decoding.flavors;
  }

  /**
   * Decodes as the coded bytes arrive, as long as there is no doubt.
   *
   * @returns number of bytes given before a row that depends on the flavour; null if the segment is finished
   */
  private *certainChunks(): Chunks<number | null> {
    const { image, segment, coded } = this;
    yield* this.waitForCoded();
    const restorer = new SegmentRestorer(image, segment, this.flavors[0] as Flavor, null, coded);
    const isDoubtful = this.flavors.length > 1;
    let given = 0;
    try {
      restorer.supply(coded, coded.isComplete, 0);
      for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
        if (restorer.isInterrupted) {
          const dropped = restorer.passedBytes;
          coded.drop(dropped);
          yield* this.waitForCoded();
          restorer.supply(coded, coded.isComplete, dropped);
          continue;
        }
        if (isDoubtful && !restorer.isSameInAllFlavors()) return given;
        yield bytes;
        given += bytes.length;
      }
    } catch (error) {
      // With the wrong flavour, the row that depends on it may not even be decodable.
      if (!isDoubtful || !(error instanceof LeptonError) || error.code !== 'STREAM_INCONSISTENT') throw error;
      return given;
    } finally {
      restorer.close();
    }
    return null;
  }

  private *waitForCoded(): Chunks {
    while (!this.coded.fill(this.reader, this.segment.index)) yield* this.readMore();
  }

  /** Lets the reader read, and waits for input where it must. */
  private *readMore(): Chunks {
    if (!this.reader.advance()) yield null;
  }
}

const NO_CODED_BYTES: CodedSegment = { bytes: new Uint8Array(DECODER_PADDING), length: 0 };

/** The part of the coded bytes of a segment that its decoder works on. */
class CodedWindow implements CodedSegment {
  bytes: Uint8Array = new Uint8Array(SUPPLY_BYTES + DECODER_PADDING);
  length = 0;
  isComplete = false;
  private readonly kept: Uint8Array[] = [];

  /** @param isKept whether all bytes must be kept, to begin once more */
  constructor(private readonly isKept: boolean) {}

  /** Takes bytes away in front. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  /**
   * Adds what has arrived, up to about SUPPLY_BYTES.
   *
   * @returns whether it is enough for the decoder to go on
   */
  fill({ queues }: LeptonStreamReader, segment: number): boolean {
    while (this.length < SUPPLY_BYTES / 2) {
      const next = queues.take(segment);
      if (next === null) {
        this.isComplete = queues.isComplete(segment);
        break;
      }
      this.append(next);
    }
    this.bytes.fill(0, this.length, this.length + DECODER_PADDING);
    return this.isComplete || this.length >= LOOKAHEAD_BYTES;
  }

  /** All bytes of the segment, which are complete and were kept. */
  takeAll({ queues }: LeptonStreamReader, segment: number): CodedSegment {
    for (let next = queues.take(segment); next !== null; next = queues.take(segment)) this.kept.push(next);
    const length = this.kept.reduce((sum, part) => sum + part.length, 0);
    return { bytes: joinBytes([...this.kept, new Uint8Array(DECODER_PADDING)]), length };
  }

  private append(next: Uint8Array): void {
    if (this.isKept) this.kept.push(next);
    const needed = this.length + next.length + DECODER_PADDING;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(needed);
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(next, this.length);
    this.length += next.length;
  }
}
