/** The marked items of the uncompressed header (format section 1), both directions. */

import { ByteReader } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { LeptonError } from '../errors.js';
import { runToEnd, type Steps } from '../work/steps.js';
import { decodeExtension, encodeExtension } from './extension.js';
import { type HeaderItems, MAX_SEGMENTS_READ, NO_HANDOVER, type SegmentEntry } from './lepton-file.js';

/** Number of entries of the `EEE` item. */
const CUT_OFF_ENTRIES = 7;

/** Number of `last_dc` entries of a segment. */
const LAST_DC_ENTRIES = 4;

/**
 * Reads the items of an uncompressed header.
 *
 * @param isExtended whether the file is an extended one, which has the item `EXT`
 * @throws LeptonError SHORT_READ if an item is longer than the header; DAMAGED_LEPTON_FILE for unknown items and
 * impossible values
 */
export function readHeaderItems(header: Uint8Array, isExtended: boolean): HeaderItems {
  const reader = new ByteReader(header, 0, header.length, 'header of the Lepton file');
  const items: HeaderItems = {
    jpegHeader: new Uint8Array(0),
    padByte: 0x7f,
    segments: [],
    restartCounts: null,
    surplusRestarts: null,
    cutOff: null,
    replacingPrefix: null,
    leadingPrefix: null,
    trailing: null,
    outputSize: null,
    continuation: null,
    extension: null,
  };
  const seen = new Set<string>();
  while (reader.remaining > 0) {
    const offset = reader.position;
    const mark = reader.text(2);
    const name = mark === 'HH' ? mark : mark + reader.text(1);
    if (seen.has(name)) throw damaged(`The header item ${JSON.stringify(name)} stands twice in the Lepton file.`);
    seen.add(name);
    if (name === 'EXT' && isExtended) items.extension = decodeExtension(reader.take(reader.uint32()));
    else readItem(name, reader, items, offset);
  }
  for (const needed of isExtended ? ['HDR', 'HH', 'EXT'] : ['HDR', 'HH']) {
    if (!seen.has(needed)) throw damaged(`The Lepton file has no header item "${needed}".`);
  }
  return items;
}

function readItem(name: string, reader: ByteReader, items: HeaderItems, offset: number): void {
  switch (name) {
    case 'HDR':
      items.jpegHeader = reader.take(reader.uint32());
      break;
    case 'P0D':
      items.padByte = reader.uint8();
      break;
    case 'PAD':
      // The legacy form: 0 stands for zeros, 1 and 0xFF for ones.
      items.padByte = reader.uint8() === 0 ? 0 : 0xff;
      break;
    case 'HH':
      items.segments = readSegmentTable(reader);
      break;
    case 'CRS':
      items.restartCounts = readUint32List(reader);
      break;
    case 'FRS':
      items.surplusRestarts = reader.take(reader.uint32());
      break;
    case 'EEE':
      items.cutOff = Array.from({ length: CUT_OFF_ENTRIES }, () => reader.uint32());
      break;
    case 'PGR':
      items.replacingPrefix = reader.take(reader.uint32());
      break;
    case 'PGE':
      items.leadingPrefix = reader.take(reader.uint32());
      break;
    case 'GRB':
      items.trailing = reader.take(reader.uint32());
      break;
    case 'SIZ':
      items.outputSize = reader.uint32();
      break;
    case 'CNT':
      items.continuation = reader.take(reader.remaining);
      break;
    default:
      throw damaged(
        `The Lepton file has an unknown header item ${JSON.stringify(name)} at byte ${offset} of its header.`,
      );
  }
}

function readUint32List(reader: ByteReader): number[] {
  const count = reader.uint32();
  if (count * 4 > reader.remaining) reader.take(count * 4);
  return Array.from({ length: count }, () => reader.uint32());
}

function readSegmentTable(reader: ByteReader): SegmentEntry[] {
  const count = reader.uint8();
  if (count < 1 || count > MAX_SEGMENTS_READ) throw damaged(`The Lepton file announces ${count} segments.`);
  const segments: SegmentEntry[] = [];
  for (let index = 0; index < count; index++) {
    const entry = {
      lumaYStart: reader.uint16(),
      size: reader.uint32(),
      overhangByte: reader.uint8(),
      overhangBits: reader.uint8(),
      lastDc: Int16Array.from({ length: LAST_DC_ENTRIES }, () => reader.int16()),
    };
    if (entry.overhangBits > 7 && entry.overhangBits !== NO_HANDOVER) {
      throw damaged(`Segment ${index} of the Lepton file begins with ${entry.overhangBits} bits of a byte.`);
    }
    const before = segments[index - 1];
    if (before !== undefined && entry.lumaYStart < before.lumaYStart) {
      throw damaged(`Segment ${index} of the Lepton file begins above the one before it.`);
    }
    segments.push(entry);
  }
  return segments;
}

/** Writes the items in the order of the existing tools. */
export function writeHeaderItems(items: HeaderItems): Uint8Array {
  return runToEnd(writeHeaderSteps(items));
}

/** The steps of {@link writeHeaderItems}. */
export function* writeHeaderSteps(items: HeaderItems): Steps<Uint8Array> {
  const writer = new ByteWriter(headerCapacity(items));
  yield* writeBytesItem(writer, 'HDR', items.jpegHeader);
  writer.text('P0D');
  writer.uint8(items.padByte);
  writer.text('HH');
  writer.uint8(items.segments.length);
  for (const segment of items.segments) {
    writer.uint16(segment.lumaYStart);
    writer.uint32(segment.size);
    writer.uint8(segment.overhangByte);
    writer.uint8(segment.overhangBits);
    for (const dc of segment.lastDc) writer.uint16(dc);
  }
  if (items.restartCounts !== null) {
    writer.text('CRS');
    writer.uint32(items.restartCounts.length);
    for (const count of items.restartCounts) writer.uint32(count);
  }
  if (items.surplusRestarts !== null) yield* writeBytesItem(writer, 'FRS', items.surplusRestarts);
  if (items.cutOff !== null) {
    writer.text('EEE');
    for (const number of items.cutOff) writer.uint32(number);
  }
  if (items.replacingPrefix !== null) yield* writeBytesItem(writer, 'PGR', items.replacingPrefix);
  if (items.leadingPrefix !== null) yield* writeBytesItem(writer, 'PGE', items.leadingPrefix);
  if (items.trailing !== null) yield* writeBytesItem(writer, 'GRB', items.trailing);
  if (items.extension !== null) yield* writeBytesItem(writer, 'EXT', encodeExtension(items.extension));
  return writer.finish();
}

function* writeBytesItem(writer: ByteWriter, name: string, bytes: Uint8Array): Steps<void> {
  writer.text(name);
  writer.uint32(bytes.length);
  yield* writer.appendSteps(bytes);
}

/** Bytes that make most of a header, and room for the rest of usual ones. */
function headerCapacity({ jpegHeader, replacingPrefix, leadingPrefix, trailing }: HeaderItems): number {
  const large = [jpegHeader, replacingPrefix, leadingPrefix, trailing];
  return large.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 1024);
}

function damaged(message: string): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', message);
}
