import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/bytes/byte-writer.js';
import { decompress as decompressWork } from '../../../src/codec/decode/decompress.js';
import { readLeptonFiles } from '../../../src/container/lepton-reader.js';
import { writePackets } from '../../../src/container/packets.js';
import { compressSync, decompress, decompressSync, type ErrorCode } from '../../../src/index.js';
import { SegmentDecoder } from '../../../src/model/segment-decoder.js';
import { alone, runToEnd } from '../../../src/work/steps.js';
import { codeOf, errorOf } from '../../helpers/error-code.js';
import { readFixture } from '../../helpers/fixtures.js';
import {
  changeEmbeddedHeader,
  changeLepton,
  findItem,
  type LeptonParts,
  putLeptonTogether,
  takeLeptonApart,
} from '../../helpers/lepton-surgery.js';
import { ANY_CALL } from '../../helpers/pipelines.js';
import { makeImage, type RandomImage, referenceComponents } from '../../helpers/random-image.js';
import type { ReferenceFlavor } from '../../helpers/reference-dc.js';
import { encodeReferenceJpeg } from '../../helpers/reference-jpeg.js';
import { encodeReferenceSegment } from '../../helpers/reference-model.js';
import { withByte } from '../../helpers/with-byte.js';

const JPEG = readFixture('scene-422-optimized.jpg');
const LEPTON = compressSync(JPEG, { segments: 4 });
const HEADER_END = 28 + new DataView(LEPTON.buffer, LEPTON.byteOffset).getUint32(24, true);
const changed = (change: (parts: LeptonParts) => void) => changeLepton(LEPTON, change);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const text = (characters: string) => [...characters].map((character) => character.charCodeAt(0));

/** With bytes behind the header items. */
const withItem = (...bytes: number[]) =>
  changed((parts) => {
    parts.header = Uint8Array.from([...parts.header, ...bytes]);
  });
/** With a change in the segment table, of 16 bytes for each segment. */
const withTable = (change: (table: DataView) => void) =>
  changed(({ header }) => {
    change(new DataView(header.buffer, header.byteOffset + findItem(header, 'HH') + 3));
  });

describe('decompress', () => {
  test('restores the JPEG, and returns promises of the same', async () => {
    expect(isSame(decompressSync(LEPTON), JPEG)).toBe(true);
    expect(isSame(await decompress(LEPTON), JPEG)).toBe(true);
    await expect(decompress(JPEG)).rejects.toMatchObject({ code: 'NOT_A_LEPTON_FILE' });
  });

  test('restores it whatever the packets look like', () => {
    const [file] = readLeptonFiles(LEPTON, { padding: 0, limit: 1e6, brotli: null });
    const rests = file.codedSegments.map(({ bytes }) => bytes);
    const packets: number[] = [];
    // Last segment first, in packets of 1 to 1000 bytes.
    for (let size = 1; rests.some((rest) => rest.length > 0); size = (size * 7) % 1000) {
      for (let id = rests.length - 1; id >= 0; id--) {
        const payload = rests[id].subarray(0, size);
        rests[id] = rests[id].subarray(payload.length);
        if (payload.length > 0) packets.push(id, (payload.length - 1) & 255, (payload.length - 1) >> 8, ...payload);
      }
    }
    const lepton = changed((parts) => {
      parts.packets = Uint8Array.from(packets);
    });
    expect(isSame(decompressSync(lepton), JPEG)).toBe(true);
  });

  test('takes a segment table with empty segments', () => {
    // Entry 0 twice: the first of the two begins where the second does and has no rows, no bytes and no packets.
    const lepton = changed((parts) => {
      const start = findItem(parts.header, 'HH');
      const empty = parts.header.slice(start + 3, start + 19).fill(0, 2, 6);
      parts.header = Uint8Array.from([
        ...parts.header.subarray(0, start + 2),
        5,
        ...empty,
        ...parts.header.subarray(start + 3),
      ]);
      for (let offset = 0; offset < parts.packets.length; ) {
        const form = (parts.packets[offset] >> 4) & 3;
        const length =
          form > 0 ? [0, 4096, 16384, 65536][form] : 1 + parts.packets[offset + 1] + 256 * parts.packets[offset + 2];
        parts.packets[offset]++;
        offset += length + (form > 0 ? 1 : 3);
      }
    });
    expect(isSame(decompressSync(lepton), JPEG)).toBe(true);
  });

  test('takes a shorter ending of a segment: zeros follow anyway', () => {
    const small = readFixture('size-8x8-grey.jpg');
    const lepton = compressSync(small);
    const shorter = changeLepton(lepton, (parts) => {
      const payload = [...parts.packets.subarray(3)];
      while (payload.at(-1) === 0) payload.pop();
      parts.packets = Uint8Array.from([0, payload.length - 1, 0, ...payload]);
    });
    const unchanged = changeLepton(lepton, () => undefined);
    expect(shorter.length).toBeLessThan(unchanged.length);
    expect(isSame(decompressSync(shorter), small)).toBe(true);
  });

  test('keeps to the memory limit', () => {
    expect(codeOf(() => decompressSync(LEPTON, { memoryLimit: 10_000 }))).toBe('LIMIT_EXCEEDED');
    expect(codeOf(() => decompressSync(LEPTON, { memoryLimit: -5 }))).toBe('USAGE');
    const bold = changed((parts) => {
      parts.outputSize = 0xffffffff;
    });
    expect(codeOf(() => decompressSync(bold))).toBe('LIMIT_EXCEEDED');
  });

  test('reads version 2 with the Brotli decoder that it is given', () => {
    const parts = takeLeptonApart(LEPTON);
    parts.version = 2;
    parts.packets = Uint8Array.from([...parts.packets, 0xff, 0xfe, 0xff]);
    const lepton = putLeptonTogether(parts, brotliCompressSync(parts.header));
    const brotliDecompress = (compressed: Uint8Array, limit: number) =>
      new Uint8Array(brotliDecompressSync(compressed, { maxOutputLength: limit }));
    expect(isSame(decompressSync(lepton, { brotliDecompress }), JPEG)).toBe(true);
    const two = Uint8Array.from([...lepton, ...lepton]);
    expect(isSame(decompressSync(two, { brotliDecompress }), Uint8Array.from([...JPEG, ...JPEG]))).toBe(true);
  });
});

describe('the flavor of the arithmetic', () => {
  const EXTREME: RandomImage = makeImage({
    sampling: [
      [2, 1],
      [1, 1],
    ],
    mcusPerRow: 3,
    mcuRows: 3,
    styles: ['extreme', 'dense'],
    quantizerMaximum: 200,
    dcQuantizerMinimum: 60,
    seed: 3,
  });
  const jpeg = encodeReferenceJpeg(EXTREME);
  const FLAVORS: Record<'16' | '32' | 'mixed', ReferenceFlavor> = {
    '16': { dcEstimate: 16, edgeExtrapolation: 16 },
    '32': { dcEstimate: 32, edgeExtrapolation: 32 },
    mixed: { dcEstimate: 32, edgeExtrapolation: 16 },
  };
  const names = ['16', '32', 'mixed'] as const;

  /** The file of a tool that calculates in this way; it may say so in the revision. */
  function leptonOf(name: keyof typeof FLAVORS, flags: number | null): Uint8Array {
    const segment = { components: referenceComponents(EXTREME), firstMcuRow: 0, endMcuRow: 3, flavor: FLAVORS[name] };
    const writer = new ByteWriter();
    runToEnd(writePackets(writer, [encodeReferenceSegment(segment, EXTREME.blocks)]));
    return changeLepton(compressSync(jpeg, { segments: 1 }), (parts) => {
      parts.packets = writer.finish();
      parts.revision.fill(0);
      if (flags !== null) parts.revision.set([0x4d, 0x53, 0, 0, 0, 0, flags], 3);
    });
  }

  test('makes three different files', () => {
    expect(new Set(names.map((name) => leptonOf(name, null).join())).size).toBe(3);
  });

  test.each(names)('%s is found when nothing tells it', (name) => {
    expect(isSame(decompressSync(leptonOf(name, null)), jpeg)).toBe(true);
  });

  test.each([
    ['16', 0x83],
    ['32', 0x80],
    ['mixed', 0x82],
  ] as const)('%s is taken from flags', (name, flags) => {
    expect(isSame(decompressSync(leptonOf(name, flags)), jpeg)).toBe(true);
  });

  test('is believed when the flags are wrong', () => {
    expect(codeOf(() => decompressSync(leptonOf('32', 0x83)))).toBe('STREAM_INCONSISTENT');
    expect(codeOf(() => decompressSync(leptonOf('16', 0x80)))).toBe('STREAM_INCONSISTENT');
  });

  test('can be forced', () => {
    for (const name of names) {
      expect(isSame(decompressSync(leptonOf(name, null), { flavor: name }), jpeg)).toBe(true);
      expect(isSame(decompressSync(leptonOf(name, 0x83), { flavor: name }), jpeg)).toBe(true);
    }
    expect(codeOf(() => decompressSync(leptonOf('32', null), { flavor: '16' }))).toBe('STREAM_INCONSISTENT');
  });
});

describe('decompress refuses', () => {
  test.each<[string, Uint8Array, ErrorCode, number]>([
    ['an empty file', new Uint8Array(), 'NOT_A_LEPTON_FILE', 65],
    ['a JPEG', JPEG, 'NOT_A_LEPTON_FILE', 65],
    ['wrong magic', withByte(LEPTON, 1, 0x85), 'NOT_A_LEPTON_FILE', 65],
    ['version 3', withByte(LEPTON, 2, 3), 'VERSION_UNSUPPORTED', 13],
    ['an unknown kind', withByte(LEPTON, 3, 0x51), 'DAMAGED_LEPTON_FILE', 68],
    ['a cut-off header', LEPTON.subarray(0, HEADER_END - 10), 'SHORT_READ', 3],
    ['a cut-off coded segment', LEPTON.subarray(0, LEPTON.length >> 1), 'DAMAGED_LEPTON_FILE', 68],
    ['corrupt zlib', withByte(LEPTON, 50, LEPTON[50] ^ 0x80), 'DAMAGED_LEPTON_FILE', 68],
    ['a size that does not match', withByte(LEPTON, -2, 7), 'DAMAGED_LEPTON_FILE', 68],
    ['an unknown header item', withItem(...text('XYZ'), 0, 0, 0, 0), 'DAMAGED_LEPTON_FILE', 68],
    ['an item that stands twice', withItem(...text('P0D'), 0x7f), 'DAMAGED_LEPTON_FILE', 68],
    ['half an item', withItem(...text('FRS'), 5), 'SHORT_READ', 3],
    ['a packet of segment 4 of 4', withFirstPacket(4), 'DAMAGED_LEPTON_FILE', 68],
    ['a packet of segment 15', withFirstPacket(15), 'DAMAGED_LEPTON_FILE', 68],
    ['a segment below the picture', withTable((table) => table.setUint16(48, 60_000, true)), 'DAMAGED_LEPTON_FILE', 68],
    [
      'a first segment that is not at the top',
      withTable((table) => table.setUint16(0, 1, true)),
      'DAMAGED_LEPTON_FILE',
      68,
    ],
    [
      'a segment above the one before it',
      withTable((table) => table.setUint16(32, 0, true)),
      'DAMAGED_LEPTON_FILE',
      68,
    ],
    [
      'other DC predictors than the rows before give',
      withTable((table) => table.setInt16(16 + 8, 999, true)),
      'STREAM_INCONSISTENT',
      7,
    ],
    [
      'another overhang than the rows before give',
      withTable((table) => table.setUint8(16 + 6, table.getUint8(22) ^ 0x80)),
      'STREAM_INCONSISTENT',
      7,
    ],
    [
      'a segment of one byte more',
      withTable((table) => table.setUint32(2, table.getUint32(2, true) + 1, true)),
      'STREAM_INCONSISTENT',
      7,
    ],
    [
      'a segment of one byte less',
      withTable((table) => table.setUint32(2, table.getUint32(2, true) - 1, true)),
      'STREAM_INCONSISTENT',
      7,
    ],
    ['a size that is too large', withSize(1), 'STREAM_INCONSISTENT', 7],
    ['a size that is too small', withSize(-1), 'STREAM_INCONSISTENT', 7],
    ['coded bytes left over', withLeftOver(), 'STREAM_INCONSISTENT', 7],
    ['a JPEG header without a scan', withoutScan(), 'DAMAGED_LEPTON_FILE', 68],
    ['a zero DC quantizer', withZeroQuantizer(), 'ZERO_QUANTIZER', 43],
  ])('%s', (_what, lepton, code, exitStatus) => {
    const error = errorOf(() => decompressSync(lepton));
    expect([error.code, error.exitStatus]).toEqual([code, exitStatus]);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  // Small changes often write as many bits as before: then nothing but the predictors themselves tells.
  test('every small change of the DC predictors that a segment begins with', () => {
    for (const segment of [1, 2, 3]) {
      for (const component of [0, 1, 2]) {
        for (const change of [-2, -1, 1, 2]) {
          const lepton = withTable((table) => {
            const at = 16 * segment + 8 + 2 * component;
            table.setInt16(at, table.getInt16(at, true) + change, true);
          });
          expect(codeOf(() => decompressSync(lepton))).toBe('STREAM_INCONSISTENT');
        }
      }
    }
  });

  test('every cut-off, with one of three codes', () => {
    for (let length = 0; length < LEPTON.length; length += length < HEADER_END + 20 ? 1 : 97) {
      const code = codeOf(() => decompressSync(LEPTON.subarray(0, length)));
      expect(['NOT_A_LEPTON_FILE', 'SHORT_READ', 'DAMAGED_LEPTON_FILE']).toContain(code);
    }
  });
});

function withFirstPacket(id: number): Uint8Array {
  return changed(({ packets }) => {
    packets[0] = (packets[0] & 0x30) | id;
  });
}

function withSize(difference: number): Uint8Array {
  return changed((parts) => {
    parts.outputSize += difference;
  });
}

/** The last segment goes on after its last row. */
function withLeftOver(): Uint8Array {
  return changed((parts) => {
    parts.packets = Uint8Array.from([...parts.packets, 3, 9, 0, ...new Array<number>(10).fill(0x55)]);
  });
}

function withoutScan(): Uint8Array {
  return changed((parts) => {
    changeEmbeddedHeader(parts, (header) => {
      const scan =
        header.length -
        [...header].reverse().findIndex((_, i, backward) => backward[i + 1] === 0xff && backward[i] === 0xda) -
        2;
      header[scan + 1] = 0xfe;
    });
  });
}

function withZeroQuantizer(): Uint8Array {
  return changed((parts) => {
    changeEmbeddedHeader(parts, (header) => {
      const table = header.findIndex((byte, i) => byte === 0xff && header[i + 1] === 0xdb);
      header[table + 5] = 0;
    });
  });
}

test('work that is stopped in the middle gives the model free', () => {
  const lepton = compressSync(readFixture('scene.jpg'), { segments: 2 });
  const steps = alone(decompressWork(lepton, {}, ANY_CALL));
  for (let step = 0; step < 12; step++) steps.next();
  const kernel = SegmentDecoder.prototype.close;
  let closed = 0;
  SegmentDecoder.prototype.close = function () {
    closed++;
    kernel.call(this);
  };
  steps.return(new Uint8Array(0));
  SegmentDecoder.prototype.close = kernel;
  expect(closed).toBe(1);
});
