/** What a Lepton file holds, apart from bytes (format section 1). */
import type { Extension } from './extension.js';

/** First two bytes of every Lepton file. */
export const MAGIC_0 = 0xcf;
export const MAGIC_1 = 0x84;

/** Bytes of the fixed part in front of the compressed header. */
export const FIXED_HEADER_BYTES = 28;

/** Most segments that a reader takes. */
export const MAX_SEGMENTS_READ = 16;

/** Most segments that a writer makes. */
export const MAX_SEGMENTS_WRITTEN = 8;

/** Largest output and header that the existing readers take, 128 MiB. */
export const MAX_COMPATIBLE_BYTES = 128 * 1024 * 1024;

/**
 * Last four bytes of the revision in files of lepton-ts: "LTS" and 1. They promise the order of the packets: one of each
 * segment, by number; then all others of the first segment, all others of the second, and so on. So whoever reads a
 * stream knows that a segment is complete when another packet of a later one comes.
 */
export const ORDERED_MARK: readonly number[] = [0x4c, 0x54, 0x53, 1];

/** Offset of {@link ORDERED_MARK} in the revision. */
export const ORDERED_MARK_OFFSET = 8;

/** `overhangBits` of old files that have no handover data. */
export const NO_HANDOVER = 0xff;

/** Kind of a file: `Z` sequential, `X` needs the whole image in memory, `Y` a later piece or arbitrary data. */
export type Kind = 'Z' | 'X' | 'Y';

/** One entry of the segment table: where a segment begins and the Huffman handover word. */
export interface SegmentEntry {
  /** First row of blocks of component 0. */
  readonly lumaYStart: number;
  /** Bytes of the JPEG that the segment writes, stuffing and restart markers included. */
  readonly size: number;
  readonly overhangByte: number;
  /** 0..7, or {@link NO_HANDOVER}. */
  readonly overhangBits: number;
  /** DC predictors, four entries. */
  readonly lastDc: Int16Array;
}

/** The items of the uncompressed header. Absent items are null. */
export interface HeaderItems {
  /** `HDR`: the bytes after SOI up to the first scan, those between scans, and those after the last. */
  jpegHeader: Uint8Array;
  /** `P0D` (or `PAD`): bits that fill up a partial byte, first bit lowest. */
  padByte: number;
  /** `HH`: segment table. */
  segments: SegmentEntry[];
  /** `CRS`: per scan, the number of restart markers present. */
  restartCounts: number[] | null;
  /** `FRS`: per scan, restart markers after its last MCU. */
  surplusRestarts: Uint8Array | null;
  /** `EEE`: the seven numbers about a file that is cut off inside the scan. */
  cutOff: number[] | null;
  /** `PGR`: bytes in place of SOI and header. */
  replacingPrefix: Uint8Array | null;
  /** `PGE`: bytes before SOI and header. */
  leadingPrefix: Uint8Array | null;
  /** `GRB`: everything from EOI on; null stands for `FF D9`. */
  trailing: Uint8Array | null;
  /** `SIZ`: overrides the size of the output. */
  outputSize: number | null;
  /** `CNT`: what follows is the header of the next file. */
  continuation: Uint8Array | null;
  /** `EXT`: what extended files tell in addition. */
  extension: Extension | null;
}

/** A Lepton file taken apart. */
export interface LeptonFile {
  readonly version: number;
  readonly kind: Kind;
  /** Bytes 8..19: the writer's mark. */
  readonly revision: Uint8Array;
  /** Bytes of the output. */
  readonly outputSize: number;
  readonly compressedHeaderSize: number;
  /** The header as it is before compression; the items are views of it. */
  readonly header: Uint8Array;
  readonly items: HeaderItems;
  /** Coded bytes of each segment, without packet heads, each followed by the padding that was asked for. */
  readonly codedSegments: readonly CodedSegment[];
  /** Offset behind this file, where another one may stand (version 2). */
  readonly end: number;
}

/** Coded bytes of one segment. */
export interface CodedSegment {
  /** The bytes and zeros behind them. */
  readonly bytes: Uint8Array;
  /** Number of coded bytes. */
  readonly length: number;
}
