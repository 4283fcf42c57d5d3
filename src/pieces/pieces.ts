/** JPEG -> Lepton files of its pieces, each of which decodes without the others (format section 9). */
import { asRefusal } from '../codec/encode/compress.js';
import { storeBytes } from '../codec/encode/stored.js';
import { quantizationOf, readJpegHeader } from '../codec/jpeg-header.js';
import { piecesMemory } from '../codec/memory.js';
import { checkFrame, isSingleScan } from '../codec/representable.js';
import { verify } from '../codec/verify.js';
import { MAX_COMPATIBLE_BYTES } from '../container/lepton-file.js';
import { LeptonError } from '../errors.js';
import type { Call } from '../work/call.js';
import type { Steps, Work } from '../work/steps.js';
import { encodePiece, type PieceSource } from './piece-image.js';
import { readScanOutline } from './scan-outline.js';

/** Bytes of the JPEG in a piece if the options do not say otherwise: 4 MiB, as the store of the Lepton paper has it. */
export const DEFAULT_PIECE_SIZE = 4 * 1024 * 1024;

/** Least bytes of a piece. */
export const MIN_PIECE_SIZE = 1024;

/** Most bytes of a piece; other readers end at 128 MiB, header included. */
export const MAX_PIECE_SIZE: number = MAX_COMPATIBLE_BYTES - 1024 * 1024;

/** Most bytes of the JPEG: 2 GiB. */
const MAX_INPUT_SIZE = 2 ** 31;

/** What compression in pieces depends on, apart from what every call may use. */
export interface PieceSettings {
  /** Bytes of the JPEG in each piece but the last. */
  readonly pieceSize?: number;
  /** Number of segments of each piece, 1..8; default: by size of the piece. */
  readonly segments?: number;
  /** Whether what does not decode in parts is cut into stored pieces. */
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

/** Makes the pieces of one JPEG, one after the other. */
export class PieceMaker {
  private start = 0;

  private constructor(
    private readonly jpeg: Uint8Array,
    /** Null if the bytes can only be stored. */
    private readonly source: PieceSource | null,
    private readonly pieceSize: number,
    private readonly segments: number | undefined,
  ) {}

  /** Looks through the JPEG. @throws LeptonError as `compressPiecesSync` */
  static *open(jpeg: Uint8Array, settings: PieceSettings, call: Call): Steps<PieceMaker> {
    const { pieceSize = DEFAULT_PIECE_SIZE, segments, any = false } = settings;
    if (jpeg.length > MAX_INPUT_SIZE) {
      throw new LeptonError('NOT_REPRESENTABLE', `The JPEG has ${jpeg.length} bytes; pieces can be made up to 2 GiB.`);
    }
    call.checkMemory(piecesMemory(jpeg.length, pieceSize), `A JPEG of ${jpeg.length} bytes`);
    let source: PieceSource | null = null;
    try {
      source = yield* readSource(jpeg, call);
    } catch (error) {
      asRefusal(error);
      if (!any) throw error;
    }
    return new PieceMaker(jpeg, source, pieceSize, segments);
  }

  /** Whether there is another piece. */
  get hasNext(): boolean {
    return this.start < this.jpeg.length;
  }

  /** Makes the next piece. @throws LeptonError as `compressPiecesSync` */
  *next(call: Call): Work<Piece> {
    const { jpeg, source, start, pieceSize, segments } = this;
    const end = Math.min(start + pieceSize, jpeg.length);
    const bytes = jpeg.subarray(start, end);
    const coded = source === null ? null : yield* encodePiece(source, start, end, segments);
    const lepton = coded ?? (yield* storeBytes(bytes));
    if (call.verify) yield* verify(bytes, lepton, {}, call);
    this.start = end;
    return { index: start / pieceSize, start, end, isStored: coded === null, lepton };
  }
}

function* readSource(jpeg: Uint8Array, call: Call): Steps<PieceSource> {
  const header = readJpegHeader(jpeg);
  const { frame, scan, state } = header;
  checkFrame(frame);
  if (!isSingleScan(frame, scan)) {
    const what = frame.isProgressive ? 'is progressive' : 'has several scans';
    throw new LeptonError('NOT_REPRESENTABLE', `The JPEG ${what}: it cannot be cut into pieces that decode alone.`);
  }
  const quantization = quantizationOf(frame, state);
  return { jpeg, header, quantization, outline: yield* readScanOutline(jpeg, header, call) };
}
