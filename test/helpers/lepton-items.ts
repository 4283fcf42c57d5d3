import type { HeaderItems } from '../../src/container/lepton-file.js';

/** Header items for tests of the container, to which no JPEG belongs. */
export function makeItems({ segmentCount = 1 }: { segmentCount?: number } = {}): HeaderItems {
  return {
    jpegHeader: Uint8Array.of(0xff, 0xdb, 0, 2),
    padByte: 0x7f,
    segments: Array.from({ length: segmentCount }, (_, i) => ({
      lumaYStart: 2 * i,
      size: 1000 + i,
      overhangByte: i === 0 ? 0 : 0xe0,
      overhangBits: i === 0 ? 0 : 3,
      lastDc: Int16Array.of(i, -i, 100, 0),
    })),
    restartCounts: [4],
    surplusRestarts: null,
    cutOff: null,
    replacingPrefix: null,
    leadingPrefix: null,
    trailing: Uint8Array.of(0xff, 0xd9, 1, 2, 3),
    outputSize: null,
    continuation: null,
    extension: null,
  };
}
