/** Any bytes whatsoever as a Lepton file of kind `Y` (format section 9). */
import { type HeaderItems, MAX_COMPATIBLE_BYTES } from '../../container/lepton-file.js';
import { writeLeptonSteps } from '../../container/lepton-writer.js';
import { LeptonError } from '../../errors.js';
import { DHT, DQT, SOF0, SOS } from '../../jpeg/markers.js';
import type { Steps } from '../../work/steps.js';

/** Header segments of a grey JPEG of one block, which every reader wants to see. */
function minimalHeader(): Uint8Array {
  const oneCode = [1, ...new Array<number>(15).fill(0), 0];
  return Uint8Array.from([
    ...[0xff, DQT, 0, 67, 0, ...new Array<number>(64).fill(1)],
    ...[0xff, SOF0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0],
    ...[0xff, DHT, 0, 20, 0x00, ...oneCode],
    ...[0xff, DHT, 0, 20, 0x10, ...oneCode],
    ...[0xff, SOS, 0, 8, 1, 1, 0x00, 0, 63, 0],
  ]);
}

/**
 * Wraps bytes without understanding them. Every Lepton reader restores them.
 *
 * @throws LeptonError NOT_REPRESENTABLE above 128 MiB, where readers end
 */
export function* storeBytes(bytes: Uint8Array): Steps<Uint8Array> {
  if (bytes.length > MAX_COMPATIBLE_BYTES - 1024) {
    throw new LeptonError('NOT_REPRESENTABLE', `The input has ${bytes.length} bytes; Lepton readers end at 128 MiB.`);
  }
  const items: HeaderItems = {
    jpegHeader: minimalHeader(),
    padByte: 0,
    segments: [{ lumaYStart: 0, size: 0, overhangByte: 0, overhangBits: 0, lastDc: new Int16Array(4) }],
    restartCounts: null,
    surplusRestarts: null,
    cutOff: null,
    replacingPrefix: null,
    leadingPrefix: bytes,
    trailing: new Uint8Array(0),
    outputSize: null,
    continuation: null,
    extension: null,
  };
  return yield* writeLeptonSteps('Y', bytes.length, items, []);
}
