/** Takes Lepton files apart (format section 1). */

import { ByteReader } from '../bytes/byte-reader.js';
import { LeptonError } from '../errors.js';
import type { BrotliDecompress } from '../work/call.js';
import { runToEnd, type Steps } from '../work/steps.js';
import { EXTENDED_VERSION } from './extension.js';
import { decompressHeader } from './header-compression.js';
import { readHeaderItems } from './header-items.js';
import {
  type CodedSegment,
  type HeaderItems,
  type Kind,
  type LeptonFile,
  MAGIC_0,
  MAGIC_1,
  MAX_COMPATIBLE_BYTES,
} from './lepton-file.js';
import { readPackets } from './packets.js';

/** Bytes of the size at the end of the file. */
export const TRAILER_BYTES = 4;

/** The version whose packets end with a mark, so that other files may follow; all others go to the end of the bytes. */
export const END_MARK_VERSION = 2;

/** Most files that may stand one behind the other, each of which costs at least a model. */
export const MAX_FILES = 4096;

/** What reading a Lepton file depends on, apart from its bytes. */
export interface ReadOptions {
  /** Zero bytes to leave behind the coded bytes of each segment. */
  readonly padding: number;
  /** Bytes of memory that reading may need. */
  readonly limit: number;
  /** Null where the runtime has no Brotli. */
  readonly brotli: BrotliDecompress | null;
}

/** Whether the bytes begin as a Lepton file does. */
export function isLeptonFile(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === MAGIC_0 && bytes[1] === MAGIC_1;
}

/**
 * Reads everything but the content of the coded segments, of one file or of several that stand one behind the other.
 *
 * @throws LeptonError NOT_A_LEPTON_FILE, VERSION_UNSUPPORTED, SHORT_READ, DAMAGED_LEPTON_FILE, LIMIT_EXCEEDED
 */
export function readLeptonFiles(bytes: Uint8Array, options: ReadOptions): LeptonFile[] {
  return runToEnd(readLeptonSteps(bytes, options));
}

/** The steps of {@link readLeptonFiles}. */
export function* readLeptonSteps(bytes: Uint8Array, options: ReadOptions): Steps<LeptonFile[]> {
  if (!isLeptonFile(bytes)) throw notLepton(bytes);
  const files: LeptonFile[] = [];
  let start = 0;
  while (start < bytes.length || files.length === 0) {
    if (!isLeptonFile(bytes.subarray(start))) {
      throw damaged(`Behind the Lepton file, at offset ${start}, stands something that is no other one.`);
    }
    if (files.length === MAX_FILES) throw damaged(`There are more than ${MAX_FILES} Lepton files in one.`);
    const file = yield* readLeptonFile(bytes, start, options, files.at(-1)?.items.continuation ?? null);
    files.push(file);
    start = file.end;
  }
  if (files.at(-1)?.items.continuation != null)
    throw damaged('The Lepton file announces another one that is not there.');
  return files;
}

function* readLeptonFile(
  bytes: Uint8Array,
  start: number,
  options: ReadOptions,
  continuation: Uint8Array | null,
): Steps<LeptonFile> {
  const head = yield* readHead(bytes, start, options, continuation);
  const { version, packetsStart } = head;
  new ByteReader(bytes, packetsStart, bytes.length, 'Lepton file').take(TRAILER_BYTES); // there must at least be a size
  const isLastByPosition = version !== END_MARK_VERSION;
  if (isLastByPosition) checkTrailer(bytes, start, bytes.length);
  yield;
  const items = readHeadItems(head);
  const packetsEnd = bytes.length - TRAILER_BYTES;
  const packets = yield* readPackets(
    bytes,
    packetsStart,
    packetsEnd,
    items.segments.length,
    !isLastByPosition,
    options.padding,
  );
  const end = isLastByPosition ? bytes.length : packets.end + TRAILER_BYTES;
  if (!isLastByPosition) checkTrailer(bytes, start, end);
  return assembleFile(head, items, packets.segments, end);
}

/** What stands in front of the packets, the header decompressed. */
export interface LeptonHead {
  readonly version: number;
  readonly kind: Kind;
  readonly revision: Uint8Array;
  readonly outputSize: number;
  readonly compressedHeaderSize: number;
  readonly header: Uint8Array;
  /** Offset of the first packet. */
  readonly packetsStart: number;
}

/**
 * Reads what stands in front of the packets.
 *
 * @param start offset of the magic number, which is known to be there
 * @param continuation header that the file before holds for this one
 * @throws LeptonError as {@link readLeptonFiles}
 */
export function* readHead(
  bytes: Uint8Array,
  start: number,
  options: ReadOptions,
  continuation: Uint8Array | null,
): Steps<LeptonHead> {
  const reader = new ByteReader(bytes, start + 2, bytes.length, 'Lepton file');
  const version = reader.uint8();
  const kind = readKind(reader.uint8(), start);
  reader.take(4); // the number of segments again, and zeros
  const revision = reader.take(12);
  const outputSize = reader.uint32();
  const compressedHeaderSize = reader.uint32();
  const compressed = reader.take(compressedHeaderSize);
  const header =
    continuation !== null && compressedHeaderSize === 0
      ? continuation
      : yield* decompressHeader(version, compressed, headerLimit(options.limit), options.brotli);
  const mark = reader.text(3);
  if (mark !== 'CMP') {
    throw damaged(`The Lepton file has no "CMP" behind its header, at offset ${reader.position - 3}.`);
  }
  return { version, kind, revision, outputSize, compressedHeaderSize, header, packetsStart: reader.position };
}

/** The items of the header. @throws LeptonError as {@link readLeptonFiles} */
export function readHeadItems({ header, version }: LeptonHead): HeaderItems {
  return readHeaderItems(header, version === EXTENDED_VERSION);
}

/** Puts together what was read of a file. */
export function assembleFile(
  head: LeptonHead,
  items: HeaderItems,
  codedSegments: readonly CodedSegment[],
  end: number,
): LeptonFile {
  const { version, kind, revision, outputSize, compressedHeaderSize, header } = head;
  return {
    version,
    kind,
    revision,
    outputSize: items.outputSize ?? outputSize,
    compressedHeaderSize,
    header,
    items,
    codedSegments,
    end,
  };
}

/** Most bytes of a header: what the existing readers take, and half of the memory, as it is joined from its parts. */
export function headerLimit(memoryLimit: number): number {
  return Math.min(MAX_COMPATIBLE_BYTES, Math.floor(memoryLimit / 2));
}

/** The kind that a byte stands for; null if it is none. */
export function kindOf(letter: number): Kind | null {
  const kind = String.fromCharCode(letter);
  return kind === 'Z' || kind === 'X' || kind === 'Y' ? kind : null;
}

function readKind(letter: number, start: number): Kind {
  const kind = kindOf(letter);
  if (kind !== null) return kind;
  throw damaged(`The Lepton file has the unknown kind 0x${letter.toString(16)} at offset ${start + 3}.`);
}

function checkTrailer(bytes: Uint8Array, start: number, end: number): void {
  const size = new ByteReader(bytes, end - TRAILER_BYTES, end, 'Lepton file').uint32();
  if (size !== end - start) {
    throw damaged(`The Lepton file ends with the size ${size} but has ${end - start} bytes: it is cut off or damaged.`);
  }
}

/** The error for what does not begin as a Lepton file does. */
export function notLepton(bytes: Uint8Array): LeptonError {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const what = bytes.length === 0 ? 'it is empty' : isJpeg ? 'it is a JPEG' : 'it does not begin with CF 84';
  return new LeptonError('NOT_A_LEPTON_FILE', `The input is not a Lepton file: ${what}.`);
}

function damaged(message: string): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', message);
}
