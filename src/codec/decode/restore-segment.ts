/** Restores segments of a sequential scan: the one loop over `SegmentRestorer`, and what is made of it. */
import type { CodedSegment } from '../../container/lepton-file.js';
import type { Flavor } from '../../model/flavor.js';
import type { Job, Steps } from '../../work/steps.js';
import { type SegmentEnd, SegmentRestorer, type SegmentRoom, type SegmentSource } from './segment-restorer.js';

/** Coded bytes that may still be arriving. */
export interface ArrivingBytes extends CodedSegment {
  /** Whether these are all. */
  readonly isComplete: boolean;
  /** Takes bytes away in front that are not needed any more. */
  drop(count: number): void;
}

/** How a segment is restored, where not in the usual way. */
export interface RestoreWay {
  /** End of the segment before, from which old files without handover words continue. */
  readonly before?: SegmentEnd | null;
  /** Planes and models that no other segment uses at the same time. */
  readonly room?: SegmentRoom;
}

/**
 * Restores a segment row of MCUs by row of MCUs.
 *
 * @param coded its coded bytes, or the first of them, enough for the decoder to begin
 * @returns chunks that are valid until the next one is asked for; null where there must be more in `coded` first
 * @throws LeptonError STREAM_INCONSISTENT, ZERO_QUANTIZER
 */
export function* restoreRows(
  source: SegmentSource,
  flavor: Flavor,
  coded: CodedSegment | ArrivingBytes,
  { before = null, room }: RestoreWay = {},
): Generator<Uint8Array | null, SegmentEnd> {
  const restorer = new SegmentRestorer(source, flavor, before, coded, room);
  const arriving = 'isComplete' in coded ? coded : null;
  try {
    if (arriving !== null) restorer.supply(arriving, arriving.isComplete, 0);
    for (let bytes = restorer.next(); bytes !== null; bytes = restorer.next()) {
      if (arriving === null || !restorer.isInterrupted) {
        yield bytes;
        continue;
      }
      const dropped = restorer.passedBytes;
      arriving.drop(dropped);
      yield null;
      restorer.supply(arriving, arriving.isComplete, dropped);
    }
    return restorer.end;
  } finally {
    restorer.close();
  }
}

/**
 * Restores some bytes of a segment, all of which must be there and sound.
 *
 * @param skip bytes of the segment in front of those that are wanted
 * @param place where those go that are wanted; what does not fit is left out
 * @returns bytes that are in their place, and the end of the segment
 */
export function* restoreInto(
  place: Uint8Array,
  skip: number,
  rows: Generator<Uint8Array | null, SegmentEnd>,
): Steps<{ length: number; end: SegmentEnd }> {
  let offset = -skip;
  try {
    for (let step = rows.next(); ; step = rows.next()) {
      if (step.done === true) return { length: Math.max(0, Math.min(offset, place.length)), end: step.value };
      const bytes = step.value!;
      if (offset < place.length && offset + bytes.length > 0) {
        const wanted = bytes.subarray(Math.max(0, -offset), place.length - offset);
        place.set(wanted, Math.max(0, offset));
      }
      offset += bytes.length;
      yield;
    }
  } finally {
    rows.return(undefined as never);
  }
}

/** A segment to restore on another thread. */
export interface RestoreData {
  readonly kind: 'restore';
  readonly source: SegmentSource;
  readonly flavor: Flavor;
  readonly coded: CodedSegment;
  readonly skip: number;
  /** Bytes that are wanted at most. */
  readonly size: number;
  /** Where they go, in memory that threads share; by default into memory of their own. */
  readonly output?: Uint8Array;
}

/** Does what a {@link RestoreData} asks for. */
export function* restoreFromData({ source, flavor, coded, skip, size, output }: RestoreData): Steps<Uint8Array> {
  const place = output ?? new Uint8Array(size);
  const { length } = yield* restoreInto(place.subarray(0, size), skip, restoreRows(source, flavor, coded));
  return place.subarray(0, length);
}

/**
 * A job that restores a segment.
 *
 * @param place where its bytes from `skip` on go, as far as they fit
 * @param onLength told how many there were
 */
export function restoreJob(
  source: SegmentSource,
  flavor: Flavor,
  coded: CodedSegment,
  place: Uint8Array,
  skip: number,
  onLength: (length: number) => void,
): Job {
  return {
    *here() {
      onLength((yield* restoreInto(place, skip, restoreRows(source, flavor, coded))).length);
    },
    elsewhere: (): RestoreData => ({ kind: 'restore', source, flavor, coded, skip, size: place.length }),
    take(bytes) {
      place.set(bytes);
      onLength(bytes.length);
    },
  };
}
