import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LeptonFile, ORDERED_MARK, ORDERED_MARK_OFFSET } from '../../src/container/lepton-file.js';
import { type ReadOptions, readLeptonFiles } from '../../src/container/lepton-reader.js';
import { LeptonStreamReader } from '../../src/container/lepton-stream-reader.js';
import { type ErrorCode, LeptonError } from '../../src/errors.js';
import { codeOf, errorOf } from '../helpers/error-code.js';
import { versionTwoFile } from '../helpers/lepton-files.js';
import { makeItems } from '../helpers/lepton-items.js';
import { chunksOf } from '../helpers/streams.js';
import { withByte } from '../helpers/with-byte.js';
import { writeLepton } from '../helpers/write-lepton.js';

const OPTIONS: ReadOptions = {
  padding: 0,
  limit: 1_000_000,
  brotli: (compressed, limit) => new Uint8Array(brotliDecompressSync(compressed, { maxOutputLength: limit })),
};
const SEGMENTS = [150_000, 0, 70_000, 300].map((size, id) =>
  Uint8Array.from({ length: size }, (_, i) => (id + i) % 253),
);
const LARGE = writeLepton('Z', 777, makeItems({ segmentCount: 4 }), SEGMENTS);
const SMALL = writeLepton('Z', 777, makeItems({ segmentCount: 2 }), [
  new Uint8Array(300).fill(1),
  new Uint8Array(400).fill(2),
]);
const HEADER_END = 28 + new DataView(SMALL.buffer, SMALL.byteOffset).getUint32(24, true);
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Takes a stream apart, whole files at a time, as `readLeptonFiles` does. */
function readInChunks(chunks: Iterable<Uint8Array>, options: ReadOptions = OPTIONS): LeptonFile[] {
  const reader = new LeptonStreamReader(options);
  const input = chunks[Symbol.iterator]();
  const more = () => {
    const { done, value } = input.next();
    if (done) reader.end();
    else reader.push(value);
  };
  const files: LeptonFile[] = [];
  for (let hasFile: boolean | null = true; hasFile !== false; hasFile = reader.startNextFile()) {
    if (hasFile === null) {
      more();
      continue;
    }
    while (!reader.isFileEnded) if (!reader.advance()) more();
    const { file, queues } = reader;
    if (file === null) throw new TypeError('no header');
    const codedSegments = file.items.segments.map((_, index) => {
      const bytes = new Uint8Array(queues.bytesOf(index));
      queues.read(index, bytes);
      return { bytes, length: bytes.length };
    });
    files.push({ ...file, codedSegments });
  }
  return files;
}

/** What the reader of whole files finds, but for the offsets behind the files, which a stream does not tell. */
const readWhole = (bytes: Uint8Array) => readLeptonFiles(bytes, OPTIONS).map((file) => ({ ...file, end: 0 }));

const arbitrarySizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 90_000 })), {
  minLength: 1,
  maxLength: 8,
});

describe('the reader of streams of Lepton files', () => {
  test.each<[string, Uint8Array]>([
    ['one file', SMALL],
    ['a large one', LARGE],
    ['version 2', versionTwoFile(11)],
    ['several', joined(versionTwoFile(11), versionTwoFile(22), versionTwoFile(33))],
    ['version 1 behind version 2', joined(versionTwoFile(11), LARGE)],
  ])('finds what the reader of whole files finds: %s', (_what, bytes) => {
    const expected = readWhole(bytes);
    if (bytes.length < 2000) expect(readInChunks(chunksOf(bytes, [1]))).toEqual(expected);
    fc.assert(
      fc.property(arbitrarySizes, (sizes) => {
        const files = readInChunks(chunksOf(bytes, sizes));
        expect(files.map(({ codedSegments }) => codedSegments.map(({ length }) => length))).toEqual(
          expected.map(({ codedSegments }) => codedSegments.map(({ length }) => length)),
        );
        const text = (found: readonly LeptonFile[]) =>
          found.flatMap(({ codedSegments }) => codedSegments.map((s) => s.bytes));
        expect(Buffer.compare(Buffer.concat(text(files)), Buffer.concat(text(expected)))).toBe(0);
        const heads = (found: readonly LeptonFile[]) => found.map(({ codedSegments: _, ...head }) => head);
        expect(heads(files)).toEqual(heads(expected));
      }),
      { numRuns: 25 },
    );
  });

  test.each<[string, Uint8Array, ErrorCode]>([
    ['nothing', new Uint8Array(), 'NOT_A_LEPTON_FILE'],
    ['half the magic', SMALL.subarray(0, 1), 'NOT_A_LEPTON_FILE'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'NOT_A_LEPTON_FILE'],
    ['a wrong first byte', withByte(SMALL, 0, 0xce), 'NOT_A_LEPTON_FILE'],
    ['a wrong second byte', withByte(SMALL, 1, 0x85), 'NOT_A_LEPTON_FILE'],
    ['version 0', withByte(SMALL, 2, 0), 'VERSION_UNSUPPORTED'],
    ['kind A', withByte(SMALL, 3, 0x41), 'DAMAGED_LEPTON_FILE'],
    ['a header size that leads past the end', withByte(SMALL, 25, 0xff), 'SHORT_READ'],
    ['a header size beyond the limit', withByte(SMALL, 27, 0xff), 'LIMIT_EXCEEDED'],
    ['a header size that is one too small', withByte(SMALL, 24, SMALL[24] - 1), 'DAMAGED_LEPTON_FILE'],
    ['a damaged zlib stream', withByte(SMALL, 40, SMALL[40] ^ 0xff), 'DAMAGED_LEPTON_FILE'],
    ['no CMP', withByte(SMALL, HEADER_END + 1, 0x4e), 'DAMAGED_LEPTON_FILE'],
    ['a total size that is one too large', withByte(SMALL, -4, SMALL.at(-4)! + 1), 'DAMAGED_LEPTON_FILE'],
    ['a packet of segment 2 of 2', withByte(SMALL, HEADER_END + 3, 2), 'DAMAGED_LEPTON_FILE'],
    ['something else behind a file', joined(versionTwoFile(1), Uint8Array.of(1, 2, 3)), 'DAMAGED_LEPTON_FILE'],
    ['a single byte behind a file', joined(versionTwoFile(1), Uint8Array.of(0xcf)), 'DAMAGED_LEPTON_FILE'],
    ['half a file behind a file', joined(versionTwoFile(1), versionTwoFile(1).subarray(0, 9)), 'SHORT_READ'],
    ['no end mark', withByte(versionTwoFile(1), -7, 0x40), 'DAMAGED_LEPTON_FILE'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(codeOf(() => readInChunks(chunksOf(bytes, [1])))).toBe(code);
    expect(codeOf(() => readInChunks([bytes]))).toBe(code);
  });

  test('refuses a file that is cut off, wherever', () => {
    for (const whole of [SMALL, versionTwoFile(1)]) {
      for (let length = 0; length < whole.length; length++) {
        const code = codeOf(() => readInChunks(chunksOf(whole.subarray(0, length), [7])));
        const codes = length < 2 ? ['NOT_A_LEPTON_FILE'] : ['SHORT_READ', 'DAMAGED_LEPTON_FILE'];
        expect(codes).toContain(code);
      }
    }
  });

  test('notices a wrong byte as the reader of whole files does', () => {
    for (const whole of [SMALL, versionTwoFile(1)]) {
      for (let offset = 0; offset < whole.length; offset++) {
        const bytes = withByte(whole, offset, whole[offset] ^ 0x11);
        let expected: unknown;
        try {
          expected = readWhole(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(LeptonError);
          expect(() => readInChunks([bytes]), `offset ${offset}`).toThrow(LeptonError);
          continue;
        }
        try {
          expect(readInChunks([bytes])).toEqual(expected);
        } catch (error) {
          // What breaks the promised order is an error here only.
          expect(error).toMatchObject({ code: 'DAMAGED_LEPTON_FILE', message: expect.stringMatching(/out of order/) });
        }
      }
    }
  });

  test('tells where in the file an impossible packet stands', () => {
    const bytes = joined(versionTwoFile(1), withByte(SMALL, HEADER_END + 3, 0x40));
    expect(errorOf(() => readInChunks(chunksOf(bytes, [11]))).message).toContain(` ${HEADER_END + 3} `);
  });

  test('refuses files without end', () => {
    const file = versionTwoFile(1);
    function* endless() {
      for (;;) yield file;
    }
    expect(codeOf(() => readInChunks(endless()))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('keeps the queues to the limit', () => {
    const options = { ...OPTIONS, limit: 100_000 };
    expect(codeOf(() => readInChunks(chunksOf(LARGE, [1000]), options))).toBe('LIMIT_EXCEEDED');
    // Whoever reads segment after segment needs next to nothing.
    const reader = new LeptonStreamReader(options);
    reader.push(LARGE);
    reader.end();
    const target = new Uint8Array(50_000);
    while (reader.file === null) reader.advance();
    for (const [segment, { length }] of SEGMENTS.entries()) {
      let read = 0;
      for (; !reader.queues.isComplete(segment); reader.advance()) read += reader.queues.read(segment, target);
      for (let count = 1; count > 0; read += count) count = reader.queues.read(segment, target);
      expect(read).toBe(length);
    }
    expect(reader.isFileEnded).toBe(true);
  });

  test('believes in the order only where it is promised', () => {
    const unordered = LARGE.slice();
    unordered[8 + ORDERED_MARK_OFFSET + 1] ^= 1;
    expect([...LARGE.subarray(8 + ORDERED_MARK_OFFSET, 20)]).toEqual([...ORDERED_MARK]);
    for (const [bytes, isEarly] of [
      [LARGE, true],
      [unordered, false],
    ] as const) {
      const reader = new LeptonStreamReader(OPTIONS);
      reader.push(bytes);
      while (reader.file === null) reader.advance();
      while (reader.advance() && !reader.queues.isComplete(0));
      expect(reader.queues.isComplete(0)).toBe(isEarly);
    }
  });

  test('does not keep the input that it was given', () => {
    const reader = new LeptonStreamReader(OPTIONS);
    for (const chunk of chunksOf(LARGE, [5000, 3, 700])) {
      while (reader.advance());
      reader.push(chunk);
      while (reader.advance());
      chunk.fill(0xee);
    }
    reader.end();
    while (reader.advance());
    const target = new Uint8Array(SEGMENTS[0].length);
    reader.queues.read(0, target);
    expect(Buffer.compare(target, SEGMENTS[0])).toBe(0);
  });
});
