/** A Lepton file reduced to one of its segments, so that another thread can restore it. */
import { copySteps } from '../byte-steps.js';
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { HeaderItems, LeptonFile } from '../container/lepton-file.js';
import type { Steps } from '../steps.js';

const NOTHING = new Uint8Array(0);

/** Bytes of a JPEG header above which threads share one instead of getting a copy with each segment. */
const LARGE_HEADER = 65536;

/** The file with its JPEG header where all threads see it, if it is large. */
export function* shareHeader(file: LeptonFile): Steps<LeptonFile> {
  const { jpegHeader } = file.items;
  if (jpegHeader.length <= LARGE_HEADER) return file;
  const shared = new Uint8Array(new SharedArrayBuffer(jpegHeader.length));
  yield* copySteps(shared, jpegHeader, 0);
  return { ...file, items: { ...file.items, jpegHeader: shared } };
}

/**
 * The file with nothing but segment `index`. It looks like a piece, which may begin anywhere in the image.
 *
 * @param file the whole file
 */
export function segmentFile(file: LeptonFile, index: number): LeptonFile {
  const items: HeaderItems = {
    ...file.items,
    jpegHeader: sendable(file.items.jpegHeader),
    surplusRestarts: file.items.surplusRestarts === null ? null : sendable(file.items.surplusRestarts),
    // The entry behind it says where it ends and what it must leave.
    segments: file.items.segments.slice(index, index + 2),
    replacingPrefix: NOTHING,
    leadingPrefix: null,
    trailing: NOTHING,
    continuation: null,
  };
  const coded = file.codedSegments[index]!;
  return {
    ...file,
    revision: sendable(file.revision),
    items,
    codedSegments: [coded, { bytes: new Uint8Array(DECODER_PADDING), length: 0 }],
  };
}

/** The file with coded bytes for its only segment. */
export function withCodedSegment(file: LeptonFile, coded: Uint8Array): LeptonFile {
  const bytes = new Uint8Array(coded.length + DECODER_PADDING);
  bytes.set(coded);
  return { ...file, codedSegments: [{ bytes, length: coded.length }, ...file.codedSegments.slice(1)] };
}

/** The bytes with nothing around them: a view is sent to another thread with all that lies behind it. */
export function sendable(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
