import { expect, test } from 'vitest';
import { compressSync } from '../../src/codec/compress.js';
import type { LeptonFile } from '../../src/container/lepton-file.js';
import { readLeptonFiles } from '../../src/container/lepton-reader.js';
import { runToEnd } from '../../src/steps.js';
import { segmentFile, shareHeader } from '../../src/workers/segment-file.js';
import { readFixture } from '../helpers/fixtures.js';

const [FILE] = readLeptonFiles(compressSync(readFixture('scene.jpg')), { padding: 0, limit: 1e9, brotli: null });

function withHeader(length: number): LeptonFile {
  const jpegHeader = Uint8Array.from({ length: length + 7 }, (_, index) => index % 251).subarray(7);
  return { ...FILE, items: { ...FILE.items, jpegHeader } };
}

test.each([
  [65536, false],
  [65537, true],
])('a JPEG header of %i bytes is shared by threads: %s', (length, isShared) => {
  const file = withHeader(length);
  const shared = runToEnd(shareHeader(file));
  const { jpegHeader } = shared.items;
  expect(jpegHeader).toEqual(file.items.jpegHeader);
  expect(jpegHeader.buffer instanceof SharedArrayBuffer).toBe(isShared);
  expect(segmentFile(shared, 0).items.jpegHeader === jpegHeader).toBe(isShared);
  expect(segmentFile(shared, 0).items.jpegHeader.buffer.byteLength).toBe(length);
  expect({ ...shared, items: null }).toEqual({ ...file, items: null });
});
