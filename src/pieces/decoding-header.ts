/** The part of a JPEG header without which a scan cannot be decoded. */

import { joinBytes } from '../bytes/byte-steps.js';
import { readUint16 } from '../jpeg/frame.js';
import { DHT, DQT, DRI, isStandalone, isStartOfFrame, SOS } from '../jpeg/markers.js';

/**
 * Leaves out the segments that decoding does not need, APPn and COM above all (format section 9).
 *
 * @param header header segments without SOI up to and including a SOS segment, sound
 */
export function decodingHeader(header: Uint8Array): Uint8Array {
  const segments: Uint8Array[] = [];
  for (let offset = 0; offset + 4 <= header.length; ) {
    const marker = header[offset + 1]!;
    if (isStandalone(marker)) {
      offset += 2;
      continue;
    }
    const end = offset + 2 + readUint16(header, offset + 2);
    const isNeeded = [DQT, DHT, DRI, SOS].includes(marker) || isStartOfFrame(marker);
    if (isNeeded) segments.push(header.subarray(offset, end));
    offset = end;
  }
  return joinBytes(segments);
}
