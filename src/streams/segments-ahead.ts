/** Restores segments of a stream in front of their turn, on other threads, within a bound of memory. */

import type { LeptonImage, SegmentRows } from '../codec/decode/lepton-image.js';
import type { OutputLayout } from '../codec/decode/output-layout.js';
import { type RestoreData, restoreRows } from '../codec/decode/restore-segment.js';
import { type SegmentRoom, segmentSource } from '../codec/decode/segment-restorer.js';
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { CodedSegment } from '../container/lepton-file.js';
import type { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import type { Flavor } from '../model/flavor.js';
import type { Call, Helpers, SubmittedJob } from '../work/call.js';
import type { BytePieces } from './byte-stream.js';

/**
 * Most bytes that are kept for segments whose turn is still to come: coded ones, and restored ones from the moment on when
 * a thread begins with them.
 */
const AHEAD_BYTES = 16 * 1024 * 1024;

/** Bytes of a segment that are given at a time. */
const PIECE_BYTES = 65536;

/** Shared memory for one segment after the other: what is not used any more would stay for long before it is collected. */
interface Place {
  readonly coded: Uint8Array;
  readonly output: Uint8Array;
}

const NO_PLACE: Place = { coded: new Uint8Array(0), output: new Uint8Array(0) };

/** A segment that was given to a thread. */
interface Given {
  readonly place: Place;
  readonly coded: CodedSegment;
  readonly job: SubmittedJob;
  restored: Uint8Array | null;
  isSettled: boolean;
}

/**
 * Decides what is read and restored ahead. Of as many segments as there are threads, this one among them, the first is
 * left to this thread, so that all of them have the same to do. It restores as well what did not fit into the bound, what
 * had not arrived, and what another thread could not restore: so an error comes where it would come without threads.
 */
export class SegmentsAhead {
  private readonly given = new Map<number, Given>();
  /** Segments for other threads, the next one first. */
  private waiting: SegmentRows[];
  private givenBytes = 0;
  private readonly free: Place[] = [];
  private running = 0;
  /** Segment that this thread is at. */
  private current = -1;
  /** Whether the reader can read nothing of the input that it has. */
  private isDrained = false;
  private wake: () => void = () => undefined;

  /**
   * Begins to decode ahead.
   *
   * @param flavors those that the file may have
   * @param room what this thread uses for its segments
   * @returns null if there is nothing to gain, or nobody knows yet how to decode
   */
  static start(
    reader: LeptonStreamReader,
    image: LeptonImage,
    layout: OutputLayout,
    [flavor, ...others]: readonly Flavor[],
    room: SegmentRoom,
    { helpers, memoryLimit }: Call,
  ): SegmentsAhead | null {
    if (helpers === null || flavor === undefined || others.length > 0) return null;
    if (image.segments.length < 2 || layout.size < helpers.smallStream) return null;
    return new SegmentsAhead(helpers, reader, image, layout, flavor, room, Math.min(AHEAD_BYTES, memoryLimit / 2));
  }

  /** @param limit most bytes kept, see {@link AHEAD_BYTES} */
  private constructor(
    private readonly helpers: Helpers,
    private readonly reader: LeptonStreamReader,
    private readonly image: LeptonImage,
    { segments }: OutputLayout,
    private readonly flavor: Flavor,
    private readonly room: SegmentRoom,
    private readonly limit: number,
  ) {
    this.waiting = segments
      .filter((_segment, place) => place % (helpers.count + 1) !== 0)
      // The last one of a JPEG that was cut off does not know how much it restores.
      .filter(({ size, isLast }) => size < limit && !(image.isCutOff && isLast));
  }

  /** Whether more input is of use, and there is room for it. */
  get wantsInput(): boolean {
    return this.isDrained && this.hasRoom;
  }

  /** Says that there is more input. */
  noteInput(): void {
    this.isDrained = false;
    this.advance();
  }

  /** Reads ahead what there is, and gives other threads their work. */
  advance(): void {
    for (;;) {
      this.giveOut();
      if (this.isDrained || !this.hasRoom) return;
      this.isDrained = !this.reader.advanceAhead();
    }
  }

  /**
   * What another thread restores of a segment, after this thread has come to it.
   *
   * @returns null if no other thread has it, and none will
   */
  piecesOf(segment: SegmentRows): BytePieces | null {
    this.current = segment.index;
    const given = this.given.get(segment.index);
    return given === undefined ? null : this.givenPieces(segment, given);
  }

  /** Says that nothing more is wanted. */
  close(): void {
    for (const { job } of this.given.values()) job.drop();
    this.given.clear();
    this.waiting = [];
    this.wake();
  }

  private get hasRoom(): boolean {
    const next = this.waiting[0];
    if (next === undefined || !this.reader.canAdvance) return false;
    return this.kept(next.size) < this.limit;
  }

  /** Bytes that are kept when one more segment is given to a thread. */
  private kept(size: number): number {
    const free = this.free.reduce((sum, { output }) => sum + output.length, 0);
    return this.reader.queues.length + this.givenBytes + Math.max(free, withSpare(size));
  }

  private giveOut(): void {
    const { queues } = this.reader;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const { index, size } = next;
      const isPassed = index <= this.current;
      if (!isPassed) {
        if (this.running === this.helpers.count || !queues.isComplete(index)) return;
        if (this.kept(size) > this.limit) return;
      }
      this.waiting.shift();
      if (!isPassed) this.give(next);
    }
  }

  private give(segment: SegmentRows): void {
    const { index, size } = segment;
    const { helpers, image, flavor } = this;
    const { queues } = this.reader;
    const length = queues.bytesOf(index);
    const free = this.free.pop() ?? NO_PLACE;
    const place = {
      coded: enough(free.coded, length + DECODER_PADDING, helpers.shareMemory),
      output: enough(free.output, size, helpers.shareMemory),
    };
    const bytes = place.coded.subarray(0, length + DECODER_PADDING);
    queues.read(index, bytes.subarray(0, length));
    bytes.fill(0, length);
    const coded = { bytes, length };
    const job = helpers.submit((): RestoreData => {
      const data = { kind: 'restore', source: segmentSource(image, segment), flavor, coded, skip: 0, size } as const;
      return helpers.shareMemory ? { ...data, output: place.output } : data;
    });
    const given: Given = { place, coded, job, restored: null, isSettled: false };
    this.given.set(index, given);
    this.givenBytes += bytesOf(place);
    this.running++;
    const settle = (restored: Uint8Array | null) => {
      given.restored = restored;
      given.isSettled = true;
      this.running--;
      this.wake();
    };
    // What could not be restored is tried again here, when its turn has come: that tells the error in its place.
    job.result.then(settle, () => settle(null));
  }

  private *givenPieces(segment: SegmentRows, given: Given): BytePieces {
    // Where other calls have all threads, nobody knows when one is free.
    if (!given.job.isBegun) given.job.drop();
    else {
      while (!given.isSettled) {
        this.advance();
        yield new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
    const { restored } = given;
    yield* restored === null ? this.restoreHere(segment, given.coded) : this.cut(restored);
    this.given.delete(segment.index);
    this.givenBytes -= bytesOf(given.place);
    this.free.push(given.place);
  }

  private *cut(restored: Uint8Array): BytePieces {
    for (let from = 0; from < restored.length; from += PIECE_BYTES) {
      this.advance();
      yield restored.subarray(from, from + PIECE_BYTES);
    }
  }

  private *restoreHere(segment: SegmentRows, coded: CodedSegment): BytePieces {
    const { image, flavor, room } = this;
    for (const bytes of restoreRows(segmentSource(image, segment), flavor, coded, { room })) {
      this.advance();
      yield bytes!;
    }
  }
}

/** With some more, so that segments that are a little larger fit as well. */
function withSpare(bytes: number): number {
  return bytes + (bytes >> 4);
}

/** The memory, or more of it if it is too small. */
function enough(memory: Uint8Array, bytes: number, isShared: boolean): Uint8Array {
  if (memory.length >= bytes) return memory;
  const size = withSpare(bytes);
  return new Uint8Array(isShared ? new SharedArrayBuffer(size) : new ArrayBuffer(size));
}

function bytesOf({ coded, output }: Place): number {
  return coded.length + output.length;
}
