/** JPEG -> Lepton files of its pieces, each of which decodes without the others (format section 9). */
import { MAX_COMPATIBLE_BYTES } from '../container/lepton-file.js';
import { LeptonError } from '../errors.js';
import { runToEnd, type Steps } from '../steps.js';
import { asRefusal } from './compress.js';
import { readJpegHeader } from './jpeg-header.js';
import { checkMemory, memoryLimitOf } from './memory-limit.js';
import { encodePiece, type PieceSource } from './piece-image.js';
import { quantizationOf } from './quantization.js';
import { checkFrame, isSingleScan } from './representable.js';
import { readScanOutline } from './scan-outline.js';
import { storeBytes } from './stored.js';
import { runInTurns } from './turns.js';
import { verifySteps } from './verify.js';

/** Bytes of the JPEG in a piece if the options do not say otherwise: 4 MiB, as the store of the Lepton paper has it. */
export const DEFAULT_PIECE_SIZE = 4 * 1024 * 1024;

/** Least bytes of a piece. */
export const MIN_PIECE_SIZE = 1024;

/** Most bytes of a piece; other readers end at 128 MiB, header included. */
export const MAX_PIECE_SIZE: number = MAX_COMPATIBLE_BYTES - 1024 * 1024;

/** Most bytes of the JPEG: 2 GiB. */
const MAX_INPUT_SIZE = 2 ** 31;

/** Options of `compressPieces`. */
export interface CompressPiecesOptions {
  /** Bytes of the JPEG in each piece but the last, 1 KiB to 127 MiB; default 4 MiB. */
  readonly pieceSize?: number;
  /** Number of segments of each piece, 1..8; default: by size of the piece, as the C++ tool plans them. */
  readonly segments?: number;
  /** Decode each piece and compare it with its bytes before yielding it; default true. */
  readonly verify?: boolean;
  /** Bytes of memory that the call may need at most; default 512 MiB. */
  readonly memoryLimit?: number;
  /**
   * Cuts what is no sequential JPEG with a single scan into stored pieces instead of refusing it (progressive JPEGs
   * above all, which do not decode in parts); default false.
   */
  readonly any?: boolean;
}

/** One piece. */
export interface Piece {
  /** Number of the piece, from 0 on. */
  readonly index: number;
  /** Offset in the JPEG of its first byte. */
  readonly start: number;
  /** Offset in the JPEG behind its last byte. */
  readonly end: number;
  /** Whether its bytes are kept as they are, because no row of MCUs begins among them. */
  readonly isStored: boolean;
  /** The Lepton file that restores exactly these bytes. */
  readonly lepton: Uint8Array;
}

/**
 * Compresses a JPEG as pieces of equal size. Each is a valid Lepton file and decodes alone, in any order; what they
 * restore, one after the other, is the JPEG.
 *
 * Memory: twice the size of the JPEG, and about six times that of a piece; never the coefficients of the image.
 *
 * @param jpeg the whole file, up to 2 GiB; it must not change until the last piece is there
 * @returns the pieces in order, each made when it is asked for
 * @throws LeptonError as `compressSync`; NOT_REPRESENTABLE for progressive JPEGs and those with several scans; USAGE
 */
export function* compressPiecesSync(jpeg: Uint8Array, options: CompressPiecesOptions = {}): Generator<Piece, void> {
  const { source, pieceSize } = runToEnd(openSteps(jpeg, options));
  for (let start = 0; start < jpeg.length; start += pieceSize) {
    yield runToEnd(pieceSteps(jpeg, source, start, pieceSize, options));
  }
}

/**
 * The same in steps of about one row of MCUs, between which the event loop turns; see {@link compressPiecesSync}.
 */
export async function* compressPieces(
  jpeg: Uint8Array,
  options: CompressPiecesOptions = {},
): AsyncGenerator<Piece, void> {
  const { source, pieceSize } = await runInTurns(openSteps(jpeg, options));
  for (let start = 0; start < jpeg.length; start += pieceSize) {
    yield await runInTurns(pieceSteps(jpeg, source, start, pieceSize, options));
  }
}

interface Opened {
  /** Null if the bytes can only be stored. */
  readonly source: PieceSource | null;
  readonly pieceSize: number;
}

function* openSteps(jpeg: Uint8Array, options: CompressPiecesOptions): Steps<Opened> {
  const { pieceSize = DEFAULT_PIECE_SIZE } = options;
  checkPieceSize(pieceSize);
  if (jpeg.length > MAX_INPUT_SIZE) {
    throw new LeptonError('NOT_REPRESENTABLE', `The JPEG has ${jpeg.length} bytes; pieces can be made up to 2 GiB.`);
  }
  const memoryLimit = memoryLimitOf(options);
  checkMemory(2 * jpeg.length + 6 * Math.min(pieceSize, jpeg.length), memoryLimit, `A JPEG of ${jpeg.length} bytes`);
  try {
    return { source: yield* readSource(jpeg, memoryLimit), pieceSize };
  } catch (error) {
    if (!(options.any ?? false)) throw error;
    asRefusal(error);
    return { source: null, pieceSize };
  }
}

function* readSource(jpeg: Uint8Array, memoryLimit: number): Steps<PieceSource> {
  const header = readJpegHeader(jpeg);
  const { frame, scan, state } = header;
  checkFrame(frame);
  if (!isSingleScan(frame, scan)) {
    const what = frame.isProgressive ? 'is progressive' : 'has several scans';
    throw new LeptonError('NOT_REPRESENTABLE', `The JPEG ${what}: it cannot be cut into pieces that decode alone.`);
  }
  const quantization = quantizationOf(frame, state);
  return { jpeg, header, quantization, outline: yield* readScanOutline(jpeg, header, memoryLimit) };
}

function* pieceSteps(
  jpeg: Uint8Array,
  source: PieceSource | null,
  start: number,
  pieceSize: number,
  options: CompressPiecesOptions,
): Steps<Piece> {
  const end = Math.min(start + pieceSize, jpeg.length);
  const bytes = jpeg.subarray(start, end);
  const coded = source === null ? null : yield* encodePiece(source, start, end, options.segments);
  const lepton = coded ?? (yield* storeBytes(bytes));
  if (options.verify ?? true) yield* verifySteps(bytes, lepton, { memoryLimit: memoryLimitOf(options) });
  return { index: start / pieceSize, start, end, isStored: coded === null, lepton };
}

function checkPieceSize(pieceSize: number): void {
  if (Number.isInteger(pieceSize) && pieceSize >= MIN_PIECE_SIZE && pieceSize <= MAX_PIECE_SIZE) return;
  throw new LeptonError(
    'USAGE',
    `The size of a piece must be a whole number of bytes from ${MIN_PIECE_SIZE} to ${MAX_PIECE_SIZE}, not ${pieceSize}.`,
  );
}
