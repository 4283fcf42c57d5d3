/** Restores a segment part after part, as its reader wants it and its coded bytes arrive. */

import { findDifference } from '../bytes/byte-steps.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { isInconsistency, makeWithAllFlavors } from '../codec/decode/flavor-search.js';
import { isFlavorless } from '../codec/decode/flavors.js';
import { type ArrivingBytes, restoreRows } from '../codec/decode/restore-segment.js';
import type { SegmentRoom, SegmentSource } from '../codec/decode/segment-restorer.js';
import { doubtfulSegmentMemory } from '../codec/memory.js';
import { DECODER_PADDING, LOOKAHEAD_BYTES } from '../coder/range-decoder.js';
import type { CodedSegment } from '../container/lepton-file.js';
import type { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import type { Flavor } from '../model/flavor.js';
import type { Call } from '../work/call.js';

/** Bytes of the output, each chunk valid until the next one is asked for; null where more input is needed. */
type Chunks<T = void> = Generator<Uint8Array | null, T>;

/** Where the coded bytes of a segment come from. */
export interface CodedInput {
  /** What is there of them; if they are still arriving, enough for the decoder to begin after {@link refill}. */
  readonly coded: CodedSegment | ArrivingBytes;
  /** Waits until there is enough to go on. */
  refill(): Chunks;
  /** Waits for all of them. */
  readAll(): Chunks<CodedSegment>;
}

const NOTHING = new Uint8Array(0);

/**
 * What a segment restores. Nothing that depends on the flavor comes out before it is known which it is, which only the end
 * of the segment tells.
 *
 * @param flavors the flavor of the file, or those that it may have, the likeliest first
 * @param room what all segments of a file share
 * @returns in the end the flavors that may come next
 */
export function* segmentChunks(
  source: SegmentSource,
  flavors: readonly Flavor[],
  input: CodedInput,
  room: SegmentRoom,
  call: Call,
): Chunks<readonly Flavor[]> {
  const given = yield* certainChunks(source, flavors, input, room);
  if (given === null) return flavors;
  const coded = yield* input.readAll();
  call.checkMemory(doubtfulSegmentMemory(coded.length, source.segment.size), 'A Lepton file of unknown arithmetic');
  const fitting = yield* makeWithAllFlavors(flavors, (flavor, before: Uint8Array | null) =>
    restoreAs(source, flavor, coded, room, before),
  );
  yield fitting.made.subarray(given);
  return fitting.flavors;
}

/**
 * Decodes as the coded bytes arrive, as long as there is no doubt.
 *
 * @returns number of bytes given before a row that depends on the flavor; null if the segment is finished
 */
function* certainChunks(
  source: SegmentSource,
  [flavor, ...others]: readonly Flavor[],
  input: CodedInput,
  room: SegmentRoom,
): Chunks<number | null> {
  yield* input.refill();
  const isDoubtful = others.length > 0;
  let given = 0;
  try {
    for (const bytes of restoreRows(source, flavor!, input.coded, { room })) {
      if (bytes === null) {
        yield* input.refill();
        continue;
      }
      if (isDoubtful && !isSameInAllFlavors(source, room)) return given;
      yield bytes;
      given += bytes.length;
    }
  } catch (error) {
    // With the wrong flavor, the row that depends on it may not even be decodable.
    if (!isDoubtful || !isInconsistency(error)) throw error;
    return given;
  }
  return null;
}

/** Whether the row that was restored last is the same in every arithmetic flavor. */
function isSameInAllFlavors({ quantization }: SegmentSource, { planes }: SegmentRoom): boolean {
  return planes.every((plane, index) => isFlavorless(plane.coefficients, quantization[index]!));
}

/** What the segment restores in a flavor; null if that is something else than `expected`. */
function* restoreAs(
  source: SegmentSource,
  flavor: Flavor,
  coded: CodedSegment,
  room: SegmentRoom,
  expected: Uint8Array | null,
): Generator<Uint8Array, Uint8Array | null> {
  const restored = expected === null ? new ByteWriter() : null;
  let length = 0;
  for (const row of restoreRows(source, flavor, coded, { room })) {
    const bytes = row!;
    if (expected !== null && findDifference(bytes, expected, length) < bytes.length) return null;
    restored?.append(bytes);
    length += bytes.length;
    yield NOTHING;
  }
  if (expected === null) return restored!.finish();
  return length === expected.length ? expected : null;
}

/** Coded bytes that are all there. */
export class WholeInput implements CodedInput {
  constructor(readonly coded: CodedSegment) {}

  *refill(): Chunks {}

  // biome-ignore lint/correctness/useYield: there is nothing to wait for
  *readAll(): Chunks<CodedSegment> {
    return this.coded;
  }
}

/** Most coded bytes that the decoder is given at a time. */
const WINDOW_BYTES = 32768;

/** Coded bytes out of a stream. */
export class StreamInput implements CodedInput {
  readonly coded: CodedWindow;

  /** @param isKept whether all bytes must be kept, to begin once more */
  constructor(
    private readonly reader: LeptonStreamReader,
    private readonly segment: number,
    isKept: boolean,
  ) {
    this.coded = new CodedWindow(isKept);
  }

  *refill(): Chunks {
    while (!this.coded.fill(this.reader, this.segment)) yield* this.readMore();
  }

  *readAll(): Chunks<CodedSegment> {
    const { reader, segment } = this;
    while (!reader.queues.isComplete(segment)) yield* this.readMore();
    return this.coded.takeAll(reader, segment);
  }

  /** Lets the reader read, and waits for input where it must. */
  private *readMore(): Chunks {
    if (!this.reader.advance()) yield null;
  }
}

/** The part of the coded bytes of a segment that its decoder works on. */
class CodedWindow implements ArrivingBytes {
  readonly bytes: Uint8Array = new Uint8Array(WINDOW_BYTES + DECODER_PADDING);
  length = 0;
  isComplete = false;
  private readonly kept: ByteWriter | null;

  /** @param isKept whether all bytes must be kept, to begin once more */
  constructor(isKept: boolean) {
    this.kept = isKept ? new ByteWriter(WINDOW_BYTES) : null;
  }

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
