/** How much memory work needs: every estimate that is held against the limit of a call. All in bytes. */
import type { LeptonFile } from '../container/lepton-file.js';
import { planeBytes } from '../jpeg/coefficient-plane.js';
import type { Frame } from '../jpeg/frame.js';

/** Coefficients of some rows of MCUs; of the whole image by default. */
export function planesMemory(frame: Frame, mcuRows: number = frame.mcuRows): number {
  return frame.components.reduce(
    (sum, { blocksPerRow, verticalSampling }) => sum + planeBytes(blocksPerRow, mcuRows * verticalSampling),
    0,
  );
}

/**
 * Compression: the JPEG, its scan data without stuffing, the Lepton file, and the coefficients that are held.
 *
 * @param mcuRows rows of MCUs that are held
 */
export function compressionMemory(frame: Frame, jpegBytes: number, mcuRows: number): number {
  return 3 * jpegBytes + planesMemory(frame, mcuRows);
}

/** Compression of pieces: the JPEG, its scan data without stuffing, and a piece in all its forms. */
export function piecesMemory(jpegBytes: number, pieceSize: number): number {
  return 2 * jpegBytes + 6 * Math.min(pieceSize, jpegBytes);
}

/** Finding where the rows of a scan stand: the JPEG, and its scan data without stuffing. */
export function outlineMemory(jpegBytes: number): number {
  return 2 * jpegBytes;
}

/** A JPEG that comes as a stream: its chunks, and once more when they are joined. */
export function joinedInputMemory(jpegBytes: number): number {
  return 2 * jpegBytes;
}

/** Reading a Lepton file: it, and its packets joined. */
export function readingMemory(leptonBytes: number): number {
  return 2 * leptonBytes;
}

/** Bytes that Lepton files restore, and of their headers. */
export function outputBytes(files: readonly LeptonFile[]): number {
  return files.reduce((sum, { outputSize, header }) => sum + outputSize + header.length, 0);
}

/** Decompression: what reading takes, headers and outputs, and what several files restore once more when it is joined. */
export function decompressionMemory(leptonBytes: number, files: readonly LeptonFile[]): number {
  return readingMemory(leptonBytes) + outputBytes(files) * (files.length > 1 ? 2 : 1);
}

/** Decompression with other threads, which get copies; parts and the whole are there at the same time. */
export function sharedDecompressionMemory(leptonBytes: number, files: readonly LeptonFile[]): number {
  return 2 * (leptonBytes + outputBytes(files));
}

/** A range of what a Lepton file restores. */
export function rangeMemory(leptonBytes: number, rangeBytes: number): number {
  return readingMemory(leptonBytes) + rangeBytes;
}

/** An image that is restored as a whole where only parts are wanted, or part after part. */
export function wholeOutputMemory(outputSize: number): number {
  return 2 * outputSize;
}

/** Restoring all scans from the coefficients of the whole image. */
export function wholeImageMemory(frame: Frame, outputSize: number): number {
  return planesMemory(frame) + outputSize;
}

/** An extended file: its scans as written, and the original before and after its trailing bytes are added. */
export function extendedMemory(writtenBytes: number, outputSize: number): number {
  return writtenBytes + 2 * outputSize;
}

/** A segment that is tried with several flavors: its coded bytes and what it restores, as they come and joined. */
export function doubtfulSegmentMemory(codedBytes: number, segmentBytes: number): number {
  return 2 * (codedBytes + segmentBytes);
}

/** Joining pieces: them, what they restore, that once more when it is joined, and its scan without stuffing. */
export function joinedPiecesMemory(leptonBytes: number, jpegBytes: number): number {
  return leptonBytes + 3 * jpegBytes;
}
