/** The part of a verification that is left when each segment was checked on its own. */

import { findDifferenceSteps } from '../byte-steps.js';
import { readHead, readLeptonSteps } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import { FLAVOR_16, type Flavor } from '../model/flavor.js';
import type { Steps } from '../steps.js';
import { checkOutputMemory } from './decompress.js';
import { candidateFlavors } from './flavors.js';
import { readLeptonImage } from './lepton-image.js';
import { startOutput } from './restoring.js';

/**
 * Reads a Lepton file back and checks all but its segments: that it holds exactly this header and these coded bytes and
 * promises the flavour that they were checked with, that header, scan and trailing bytes add up to the JPEG, and that all
 * bytes outside the scan are those of the JPEG.
 *
 * @param header uncompressed header with which the segments were checked
 * @param coded coded bytes of each segment, found to restore their part of the scan
 * @param limit bytes of memory that restoring the whole file may need
 * @throws LeptonError ROUND_TRIP_FAILED, LIMIT_EXCEEDED
 */
export function* verifyEnvelope(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  header: Uint8Array,
  coded: readonly Uint8Array[],
  limit: number,
): Steps<void> {
  const options = { padding: 0, limit, brotli: null };
  const head = yield* readHead(lepton, 0, options, null);
  if (!(yield* isEqual(head.header, header))) throw failed('what its header holds');
  yield;
  const files = yield* readLeptonSteps(lepton, options);
  yield;
  checkOutputMemory(lepton, files, limit);
  const [file] = files;
  if (file === undefined || file.end !== lepton.length || file.outputSize !== jpeg.length) throw failed('its size');
  const [flavor, ...others] = candidateFlavors(file.revision, undefined);
  if (flavor === undefined || !isSameFlavor(flavor, FLAVOR_16) || others.length > 0) throw failed('its flavour');
  const image = readLeptonImage(file);
  const { output } = yield* startOutput(image);
  const headerEnd = image.sequence.places[0]?.headerEnd ?? 0;
  yield* output.appendSteps(file.items.jpegHeader.subarray(0, headerEnd));
  const before = output.written;
  if (!(yield* isEqual(before, jpeg.subarray(0, before.length)))) throw failed('its header');
  const scanBytes = file.items.segments.reduce((sum, { size }) => sum + size, 0);
  const trailingStart = jpeg.length - image.trailing.length;
  const scanEnd = before.length + scanBytes;
  if (image.isCutOff ? scanEnd < trailingStart : scanEnd !== trailingStart) throw failed('the size of its scan');
  if (!(yield* isEqual(image.trailing, jpeg.subarray(trailingStart)))) throw failed('what follows its scan');
  if (headerEnd !== file.items.jpegHeader.length) throw failed('its header');
  if (file.codedSegments.length !== coded.length) throw failed('the number of its segments');
  for (const [index, { bytes, length }] of file.codedSegments.entries()) {
    if (!(yield* isEqual(bytes.subarray(0, length), coded[index]!))) throw failed('a segment');
  }
}

function isSameFlavor(a: Flavor, b: Flavor): boolean {
  return a.dcEstimateCut === b.dcEstimateCut && a.edgeExtrapolationCut === b.edgeExtrapolationCut;
}

function* isEqual(a: Uint8Array, b: Uint8Array): Steps<boolean> {
  return a.length === b.length && (yield* findDifferenceSteps(a, b)) === a.length;
}

function failed(what: string): LeptonError {
  return new LeptonError('ROUND_TRIP_FAILED', `The Lepton file does not restore the JPEG: ${what} is not right.`);
}
