/** A range of the bytes of a JPEG, pulled part after part. */
import { type DecompressSettings, restoreFile } from '../codec/decode/decompress.js';
import { candidateFlavors } from '../codec/decode/flavors.js';
import { type LeptonImage, readLeptonImage, type SegmentRows } from '../codec/decode/lepton-image.js';
import { createSegmentRoom, type SegmentRoom, segmentSource } from '../codec/decode/segment-restorer.js';
import { wholeOutputMemory } from '../codec/memory.js';
import type { Flavor } from '../model/flavor.js';
import { segmentChunks, WholeInput } from '../streams/arriving-segment.js';
import { asEmptyPieces } from '../streams/byte-stream.js';
import type { Call } from '../work/call.js';
import { alone } from '../work/steps.js';
import { type FileRange, fileRanges, tooShort, type WantedPart, wantedParts } from './range.js';

/** Bytes of the range in the order of the file, some chunks empty; each is valid until the next one is asked for. */
type Chunks<T = void> = Generator<Uint8Array, T>;

/**
 * The bytes `[start, end)` of the original in chunks of about one row of MCUs. Whoever stops early calls `return`.
 *
 * @throws LeptonError as `decompressRangeSync`; bytes that came before may then be wrong, if the file is damaged
 */
export function* rangeChunks(
  lepton: Uint8Array,
  start: number,
  end: number,
  settings: DecompressSettings,
  call: Call,
): Chunks {
  const ranges = yield* asEmptyPieces(fileRanges(lepton, start, end, call));
  for (const range of ranges) yield* fileChunks(range, settings, call);
}

function* fileChunks({ file, from, to }: FileRange, settings: DecompressSettings, call: Call): Chunks {
  const image = readLeptonImage(file);
  const parts = wantedParts(image, from, to);
  if (parts === null) {
    call.checkMemory(wholeOutputMemory(file.outputSize), 'The Lepton file');
    const whole = yield* asEmptyPieces(alone(restoreFile(image, settings, call.withHelpers(null))));
    yield whole.subarray(from, to);
    return;
  }
  let flavors = candidateFlavors(file.revision, settings.flavor);
  let room: SegmentRoom | null = null;
  for (const part of parts) {
    const { content } = part;
    if (content instanceof Uint8Array) {
      yield content.subarray(part.from, part.to);
      continue;
    }
    room ??= createSegmentRoom(image);
    flavors = yield* segmentRange(image, content, part, flavors, room, call);
  }
}

/** The wanted bytes of a segment, all of which is decoded, because only at its end it shows whether it is sound. */
function* segmentRange(
  image: LeptonImage,
  segment: SegmentRows,
  { from, to }: Pick<WantedPart, 'from' | 'to'>,
  flavors: readonly Flavor[],
  room: SegmentRoom,
  call: Call,
): Chunks<readonly Flavor[]> {
  const input = new WholeInput(image.file.codedSegments[segment.index]!);
  const chunks = segmentChunks(segmentSource(image, segment), flavors, input, room, call);
  let offset = 0;
  try {
    for (let step = chunks.next(); ; step = chunks.next()) {
      if (step.done === true) {
        if (offset < to) throw tooShort(segment.index);
        return step.value;
      }
      const bytes = step.value!;
      yield bytes.subarray(Math.max(0, from - offset), Math.max(0, to - offset));
      offset += bytes.length;
    }
  } finally {
    chunks.return(flavors);
  }
}
