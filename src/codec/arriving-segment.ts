/** Restores a segment whose coded bytes are still arriving. */
import { DECODER_PADDING, LOOKAHEAD_BYTES } from '../coder/range-decoder.js';
import { ByteWriter } from '../container/byte-writer.js';
import type { CodedSegment } from '../container/lepton-file.js';
import type { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import { LeptonError } from '../errors.js';
import type { Flavor } from '../model/flavor.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';
import { checkMemory } from './memory-limit.js';
import { SegmentRestorer, type SegmentRoom } from './segment-restorer.js';

/** Bytes of the output, each chunk valid until the next one is asked for; null where more input is needed. */
type Chunks<T = void> = Generator<Uint8Array | null, T>;

/** Most coded bytes that the decoder is given at a time. */
const WINDOW_BYTES = 32768;

const NOTHING = new Uint8Array(0);

/** Decoding of one segment out of a stream. */
export class ArrivingSegment {
  /** The flavours that may come next, the likeliest first. */
  flavors: readonly Flavor[];
  private readonly coded: CodedWindow;

  /**
   * @param flavors the flavour of the file, or those that it may have
   * @param room what all segments of a file share
   * @param memoryLimit bytes that the segment may need at most
   */
  constructor(
    private readonly reader: LeptonStreamReader,
    private readonly image: LeptonImage,
    private readonly segment: SegmentRows,
    flavors: readonly Flavor[],
    private readonly room: SegmentRoom,
    private readonly memoryLimit: number,
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
    yield* this.doubtfulChunks(this.coded.takeAll(reader, index), given);
  }

  /**
   * Decodes the whole segment with each flavour, and keeps those that agree with the first that fits: what a later segment
   * tells about them must not contradict what was given.
   *
   * @param given number of bytes given before
   */
  private *doubtfulChunks(coded: CodedSegment, given: number): Chunks {
    checkMemory(2 * (coded.length + this.segment.size), this.memoryLimit, 'A Lepton file of unknown arithmetic');
    let bytes: Uint8Array | null = null;
    let firstError: LeptonError | null = null;
    const fitting: Flavor[] = [];
    for (const flavor of this.flavors) {
      try {
        const found: Uint8Array | null = yield* this.restoreAs(flavor, coded, bytes);
        if (found === null) continue;
        bytes = found;
        fitting.push(flavor);
      } catch (error) {
        if (!isInconsistent(error)) throw error;
        firstError ??= error;
      }
    }
    if (bytes === null) throw firstError ?? new LeptonError('INTERNAL_ERROR', 'No arithmetic flavour was tried.');
    this.flavors = fitting;
    yield bytes.subarray(given);
  }

  /** What the segment restores in a flavour; null if that is something else than `expected`. */
  private *restoreAs(
    flavor: Flavor,
    coded: CodedSegment,
    expected: Uint8Array | null,
  ): Generator<Uint8Array, Uint8Array | null> {
    const restorer = new SegmentRestorer(this.image, this.segment, flavor, null, coded, this.room);
    const restored = expected === null ? new ByteWriter() : null;
    let length = 0;
    try {
      for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
        if (expected !== null && !isAt(expected, length, bytes)) return null;
        restored?.append(bytes);
        length += bytes.length;
        yield NOTHING;
      }
    } finally {
      restorer.close();
    }
    return expected === null || length === expected.length ? (expected ?? restored!.finish()) : null;
  }

  /**
   * Decodes as the coded bytes arrive, as long as there is no doubt.
   *
   * @returns number of bytes given before a row that depends on the flavour; null if the segment is finished
   */
  private *certainChunks(): Chunks<number | null> {
    const { image, segment, coded } = this;
    yield* this.waitForCoded();
    const restorer = new SegmentRestorer(image, segment, this.flavors[0]!, null, coded, this.room);
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
      if (!isDoubtful || !isInconsistent(error)) throw error;
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

function isInconsistent(error: unknown): error is LeptonError {
  return error instanceof LeptonError && error.code === 'STREAM_INCONSISTENT';
}

/** Whether the bytes stand at an offset of others. */
function isAt(whole: Uint8Array, offset: number, bytes: Uint8Array): boolean {
  if (offset + bytes.length > whole.length) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== whole[offset + i]) return false;
  return true;
}

/** The part of the coded bytes of a segment that its decoder works on. */
class CodedWindow implements CodedSegment {
  readonly bytes: Uint8Array = new Uint8Array(WINDOW_BYTES + DECODER_PADDING);
  length = 0;
  isComplete = false;
  private readonly kept: ByteWriter | null;

  /** @param isKept whether all bytes must be kept, to begin once more */
  constructor(isKept: boolean) {
    this.kept = isKept ? new ByteWriter(WINDOW_BYTES) : null;
  }

  /** Takes bytes away in front. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  /**
   * Adds what has arrived and fits.
   *
   * @returns whether it is enough for the decoder to go on
   */
  fill({ queues }: LeptonStreamReader, segment: number): boolean {
    const count = queues.read(segment, this.bytes.subarray(this.length, WINDOW_BYTES));
    this.kept?.append(this.bytes.subarray(this.length, this.length + count));
    this.length += count;
    this.isComplete = queues.isComplete(segment) && queues.bytesOf(segment) === 0;
    this.bytes.fill(0, this.length, this.length + DECODER_PADDING);
    return this.isComplete || this.length >= LOOKAHEAD_BYTES;
  }

  /** All bytes of the segment, which have arrived and were kept. */
  takeAll({ queues }: LeptonStreamReader, segment: number): CodedSegment {
    const kept = this.kept?.finish() ?? NOTHING;
    const length = kept.length + queues.bytesOf(segment);
    const bytes = new Uint8Array(length + DECODER_PADDING);
    bytes.set(kept);
    queues.read(segment, bytes.subarray(kept.length, length));
    return { bytes, length };
  }
}
