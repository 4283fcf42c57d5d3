/** One piece of a sequential JPEG as a Lepton file that decodes without the others (format section 9). */
import { codedExtent, cutOffItem, segmentTable } from '../codec/encode/image-items.js';
import { SegmentCoder } from '../codec/encode/segment-coder.js';
import { planSegmentCount, planSegmentStarts } from '../codec/encode/segment-plan.js';
import type { JpegHeader } from '../codec/jpeg-header.js';
import type { HeaderItems } from '../container/lepton-file.js';
import { writeLeptonSteps } from '../container/lepton-writer.js';
import { type CoefficientPlane, createPlane } from '../jpeg/coefficient-plane.js';
import { readScanData, type ScanData } from '../jpeg/scan-data.js';
import { ScanRowReader } from '../jpeg/scan-row-reader.js';
import type { CodedExtent } from '../model/coded-extent.js';
import type { Steps } from '../work/steps.js';
import { decodingHeader } from './decoding-header.js';
import type { ScanOutline } from './scan-outline.js';

/** A JPEG whose pieces are made. */
export interface PieceSource {
  readonly jpeg: Uint8Array;
  readonly header: JpegHeader;
  /** Quantization table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  readonly outline: ScanOutline;
}

/** The part of the scan that a piece codes. Offsets are in the file. */
interface CodedRows {
  readonly firstMcuRow: number;
  readonly endMcuRow: number;
  /** Where the first row begins. */
  readonly start: number;
  /** Behind the last byte that the segments restore. */
  readonly end: number;
  /** First byte that is kept as it is. */
  readonly trailingStart: number;
  /** Whether the piece ends inside the scan. */
  readonly isCutOff: boolean;
}

/** Bytes of the file that one block takes at most, stuffing and a restart marker included. */
const BLOCK_LOOK_AHEAD = 1024;

/**
 * Codes the piece `[start, end)`.
 *
 * @param segments number of segments that is asked for; undefined to plan by size
 * @returns null if no row of MCUs begins in the piece
 */
export function* encodePiece(
  source: PieceSource,
  start: number,
  end: number,
  segments: number | undefined,
): Steps<Uint8Array | null> {
  const rows = codedRows(source.outline, start, end);
  if (rows === null) return null;
  const { outline } = source;
  const offsets = outline.rowOffsets.slice(rows.firstMcuRow, rows.endMcuRow).map((offset) => offset - rows.start);
  const size = rows.end - rows.start;
  const count = planSegmentCount(size, offsets.length, false, segments);
  const starts = planSegmentStarts(offsets, size, count).map((row) => rows.firstMcuRow + row);
  const lastBlocks = rows.isCutOff ? findLastBlocks(source, rows) : null;
  const extent = codedExtent({ frame: source.header.frame, lastBlocks });
  const coded = yield* encodeSegments(source, rows, starts, extent);
  const items = headerItems(source, rows, starts, start, end, lastBlocks);
  return yield* writeLeptonSteps(start === 0 ? 'Z' : 'Y', end - start, items, coded);
}

function codedRows(outline: ScanOutline, start: number, end: number): CodedRows | null {
  const { rowOffsets, scanEnd, trailingStart } = outline;
  const isInside = end <= trailingStart;
  const limit = Math.min(end, trailingStart);
  const first = rowOffsets.findIndex((offset) => offset >= start);
  if (first < 0 || rowOffsets[first]! >= limit) return null;
  const behind = rowOffsets.findIndex((offset, row) => row > first && offset >= limit);
  const rows = {
    firstMcuRow: first,
    endMcuRow: behind < 0 ? rowOffsets.length : behind,
    start: rowOffsets[first]!,
  };
  // A piece that ends where the scan does is no cut-off one.
  if (end === scanEnd && !outline.isCutOff) return { ...rows, end, trailingStart: end, isCutOff: false };
  if (!isInside) return { ...rows, end: scanEnd, trailingStart, isCutOff: outline.isCutOff };
  // Like the C++ tool, repeat two bytes: there may be half of a stuffed FF among them.
  return { ...rows, end, trailingStart: Math.max(rows.start, end - 2), isCutOff: true };
}

/** The last block of each component that begins in front of the end of the piece. */
function findLastBlocks(source: PieceSource, rows: CodedRows): number[] {
  const row = rows.endMcuRow - 1;
  const reader = openRows(source, rows, row, createRowPlanes(source));
  reader.readMcuRow();
  return reader.lastBlocks;
}

function* encodeSegments(
  source: PieceSource,
  rows: CodedRows,
  starts: readonly number[],
  extent: CodedExtent,
): Steps<Uint8Array[]> {
  const { quantization } = source;
  const { frame } = source.header;
  const planes = createRowPlanes(source);
  const reader = openRows(source, rows, rows.firstMcuRow, planes);
  const coder = new SegmentCoder({ frame, quantization, planes }, starts, extent, false, rows.firstMcuRow);
  try {
    for (let row = rows.firstMcuRow; row < rows.endMcuRow; row++) {
      reader.readMcuRow();
      yield* coder.codeRows(row + 1);
    }
    return yield* coder.finish(extent, rows.endMcuRow);
  } finally {
    coder.close();
  }
}

function createRowPlanes({ header }: PieceSource): CoefficientPlane[] {
  return header.frame.components.map((part) => createPlane(part.blocksPerRow, part.verticalSampling));
}

function openRows(source: PieceSource, rows: CodedRows, row: number, planes: CoefficientPlane[]): ScanRowReader {
  const { frame, scan } = source.header;
  const { rowOffsets, handovers } = source.outline;
  const { data, limit } = readPart(source, rowOffsets[row]!, rows.end);
  return new ScanRowReader(frame, scan, data, limit, planes, handovers[row]!, row);
}

/** The data from `start` on, up to where blocks that begin before `end` have theirs. */
function readPart({ jpeg, outline }: PieceSource, start: number, end: number): { data: ScanData; limit: number } {
  const file = jpeg.subarray(0, Math.min(outline.dataEnd, end + BLOCK_LOOK_AHEAD));
  const data = readScanData(file, start, Number.POSITIVE_INFINITY);
  // Not between an FF and what belongs to it.
  const cut = end > start && jpeg[end - 1] === 0xff ? end - 1 : end;
  const rest = readScanData(file, cut, Number.POSITIVE_INFINITY);
  return { data, limit: data.length - rest.length };
}

function headerItems(
  source: PieceSource,
  rows: CodedRows,
  starts: readonly number[],
  start: number,
  end: number,
  lastBlocks: readonly number[] | null,
): HeaderItems {
  const { jpeg, header, outline } = source;
  const { frame, scan } = header;
  const { handovers, rowOffsets } = outline;
  const jpegHeader = jpeg.subarray(2, header.scanStart);
  const trailing = jpeg.subarray(rows.trailingStart, end);
  const isEoi = trailing.length === 2 && trailing[0] === 0xff && trailing[1] === 0xd9;
  return {
    jpegHeader: start === 0 ? jpegHeader : decodingHeader(jpegHeader),
    padByte: outline.padByte,
    segments: segmentTable({ frame, rowOffsets, rowsEnd: rows.end, handovers }, starts),
    restartCounts: outline.restartCounts === null ? null : [...outline.restartCounts],
    surplusRestarts: null,
    cutOff: lastBlocks === null ? null : cutOffItem({ scans: [scan], lastBlocks }),
    replacingPrefix: start === 0 ? null : jpeg.subarray(start, rows.start),
    leadingPrefix: null,
    trailing: isEoi ? null : trailing,
    outputSize: null,
    continuation: null,
    extension: null,
  };
}
