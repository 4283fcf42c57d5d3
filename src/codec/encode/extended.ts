/** JPEGs that only an extended file can hold (docs/format-extension.md). */

import { joinSteps } from '../../bytes/byte-steps.js';
import type { Extension } from '../../container/extension.js';
import { LeptonError } from '../../errors.js';
import type { Steps } from '../../work/steps.js';
import { EXTENDED_RULES } from '../header-rules.js';
import type { JpegHeader } from '../jpeg-header.js';
import { findPatches } from '../patches.js';
import { writeScanSequence } from '../scan-sequence.js';
import type { JpegImage, PlaneOptions } from './jpeg-image.js';
import { type MultiScan, readMultiScan, toJpegImage } from './multi-scan-image.js';

/** An image and what must be told in addition to restore it. */
export interface ExtendedImage {
  readonly image: JpegImage;
  readonly extension: Extension;
  /** Whether some bytes of the scans are kept as they are, in patches or behind the place where decoding ended. */
  readonly isPatched: boolean;
}

/**
 * Reads a JPEG by the wider rules: up to four components and sampling factors up to 4, the standard Huffman tables
 * where none are defined, stray bytes between header segments, end-of-band runs of any length, and patches where the
 * scans as written anew differ for a few bytes.
 *
 * @param header read by the wider rules
 * @throws LeptonError as `compressSync`
 */
export function* readExtendedImage(jpeg: Uint8Array, header: JpegHeader, options: PlaneOptions): Steps<ExtendedImage> {
  const multiScan = yield* readMultiScan(jpeg, header, options, EXTENDED_RULES);
  const written = yield* writeAll(multiScan, jpeg.length);
  const { patches, writtenBytes, originalBytes } = yield* findPatches(written, jpeg, multiScan.end);
  const extension = {
    ...EXTENDED_RULES,
    runBreaks: multiScan.runBreaks,
    writtenBytes,
    patches,
  };
  const isPatched = patches.length > 0 || originalBytes < multiScan.end;
  // Where the written form ends, the extension tells.
  const image = yield* toJpegImage(multiScan, originalBytes, originalBytes - multiScan.jpegHeader.length, true);
  return { image, extension, isPatched };
}

/** SOI, header segments and scans as a reader will write them. */
function* writeAll(multiScan: MultiScan, size: number): Steps<Uint8Array> {
  const { jpegHeader, planes, sequence } = multiScan;
  // A file that was cut off may need more bytes to write than it has; they are not looked at.
  const options = { ...multiScan, size: 2 * size, isCutOff: true };
  const chunks: Uint8Array[] = [new Uint8Array([0xff, 0xd8])];
  try {
    for (const chunk of writeScanSequence(jpegHeader, sequence, planes, options)) {
      chunks.push(chunk.slice());
      yield;
    }
  } catch (error) {
    // A code that is missing only shows where the file is damaged; what was written before may still be used.
    if (!(error instanceof LeptonError) || error.code !== 'STREAM_INCONSISTENT') throw error;
  }
  return yield* joinSteps(chunks);
}
