import { brotliDecompressSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeHeaderItems } from '../../src/container/header-items.js';
import { isLeptonFile, type ReadOptions, readLeptonFiles } from '../../src/container/lepton-reader.js';
import type { ErrorCode } from '../../src/errors.js';
import { codeOf, errorOf } from '../helpers/error-code.js';
import { versionTwoFile } from '../helpers/lepton-files.js';
import { makeItems } from '../helpers/lepton-items.js';
import { withByte } from '../helpers/with-byte.js';
import { writeLepton } from '../helpers/write-lepton.js';

const OPTIONS: ReadOptions = {
  padding: 0,
  limit: 100_000,
  brotli: (compressed, limit) => new Uint8Array(brotliDecompressSync(compressed, { maxOutputLength: limit })),
};
const ITEMS = makeItems({ segmentCount: 2 });
const LEPTON = writeLepton('Z', 777, ITEMS, [new Uint8Array(300).fill(1), new Uint8Array(400).fill(2)]);
const HEADER_END = 28 + new DataView(LEPTON.buffer, LEPTON.byteOffset).getUint32(24, true);
const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}) =>
  readLeptonFiles(bytes, { ...OPTIONS, ...options });

const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('the reader of Lepton files', () => {
  test('knows them by their first two bytes', () => {
    expect(isLeptonFile(LEPTON)).toBe(true);
    expect(isLeptonFile(LEPTON.subarray(0, 2))).toBe(true);
    expect(isLeptonFile(LEPTON.subarray(0, 1))).toBe(false);
    expect(isLeptonFile(Uint8Array.of(0x84, 0xcf))).toBe(false);
  });

  test.each<[string, Uint8Array, ErrorCode]>([
    ['an empty file', new Uint8Array(), 'NOT_A_LEPTON_FILE'],
    ['half the magic', LEPTON.subarray(0, 1), 'NOT_A_LEPTON_FILE'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'NOT_A_LEPTON_FILE'],
    ['a wrong first byte', withByte(LEPTON, 0, 0xce), 'NOT_A_LEPTON_FILE'],
    ['a wrong second byte', withByte(LEPTON, 1, 0x85), 'NOT_A_LEPTON_FILE'],
    ['version 0', withByte(LEPTON, 2, 0), 'VERSION_UNSUPPORTED'],
    ['version 3', withByte(LEPTON, 2, 3), 'VERSION_UNSUPPORTED'],
    ['version 200', withByte(LEPTON, 2, 200), 'VERSION_UNSUPPORTED'],
    ['kind A', withByte(LEPTON, 3, 0x41), 'DAMAGED_LEPTON_FILE'],
    ['a header size that leads past the end', withByte(LEPTON, 26, 0xff), 'SHORT_READ'],
    ['a header size that is one too small', withByte(LEPTON, 24, LEPTON[24] - 1), 'DAMAGED_LEPTON_FILE'],
    ['a damaged zlib stream', withByte(LEPTON, 40, LEPTON[40] ^ 0xff), 'DAMAGED_LEPTON_FILE'],
    ['no CMP', withByte(LEPTON, HEADER_END + 1, 0x4e), 'DAMAGED_LEPTON_FILE'],
    ['a total size that is one too large', withByte(LEPTON, -4, LEPTON.at(-4)! + 1), 'DAMAGED_LEPTON_FILE'],
    ['a byte behind it', joined(LEPTON, Uint8Array.of(0)), 'DAMAGED_LEPTON_FILE'],
    ['a second file behind it in version 1', joined(LEPTON, LEPTON), 'DAMAGED_LEPTON_FILE'],
    ['a packet of segment 2 of 2', withByte(LEPTON, HEADER_END + 3, 2), 'DAMAGED_LEPTON_FILE'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(codeOf(() => read(bytes))).toBe(code);
  });

  test('says what a file is that is no Lepton file', () => {
    expect(errorOf(() => read(new Uint8Array())).message).toMatch(/empty/);
    expect(errorOf(() => read(Uint8Array.of(0xff, 0xd8, 0xff))).message).toMatch(/JPEG/);
  });

  test('refuses a file that is cut off, wherever', () => {
    for (let length = 0; length < LEPTON.length; length++) {
      const code = codeOf(() => read(LEPTON.subarray(0, length)));
      if (length < 2) expect(code).toBe('NOT_A_LEPTON_FILE');
      // Up to behind CMP it is plain that something is missing; from there on only the size at the end can tell.
      else if (length < HEADER_END + 7) expect([length, code]).toEqual([length, 'SHORT_READ']);
      else expect(code).toBe('DAMAGED_LEPTON_FILE');
    }
  });

  test('refuses packets that are cut off though the size is right', () => {
    const cut = LEPTON.slice(0, LEPTON.length - 50);
    new DataView(cut.buffer).setUint32(cut.length - 4, cut.length, true);
    expect(codeOf(() => read(cut))).toBe('SHORT_READ');
  });

  test('keeps the header to the limit', () => {
    expect(read(LEPTON, { limit: 200 }).length).toBe(1);
    expect(codeOf(() => read(LEPTON, { limit: 20 }))).toBe('LIMIT_EXCEEDED');
  });

  test('takes the size from SIZ before the one of the file', () => {
    const header = [...writeHeaderItems(ITEMS), 0x53, 0x49, 0x5a, 5, 1, 0, 0];
    const compressed = deflateSync(Uint8Array.from(header));
    const start = LEPTON.slice(0, 28);
    new DataView(start.buffer).setUint32(24, compressed.length, true);
    const bytes = joined(start, compressed, LEPTON.subarray(HEADER_END));
    new DataView(bytes.buffer).setUint32(bytes.length - 4, bytes.length, true);
    expect(read(LEPTON)[0].outputSize).toBe(777);
    expect(read(bytes)[0].outputSize).toBe(0x105);
  });

  test('reads several files of version 2 that stand one behind the other', () => {
    const [first, second] = [versionTwoFile(11), versionTwoFile(22)];
    const files = read(joined(first, second, first));
    expect(files.map(({ outputSize }) => outputSize)).toEqual([11, 22, 11]);
    expect(files.map(({ end }) => end)).toEqual([1, 2, 3].map((count) => count * first.length));
    expect([...files[1].codedSegments[0].bytes]).toEqual([8, 9]);
  });

  test('reads a file of version 1 behind one of version 2, which must be the last', () => {
    expect(read(joined(versionTwoFile(11), LEPTON)).map(({ version }) => version)).toEqual([2, 1]);
  });

  test.each<[string, Uint8Array]>([
    ['something else behind it', joined(versionTwoFile(1), Uint8Array.of(1, 2, 3))],
    ['half a file behind it', joined(versionTwoFile(1), versionTwoFile(1).subarray(0, 2))],
    ['a wrong total size', withByte(versionTwoFile(1), -4, 9)],
    ['no end mark', withByte(versionTwoFile(1), -7, 0x40)],
  ])('refuses a file of version 2 with %s', (_what, bytes) => {
    expect(['DAMAGED_LEPTON_FILE', 'SHORT_READ']).toContain(codeOf(() => read(bytes)));
  });

  test('refuses version 2 without a Brotli decoder', () => {
    expect(codeOf(() => read(versionTwoFile(1), { brotli: null }))).toBe('VERSION_UNSUPPORTED');
  });
});
