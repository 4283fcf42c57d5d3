import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compressSync, decompressSync, type ErrorCode, inspect } from '../../../src/index.js';
import { codeOf } from '../../helpers/error-code.js';
import { readFixture } from '../../helpers/fixtures.js';
import { changeLepton, findItem, type LeptonParts } from '../../helpers/lepton-surgery.js';
import { brotliFile, continuedFiles, replaceItem, segmentTable } from '../../helpers/old-lepton.js';

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const join = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const text = (characters: string) => [...Buffer.from(characters)];
const uint32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const withBrotli = {
  brotliDecompress: (bytes: Uint8Array, limit: number) =>
    new Uint8Array(brotliDecompressSync(bytes, { maxOutputLength: limit })),
};

const PHOTO = readFixture('scene-422-optimized.jpg');
const GREY = readFixture('sampling-grey.jpg');
const PROGRESSIVE = readFixture('progressive-420.jpg');

describe('the pad bits of old files (PAD)', () => {
  /** With the legacy item in place of P0D. */
  const withPad = (jpeg: Uint8Array, value: number) =>
    changeLepton(compressSync(jpeg), (parts) => replaceItem(parts, 'P0D', 1, [...text('PAD'), value]));

  test.each([
    ['padding-zeros-restart.jpg', 0],
    ['padding-zeros.jpg', 0],
    ['restart-3-mcus-420.jpg', 1],
    ['restart-3-mcus-420.jpg', 0xff],
    ['progressive-restart.jpg', 0xff],
  ])('%s with %d', (file, value) => {
    const jpeg = readFixture(file);
    expect(isSame(decompressSync(withPad(jpeg, value)), jpeg)).toBe(true);
  });

  test('are believed', () => {
    const jpeg = readFixture('padding-zeros.jpg');
    const restored = decompressSync(withPad(jpeg, 1));
    // The zeros that fill up the last byte of the scan become ones.
    const last = jpeg.length - 3;
    expect(isSame(restored.subarray(0, last), jpeg.subarray(0, last))).toBe(true);
    expect([restored[last] & jpeg[last], restored[last] > jpeg[last]]).toEqual([jpeg[last], true]);
  });
});

describe('the size in an item (SIZ)', () => {
  const withSize = (lepton: Uint8Array, size: number, fixedSize: number) =>
    changeLepton(lepton, (parts) => {
      parts.header = join(parts.header, text('SIZ'), uint32(size));
      parts.outputSize = fixedSize;
    });

  test('comes before that of the fixed header', () => {
    const lepton = withSize(compressSync(PHOTO), PHOTO.length, 5);
    expect(isSame(decompressSync(lepton), PHOTO)).toBe(true);
    expect(inspect(lepton)).toMatchObject({ outputSize: PHOTO.length });
    expect(codeOf(() => decompressSync(withSize(compressSync(PHOTO), PHOTO.length + 1, PHOTO.length)))).toBe(
      'STREAM_INCONSISTENT',
    );
  });

  test('is held against the memory limit', () => {
    const lepton = withSize(compressSync(PHOTO), 0xffffffff, PHOTO.length);
    expect(codeOf(() => decompressSync(lepton))).toBe('LIMIT_EXCEEDED');
  });
});

describe('segments without handover words', () => {
  /** As writers before handover words left the table: only where segments begin. */
  const withoutHandovers = (lepton: Uint8Array) =>
    changeLepton(lepton, (parts) => {
      const table = segmentTable(parts);
      for (let offset = 0; offset < table.byteLength; offset += 16) {
        table.setUint32(offset + 2, 0, true);
        table.setUint8(offset + 6, 0);
        table.setUint8(offset + 7, 0xff);
        for (let dc = 0; dc < 4; dc++) table.setInt16(offset + 8 + 2 * dc, 0, true);
      }
    });

  test.each([
    ['scene-422-optimized.jpg', 1],
    ['scene-422-optimized.jpg', 4],
    ['scene.jpg', 8],
    ['scene-444-restart.jpg', 5],
    ['restart-3-mcus-420.jpg', 2],
    ['size-1x4000-grey.jpg', 8],
    ['progressive-420.jpg', 2],
  ])('continue the ones before them: %s in %d', (file, segments) => {
    const jpeg = readFixture(file);
    expect(isSame(decompressSync(withoutHandovers(compressSync(jpeg, { segments }))), jpeg)).toBe(true);
  });

  test('come back in files that were cut off', () => {
    const cut = readFixture('scene.jpg').subarray(0, 150_000);
    const lepton = compressSync(cut, { segments: 3 });
    expect(isSame(decompressSync(lepton), cut)).toBe(true);
    expect(isSame(decompressSync(withoutHandovers(lepton)), cut)).toBe(true);
  });

  test('are found inconsistent when coded bytes are left over', () => {
    const lepton = changeLepton(withoutHandovers(compressSync(PHOTO)), (parts) => {
      parts.packets = join(parts.packets, [0, 99, 0], new Uint8Array(100).fill(0x55));
    });
    expect(codeOf(() => decompressSync(lepton))).toBe('STREAM_INCONSISTENT');
  });
});

describe('sixteen segments', () => {
  /** Entries without rows in front of those of the file, whose packets get higher numbers. */
  const withEmptySegments = (lepton: Uint8Array, count: number) =>
    changeLepton(lepton, (parts: LeptonParts) => {
      const start = findItem(parts.header, 'HH') + 2;
      const empty = count - parts.header[start];
      const first = parts.header.slice(start + 1, start + 17).fill(0, 2, 6);
      parts.header = join(
        parts.header.subarray(0, start),
        [count],
        ...Array.from({ length: empty }, () => first),
        parts.header.subarray(start + 1),
      );
      parts.segmentCount = count;
      parts.packets = renumber(parts.packets, empty);
    });

  test('are read', () => {
    const lepton = withEmptySegments(compressSync(PHOTO, { segments: 8 }), 16);
    expect(inspect(lepton)).toMatchObject({ segments: { length: 16 } });
    expect(isSame(decompressSync(lepton), PHOTO)).toBe(true);
  });

  test('are the most', () => {
    const lepton = withEmptySegments(compressSync(PHOTO, { segments: 1 }), 16);
    const seventeen = changeLepton(lepton, (parts) => {
      const start = findItem(parts.header, 'HH') + 2;
      const entry = parts.header.slice(start + 1, start + 17);
      parts.header = join(parts.header.subarray(0, start), [17], entry, parts.header.subarray(start + 1));
    });
    expect(codeOf(() => decompressSync(seventeen))).toBe('DAMAGED_LEPTON_FILE');
  });
});

/** Packets with higher segment numbers. */
function renumber(packets: Uint8Array, more: number): Uint8Array {
  const copy = packets.slice();
  const lengths = [0, 4096, 16384, 65536];
  for (let offset = 0; offset < copy.length; ) {
    const form = (copy[offset] >> 4) & 3;
    const length = form === 0 ? (copy[offset + 1] | (copy[offset + 2] << 8)) + 1 : lengths[form];
    copy[offset] += more;
    offset += (form === 0 ? 3 : 1) + length;
  }
  return copy;
}

describe('version 2', () => {
  test.each<[string, Uint8Array]>([
    ['a photo', PHOTO],
    ['a progressive one', PROGRESSIVE],
    ['one that is cut off', PHOTO.subarray(0, 9000)],
    ['one with bytes behind its end', readFixture('trailing-noise.jpg')],
  ])('of %s', (_what, jpeg) => {
    expect(isSame(decompressSync(brotliFile(compressSync(jpeg)), withBrotli), jpeg)).toBe(true);
  });

  test('of stored bytes', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(isSame(decompressSync(brotliFile(compressSync(bytes, { any: true })), withBrotli), bytes)).toBe(true);
  });

  test('several times, one behind the other', () => {
    const files = [PHOTO, GREY, PROGRESSIVE, GREY];
    const lepton = join(...files.map((jpeg) => brotliFile(compressSync(jpeg))));
    expect(isSame(decompressSync(lepton, withBrotli), join(...files))).toBe(true);
    expect(inspect(lepton, withBrotli)).toMatchObject({ outputSize: PHOTO.length, furtherFiles: 3 });
  });

  test('before one of version 1, which can only be the last', () => {
    const first = brotliFile(compressSync(PHOTO));
    expect(isSame(decompressSync(join(first, compressSync(GREY)), withBrotli), join(PHOTO, GREY))).toBe(true);
    expect(codeOf(() => decompressSync(join(compressSync(GREY), first), withBrotli))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('with the header of the next file in that of the first one (CNT)', () => {
    const lepton = continuedFiles(compressSync(PHOTO), compressSync(GREY));
    expect(isSame(decompressSync(lepton, withBrotli), join(PHOTO, GREY))).toBe(true);
  });

  test('that announces a header for a file that does not follow is damaged', () => {
    const both = continuedFiles(compressSync(PHOTO), compressSync(GREY));
    const firstOnly = both.subarray(0, Buffer.from(both).lastIndexOf(Buffer.from([0xcf, 0x84, 2])));
    expect(codeOf(() => decompressSync(firstOnly, withBrotli))).toMatch(/^(DAMAGED_LEPTON_FILE|SHORT_READ)$/);
  });

  const whole = brotliFile(compressSync(GREY));
  test.each<[string, Uint8Array, ErrorCode]>([
    ['with a byte behind it', join(whole, [0]), 'DAMAGED_LEPTON_FILE'],
    ['with half a file behind it', join(whole, whole.subarray(0, 40)), 'SHORT_READ'],
    ['with a JPEG behind it', join(whole, GREY), 'DAMAGED_LEPTON_FILE'],
    ['without its end mark', withoutEndMark(whole), 'DAMAGED_LEPTON_FILE'],
    ['that is cut off in its end mark', whole.subarray(0, -5), 'SHORT_READ'],
    ['whose size is wrong', whole.map((byte, i) => (i === whole.length - 4 ? byte ^ 1 : byte)), 'DAMAGED_LEPTON_FILE'],
  ])('%s is refused', (_what, lepton, code) => {
    expect(codeOf(() => decompressSync(lepton, withBrotli))).toBe(code);
  });
});

/** With the bytes of the end mark changed into what no packet begins with. */
function withoutEndMark(lepton: Uint8Array): Uint8Array {
  const copy = lepton.slice();
  copy.set([0xff, 0xfe, 0xfe], copy.length - 7);
  return copy;
}

describe('the early layout of the Rust library', () => {
  /** Marked as a file of its version 0.5.5, with flags that are not valid. */
  const early = (lepton: Uint8Array) =>
    changeLepton(lepton, ({ revision }) => {
      revision.set([...text('MS'), 0, 0, 0, 0, 0, 55], 3);
    });

  test('is read like any other where nothing is cut off', () => {
    for (const jpeg of [PHOTO, PROGRESSIVE, readFixture('trailing-noise.jpg')]) {
      expect(isSame(decompressSync(early(compressSync(jpeg))), jpeg)).toBe(true);
    }
  });

  test('cuts a file that was cut off behind its trailing bytes, not in front of them', () => {
    const cut = PHOTO.subarray(0, 12_000);
    const lepton = compressSync(cut);
    expect(isSame(decompressSync(lepton), cut)).toBe(true);
    // Other trailing bytes than our writer repeats there: such a reader never comes to them.
    const trailing = changeLepton(early(lepton), (parts) => {
      const start = findItem(parts.header, 'GRB');
      parts.header = join(parts.header.subarray(0, start), text('GRB'), uint32(2), [1, 2]);
    });
    expect(isSame(decompressSync(trailing), cut)).toBe(true);
    const later = changeLepton(trailing, ({ revision }) => revision.set([56], 3 + 7));
    expect(isSame(decompressSync(later), join(cut.subarray(0, -2), [1, 2]))).toBe(true);
  });
});
