/** Restores segments of a stream in front of their turn, on other threads, within a bound of memory. */
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { CodedSegment, LeptonFile } from '../container/lepton-file.js';
import type { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import type { Flavor } from '../model/flavor.js';
import type { BytePieces } from './byte-stream.js';
import type { LeptonImage, SegmentRows } from './lepton-image.js';
import { SegmentRestorer, type SegmentRoom } from './segment-restorer.js';

/** Other threads that restore segments; whoever has some gives them to a stream. */
export interface SegmentThreads {
  /** Most segments that they restore at the same time; at least 1. */
  readonly count: number;
  /** Bytes of output below which they would cost more than they save. */
  readonly smallOutput: number;
  /**
   * Restores a segment.
   *
   * @param coded all its coded bytes, in shared memory
   * @param output where its bytes go, in shared memory
   */
  restore(file: LeptonFile, index: number, coded: CodedSegment, output: Uint8Array, flavor: Flavor): SegmentJob;
}

/** A segment on its way through another thread. */
export interface SegmentJob {
  /** Whether a thread has begun with it. */
  readonly isBegun: boolean;
  /** The bytes of the segment; rejects if there are none, for whatever reason. */
  readonly result: Promise<Uint8Array>;
  /** Says that nobody wants it: if it waits for a thread it does so no more. */
  drop(): void;
}

/**
 * Most bytes that are kept for segments whose turn is still to come: coded ones, and restored ones from the moment on when
 * a thread begins with them.
 */
export const AHEAD_BYTES = 16 * 1024 * 1024;

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
  readonly job: SegmentJob;
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
  /** What each thread gets a copy of. */
  private readonly headerBytes: number;
  private running = 0;
  /** Segment that this thread is at. */
  private current = -1;
  /** Whether the reader can read nothing of the input that it has. */
  private isDrained = false;
  private wake: () => void = () => undefined;

  /**
   * @param room what this thread uses for its segments
   * @param limit most bytes kept, see {@link AHEAD_BYTES}
   */
  constructor(
    private readonly threads: SegmentThreads,
    private readonly reader: LeptonStreamReader,
    private readonly image: LeptonImage,
    private readonly flavor: Flavor,
    private readonly room: SegmentRoom,
    private readonly limit: number,
  ) {
    const { jpegHeader, surplusRestarts } = image.file.items;
    this.headerBytes = jpegHeader.length + (surplusRestarts?.length ?? 0);
    this.waiting = image.segments
      .filter(({ firstMcuRow, endMcuRow }) => firstMcuRow < endMcuRow)
      .filter(({ size }, place) => place % (threads.count + 1) !== 0 && size < limit);
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
    return this.reader.queues.length + this.givenBytes + this.headerBytes + Math.max(free, withSpare(size));
  }

  private giveOut(): void {
    const { queues } = this.reader;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const { index, size } = next;
      const isPassed = index <= this.current;
      if (!isPassed) {
        if (this.running === this.threads.count || !queues.isComplete(index)) return;
        if (this.kept(size) > this.limit) return;
      }
      this.waiting.shift();
      if (!isPassed) this.give(index, size);
    }
  }

  private give(index: number, size: number): void {
    const { queues } = this.reader;
    const length = queues.bytesOf(index);
    const free = this.free.pop() ?? NO_PLACE;
    const place = { coded: enough(free.coded, length + DECODER_PADDING), output: enough(free.output, size) };
    const bytes = place.coded.subarray(0, length + DECODER_PADDING);
    queues.read(index, bytes.subarray(0, length));
    bytes.fill(0, length);
    const coded = { bytes, length };
    const job = this.threads.restore(this.image.file, index, coded, place.output, this.flavor);
    const given: Given = { place, coded, job, restored: null, isSettled: false };
    this.given.set(index, given);
    this.givenBytes += this.headerBytes + bytesOf(place);
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

  private *givenPieces({ index }: SegmentRows, given: Given): BytePieces {
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
    yield* restored === null ? this.restoreHere(index, given.coded) : this.cut(restored);
    this.given.delete(index);
    this.givenBytes -= this.headerBytes + bytesOf(given.place);
    this.free.push(given.place);
  }

  private *cut(restored: Uint8Array): BytePieces {
    for (let from = 0; from < restored.length; from += PIECE_BYTES) {
      this.advance();
      yield restored.subarray(from, from + PIECE_BYTES);
    }
  }

  private *restoreHere(index: number, coded: CodedSegment): BytePieces {
    const { image, flavor, room } = this;
    const restorer = new SegmentRestorer(image, image.segments[index]!, flavor, null, coded, room);
    try {
      for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
        this.advance();
        yield bytes;
      }
    } finally {
      restorer.close();
    }
  }
}

/** With some more, so that segments that are a little larger fit as well. */
function withSpare(bytes: number): number {
  return bytes + (bytes >> 4);
}

/** The memory, or more of it if it is too small. */
function enough(memory: Uint8Array, bytes: number): Uint8Array {
  return memory.length >= bytes ? memory : new Uint8Array(new SharedArrayBuffer(withSpare(bytes)));
}

function bytesOf({ coded, output }: Place): number {
  return coded.length + output.length;
}
