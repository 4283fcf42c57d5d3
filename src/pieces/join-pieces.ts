/** Lepton files of all pieces of a JPEG -> the JPEG. */

import { joinSteps } from '../bytes/byte-steps.js';
import { type DecompressSettings, decompress } from '../codec/decode/decompress.js';
import { type LeptonImage, readLeptonImage } from '../codec/decode/lepton-image.js';
import { type JpegHeader, readJpegHeader } from '../codec/jpeg-header.js';
import { joinedPiecesMemory } from '../codec/memory.js';
import { readLeptonSteps } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import type { Call } from '../work/call.js';
import type { Steps, Work } from '../work/steps.js';
import { decodingHeader } from './decoding-header.js';
import { readScanOutline, type ScanOutline } from './scan-outline.js';

/** What to do in the rare case that a refusal is wrong. */
const ONE_BY_ONE = 'If it was like that from the beginning, decompress the pieces one by one.';

/** A piece and where it stands. */
interface PlacedPiece {
  readonly index: number;
  readonly start: number;
  readonly image: LeptonImage;
}

/**
 * Restores a JPEG from all its pieces, in their order.
 *
 * @throws LeptonError as `decompressPiecesSync`
 */
export function* joinPieces(pieces: readonly Uint8Array[], settings: DecompressSettings, call: Call): Work<Uint8Array> {
  const placed = yield* placePieces(pieces, call);
  const size = placed.reduce((sum, { image }) => sum + image.file.outputSize, 0);
  const leptonBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  call.checkMemory(joinedPiecesMemory(leptonBytes, size), `A JPEG of ${size} bytes in ${pieces.length} pieces`);
  const restored: Uint8Array[] = [];
  for (const piece of pieces) restored.push(yield* decompress(piece, settings, call));
  const jpeg = yield* joinSteps(restored);
  if (placed.some(({ image }) => !image.hasHeader)) yield* checkContinuity(jpeg, placed, call);
  checkCompleteness(jpeg, placed);
  return jpeg;
}

function* placePieces(pieces: readonly Uint8Array[], { memoryLimit, brotli }: Call): Steps<PlacedPiece[]> {
  if (pieces.length === 0) throw new LeptonError('USAGE', 'There are no pieces to join.');
  const placed: PlacedPiece[] = [];
  let start = 0;
  for (const [index, piece] of pieces.entries()) {
    const [file, ...others] = yield* readLeptonSteps(piece, { padding: 0, limit: memoryLimit, brotli });
    if (others.length > 0) throw misplaced(index, 'consists of several Lepton files');
    const image = readLeptonImage(file!);
    placed.push({ index, start, image });
    start += image.file.outputSize;
  }
  const pieceSize = sizeOf(placed[0]!);
  for (const piece of placed) {
    const { index, image } = piece;
    const size = sizeOf(piece);
    const isLast = index === placed.length - 1;
    if (isLast ? size > pieceSize : size !== pieceSize) {
      throw misplaced(index, `restores ${size} bytes where pieces of ${pieceSize} are expected`);
    }
    if (index === 0 && !image.hasHeader) throw misplaced(index, 'does not begin at the start of a JPEG');
    if (index > 0 && image.hasHeader && image.file.items.leadingPrefix === null) {
      throw misplaced(index, 'is the first piece of a JPEG');
    }
  }
  return placed;
}

/** Compares where each piece says that it goes on with where the bytes before it lead to. */
function* checkContinuity(jpeg: Uint8Array, placed: readonly PlacedPiece[], call: Call): Steps<void> {
  let header: JpegHeader;
  let outline: ScanOutline;
  try {
    header = readJpegHeader(jpeg);
    outline = yield* readScanOutline(jpeg, header, call);
  } catch (error) {
    if (!(error instanceof LeptonError) || error.code === 'LIMIT_EXCEEDED') throw error;
    const what = `The pieces do not make a JPEG together: ${error.message}`;
    throw new LeptonError('DAMAGED_LEPTON_FILE', what, { cause: error });
  }
  const expectedHeader = decodingHeader(jpeg.subarray(2, header.scanStart));
  for (const { index, start, image } of placed) {
    if (image.hasHeader) continue;
    if (!isEqual(image.file.items.jpegHeader, expectedHeader)) throw misplaced(index, 'is a piece of another JPEG');
    const first = image.segments[0];
    const row = first?.firstMcuRow ?? 0;
    const handover = outline.handovers[row];
    const isContinued =
      first !== undefined &&
      handover !== undefined &&
      outline.rowOffsets[row] === start + image.prefix.length &&
      handover.overhangBits === first.overhangBits &&
      handover.overhangByte === (first.overhangByte & (0xff00 >> first.overhangBits) & 0xff) &&
      isEqual(handover.lastDc, first.lastDc);
    if (!isContinued) throw misplaced(index, 'does not go on where the one before it ends');
  }
  // A scan that breaks off in a stored piece may have lost the piece in front of it.
  const { scanEnd, isCutOff } = outline;
  const broken = placed.filter(({ start }) => start <= scanEnd).at(-1);
  if (isCutOff && broken?.image.file.items.leadingPrefix != null) {
    throw misplaced(broken.index, `is one where the scan breaks off. ${ONE_BY_ONE}`);
  }
}

/** What nobody can tell from the pieces alone is refused: a silent loss would be worse. */
function checkCompleteness(jpeg: Uint8Array, placed: readonly PlacedPiece[]): void {
  const last = placed.at(-1)!;
  const endsInEoi = jpeg.at(-2) === 0xff && jpeg.at(-1) === 0xd9;
  const isShorter = placed.length > 1 && sizeOf(last) < sizeOf(placed[0]!);
  if (endsInEoi || isShorter) return;
  throw new LeptonError(
    'SHORT_READ',
    `The JPEG does not end in piece ${last.index}: there must be more pieces. ${ONE_BY_ONE}`,
  );
}

function sizeOf({ image }: PlacedPiece): number {
  return image.file.outputSize;
}

function isEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, index) => value === b[index]);
}

function misplaced(index: number, what: string): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', `The pieces do not belong together: piece ${index} ${what}.`);
}
