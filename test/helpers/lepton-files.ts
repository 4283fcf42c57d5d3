import { brotliCompressSync } from 'node:zlib';
import { writeHeaderItems } from '../../src/container/header-items.js';
import { makeItems } from './lepton-items.js';

/** A file of version 2 without a picture: Brotli header, end mark behind the packets, and the size. */
export function versionTwoFile(outputSize: number): Uint8Array {
  const header = brotliCompressSync(writeHeaderItems(makeItems()));
  const packets = [0, 1, 0, 8, 9, 0xff, 0xfe, 0xff];
  const size = 28 + header.length + 3 + packets.length + 4;
  const bytes = new Uint8Array(size);
  bytes.set([0xcf, 0x84, 2, 0x5a, 1]);
  const view = new DataView(bytes.buffer);
  view.setUint32(20, outputSize, true);
  view.setUint32(24, header.length, true);
  bytes.set(header, 28);
  bytes.set([0x43, 0x4d, 0x50, ...packets], 28 + header.length);
  view.setUint32(size - 4, size, true);
  return bytes;
}
