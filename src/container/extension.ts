/** The `EXT` item of extended files, which only lepton-ts writes and reads (docs/format-extension.md). */

import { ByteReader } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { LeptonError } from '../errors.js';

/** Version byte of extended files, 'E': every other reader refuses it. */
export const EXTENDED_VERSION = 0x45;

/** A place where the original differs from what the scans are written to. */
export interface Patch {
  /** Bytes that agree since the patch before. */
  readonly gap: number;
  /** Bytes to leave out. */
  readonly removed: number;
  /** Bytes to put in their place. */
  readonly inserted: Uint8Array;
}

/** What an extended file tells in addition. */
export interface Extension {
  /** Whether the standard Huffman tables are in force from the start. */
  readonly standardTables: boolean;
  /** Whether bytes that are no marker are passed over between header segments. */
  readonly strayBytes: boolean;
  /** Per scan, the blocks behind which an end-of-band run is cut short, ascending. */
  readonly runBreaks: readonly (readonly number[])[];
  /** Bytes of SOI, header segments and scans as written that the patches lead through. */
  readonly writtenBytes: number;
  readonly patches: readonly Patch[];
}

/** Layout of the item that is described in docs/format-extension.md. */
const LAYOUT = 1;
const STANDARD_TABLES = 1;
const STRAY_BYTES = 2;

/** The body of the item. */
export function encodeExtension(extension: Extension): Uint8Array {
  const writer = new ByteWriter();
  writer.uint8(LAYOUT);
  writer.uint8((extension.standardTables ? STANDARD_TABLES : 0) | (extension.strayBytes ? STRAY_BYTES : 0));
  writeVarint(writer, extension.writtenBytes);
  writeVarint(writer, extension.runBreaks.length);
  for (const blocks of extension.runBreaks) {
    writeVarint(writer, blocks.length);
    let before = -1;
    for (const block of blocks) {
      writeVarint(writer, block - before - 1);
      before = block;
    }
  }
  writeVarint(writer, extension.patches.length);
  for (const { gap, removed, inserted } of extension.patches) {
    writeVarint(writer, gap);
    writeVarint(writer, removed);
    writeVarint(writer, inserted.length);
    writer.append(inserted);
  }
  return writer.finish();
}

/** @throws LeptonError DAMAGED_LEPTON_FILE, SHORT_READ */
export function decodeExtension(body: Uint8Array): Extension {
  const reader = new ByteReader(body, 0, body.length, 'EXT item of the Lepton file');
  const layout = reader.uint8();
  const flags = reader.uint8();
  if (layout !== LAYOUT || (flags & ~(STANDARD_TABLES | STRAY_BYTES)) !== 0) {
    throw damaged(`has the unknown layout ${layout} or flags ${flags}`);
  }
  const writtenBytes = readVarint(reader);
  const runBreaks = readList(reader, () => readBlocks(reader));
  const patches = readList(reader, () => {
    const gap = readVarint(reader);
    const removed = readVarint(reader);
    return { gap, removed, inserted: reader.take(readVarint(reader)) };
  });
  if (reader.remaining > 0) throw damaged(`has ${reader.remaining} bytes too many`);
  return {
    standardTables: (flags & STANDARD_TABLES) !== 0,
    strayBytes: (flags & STRAY_BYTES) !== 0,
    runBreaks,
    writtenBytes,
    patches,
  };
}

function readBlocks(reader: ByteReader): number[] {
  let before = -1;
  return readList(reader, () => {
    before += readVarint(reader) + 1;
    return before;
  });
}

/** A count and that many entries, each of at least one byte. */
function readList<T>(reader: ByteReader, readEntry: () => T): T[] {
  const count = readVarint(reader);
  if (count > reader.remaining) throw damaged(`announces ${count} entries in ${reader.remaining} bytes`);
  return Array.from({ length: count }, readEntry);
}

/** Seven bits per byte, lowest first; the top bit says that more follow. At most 5 bytes. */
function writeVarint(writer: ByteWriter, value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) writer.uint8((rest & 0x7f) | 0x80);
  writer.uint8(rest);
}

function readVarint(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.uint8();
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw damaged('has a number of more than 5 bytes');
}

function damaged(what: string): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', `The EXT item of the Lepton file ${what}.`);
}
