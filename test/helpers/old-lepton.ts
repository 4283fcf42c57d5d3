/** Lepton files as older and rarer writers make them, out of those of our own. */
import { brotliCompressSync } from 'node:zlib';
import { findItem, type LeptonParts, putLeptonTogether, takeLeptonApart } from './lepton-surgery.js';

/** End mark of the packets in version 2. */
const END_MARK = [0xff, 0xfe, 0xff];

/** The same file with a Brotli header and the end mark of version 2. */
export function brotliFile(lepton: Uint8Array, header?: Uint8Array): Uint8Array {
  const parts = takeLeptonApart(lepton);
  parts.version = 2;
  parts.packets = Uint8Array.from([...parts.packets, ...END_MARK]);
  return putLeptonTogether(parts, header ?? brotliCompressSync(parts.header));
}

/**
 * Two files that share the header of the first one (`CNT`), as the C++ tool's `-lepcat` makes them.
 *
 * @returns version 2 files joined, the second one without a header of its own
 */
export function continuedFiles(first: Uint8Array, second: Uint8Array): Uint8Array {
  const [a, b] = [takeLeptonApart(first), takeLeptonApart(second)];
  for (const parts of [a, b]) {
    parts.version = 2;
    parts.packets = Uint8Array.from([...parts.packets, ...END_MARK]);
  }
  a.header = Uint8Array.from([...a.header, ...Buffer.from('CNT'), ...b.header]);
  const whole = [putLeptonTogether(a, brotliCompressSync(a.header)), putLeptonTogether(b, new Uint8Array())];
  return Uint8Array.from(Buffer.concat(whole));
}

/** The item with this mark, its mark included, replaced by other bytes; the item has a body of fixed length. */
export function replaceItem(parts: LeptonParts, mark: string, length: number, bytes: ArrayLike<number>): void {
  const start = findItem(parts.header, mark);
  const end = start + mark.length + length;
  parts.header = Uint8Array.from([
    ...parts.header.subarray(0, start),
    ...Array.from(bytes),
    ...parts.header.subarray(end),
  ]);
}

/** The segment table, 16 bytes for each entry. */
export function segmentTable(parts: LeptonParts): DataView {
  const start = findItem(parts.header, 'HH') + 3;
  const { buffer, byteOffset } = parts.header;
  return new DataView(buffer, byteOffset + start, 16 * (parts.header[start - 1] as number));
}
