/** The part of a verification that is left when each segment was checked on its own. */

import type { CodedSegment } from '../container/lepton-file.js';
import { readLeptonFiles } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import { joinBytes } from './join-bytes.js';
import { readLeptonImage } from './lepton-image.js';
import { startOutput } from './restoring.js';

/**
 * Reads a Lepton file back and checks all but its segments: that it holds exactly these coded bytes, that header, scan
 * and trailing bytes add up to the JPEG, and that all bytes outside the scan are those of the JPEG.
 *
 * @param coded coded bytes of each segment, found to restore their part of the scan
 * @throws LeptonError ROUND_TRIP_FAILED
 */
export function verifyEnvelope(jpeg: Uint8Array, lepton: Uint8Array, coded: readonly Uint8Array[]): void {
  const [file] = readLeptonFiles(lepton, { padding: 0, limit: 2 * jpeg.length + 65536, brotli: null });
  if (file === undefined || file.end !== lepton.length || file.outputSize !== jpeg.length) throw failed('its size');
  const image = readLeptonImage(file);
  const { output } = startOutput(image);
  const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
  output.append(file.items.jpegHeader.subarray(0, headerEnd));
  const before = output.written;
  if (!isEqual(before, jpeg.subarray(0, before.length))) throw failed('its header');
  const scanBytes = file.items.segments.reduce((sum, { size }) => sum + size, 0);
  const trailingStart = jpeg.length - image.trailing.length;
  const scanEnd = before.length + scanBytes;
  if (image.isCutOff ? scanEnd < trailingStart : scanEnd !== trailingStart) throw failed('the size of its scan');
  if (!isEqual(image.trailing, jpeg.subarray(trailingStart))) throw failed('what follows its scan');
  if (headerEnd !== file.items.jpegHeader.length) throw failed('its header');
  const written = file.codedSegments.map((segment: CodedSegment) => segment.bytes.subarray(0, segment.length));
  if (!isEqual(joinBytes(written), joinBytes(coded)) || written.length !== coded.length) throw failed('its segments');
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what} is not right.`);
}
