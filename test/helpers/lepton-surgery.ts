import { deflateSync, inflateSync } from 'node:zlib';

/** A version 1 Lepton file in parts, for tests that change one of them. */
export interface LeptonParts {
  version: number;
  kind: string;
  segmentCount: number;
  /** Bytes 5 to 19: three zeros and the revision of the writer. */
  revision: Uint8Array;
  outputSize: number;
  /** Uncompressed header: marked items. */
  header: Uint8Array;
  /** Coded segments in their packets. */
  packets: Uint8Array;
}

const FIXED_HEADER_SIZE = 28;
const CODED_MARK = [0x43, 0x4d, 0x50];

/** Splits a version 1 Lepton file. */
export function takeLeptonApart(lepton: Uint8Array): LeptonParts {
  const view = new DataView(lepton.buffer, lepton.byteOffset, lepton.length);
  const headerEnd = FIXED_HEADER_SIZE + view.getUint32(24, true);
  return {
    version: lepton[2],
    kind: String.fromCharCode(lepton[3]),
    segmentCount: lepton[4],
    revision: lepton.slice(5, 20),
    outputSize: view.getUint32(20, true),
    header: new Uint8Array(inflateSync(lepton.subarray(FIXED_HEADER_SIZE, headerEnd))),
    packets: lepton.slice(headerEnd + CODED_MARK.length, lepton.length - 4),
  };
}

/** Writes the parts one after the other; the header is compressed anew and the sizes are right. */
export function putLeptonTogether(parts: LeptonParts, compressedHeader?: Uint8Array): Uint8Array {
  const header = compressedHeader ?? deflateSync(parts.header, { level: 9 });
  const size = FIXED_HEADER_SIZE + header.length + CODED_MARK.length + parts.packets.length + 4;
  const lepton = new Uint8Array(size);
  lepton.set([0xcf, 0x84, parts.version, parts.kind.charCodeAt(0), parts.segmentCount]);
  lepton.set(parts.revision, 5);
  const view = new DataView(lepton.buffer);
  view.setUint32(20, parts.outputSize, true);
  view.setUint32(24, header.length, true);
  lepton.set(header, FIXED_HEADER_SIZE);
  lepton.set(CODED_MARK, FIXED_HEADER_SIZE + header.length);
  lepton.set(parts.packets, FIXED_HEADER_SIZE + header.length + CODED_MARK.length);
  view.setUint32(size - 4, size, true);
  return lepton;
}

/** A Lepton file with something changed in its parts. */
export function changeLepton(lepton: Uint8Array, change: (parts: LeptonParts) => void): Uint8Array {
  const parts = takeLeptonApart(lepton);
  change(parts);
  return putLeptonTogether(parts);
}

/** Offset in the uncompressed header of the first item with this mark, e.g. `HH`; items before it are skipped whole. */
export function findItem(header: Uint8Array, mark: string): number {
  const text = (offset: number, length: number) => String.fromCharCode(...header.subarray(offset, offset + length));
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  for (let offset = 0; offset < header.length; ) {
    if (text(offset, mark.length) === mark) return offset;
    const item = text(offset, 3);
    if (item === 'P0D' || item === 'PAD') offset += 4;
    else if (item.startsWith('HH')) offset += 3 + 16 * header[offset + 2];
    else if (item === 'CRS') offset += 7 + 4 * view.getUint32(offset + 3, true);
    else if (item === 'EEE') offset += 3 + 7 * 4;
    else if (item === 'SIZ') offset += 3 + 4;
    else if (['HDR', 'FRS', 'PGR', 'PGE', 'GRB', 'EXT'].includes(item)) offset += 7 + view.getUint32(offset + 3, true);
    else throw new RangeError(`unexpected item ${item} at offset ${offset}`);
  }
  throw new RangeError(`no item ${mark}`);
}

/** Changes the JPEG header that a Lepton file holds, without a change of its length. */
export function changeEmbeddedHeader(parts: LeptonParts, change: (jpegHeader: Uint8Array) => void): void {
  const start = findItem(parts.header, 'HDR') + 7;
  const length = new DataView(parts.header.buffer, parts.header.byteOffset).getUint32(start - 4, true);
  change(parts.header.subarray(start, start + length));
}
