import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../src/bytes/byte-writer.js';
import { type Packets, readPackets, writePackets } from '../../src/container/packets.js';
import { runToEnd } from '../../src/work/steps.js';
import { codeOf } from '../helpers/error-code.js';
import { withByte } from '../helpers/with-byte.js';

const readAll = (...parameters: Parameters<typeof readPackets>) => runToEnd(readPackets(...parameters));

const FIXED = [0, 4096, 16384, 65536];

function write(segments: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter();
  runToEnd(writePackets(writer, segments));
  return writer.finish();
}

/** A packet as format section 2 describes it, in the fixed form if there is one for its length and `fixed`. */
function packet(id: number, payload: ArrayLike<number>, fixed = true): number[] {
  const form = fixed ? FIXED.indexOf(payload.length) : -1;
  const length = payload.length - 1;
  return [...(form > 0 ? [(form << 4) | id] : [id, length & 255, length >> 8]), ...Array.from(payload)];
}

const contentOf = ({ segments }: Packets) => segments.map(({ bytes, length }) => bytes.subarray(0, length));

/** Bytes that tell where they stand. */
const numbered = (length: number, first: number) => Uint8Array.from({ length }, (_, i) => first + i * 7);

describe('packets', () => {
  test('of any segments come back as they were written', () => {
    const length = fc.oneof(fc.nat(300), fc.nat(9000), fc.constantFrom(0, 1, 256, 4096, 16384, 65536, 65537, 200_000));
    fc.assert(
      fc.property(fc.array(length, { minLength: 1, maxLength: 16 }), (lengths) => {
        const segments = lengths.map((each, id) => numbered(each, id));
        const bytes = write(segments);
        const read = readAll(bytes, 0, bytes.length, segments.length, false, 0);
        expect(read.end).toBe(bytes.length);
        contentOf(read).forEach((content, id) => {
          expect(Buffer.compare(content, segments[id])).toBe(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('may be of any length and in any order', () => {
    const pieces = fc.array(
      fc.tuple(
        fc.nat(15),
        fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constantFrom(4096, 16384, 65536)),
        fc.boolean(),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, fc.nat(20), fc.nat(60), (wanted, before, padding) => {
        const expected = Array.from({ length: 16 }, (): number[] => []);
        const bytes = new Array<number>(before).fill(0xee);
        for (const [id, length, isFixed] of wanted) {
          const payload = numbered(length, bytes.length);
          for (const byte of payload) expected[id].push(byte);
          for (const byte of packet(id, payload, isFixed)) bytes.push(byte);
        }
        const read = readAll(Uint8Array.from([...bytes, 9, 9]), before, bytes.length, 16, false, padding);
        expect(read.segments.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
        read.segments.forEach((segment, id) => {
          expect(segment.bytes.length).toBe(segment.length + padding);
          const withPadding = Uint8Array.from([...expected[id], ...new Array<number>(padding).fill(0)]);
          expect(Buffer.compare(segment.bytes, withPadding)).toBe(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('have heads as format section 2 says', () => {
    expect([...write([Uint8Array.of(1, 2, 3)])]).toEqual([0, 2, 0, 1, 2, 3]);
    const large = write([new Uint8Array(0), numbered(65536, 1)]);
    const heads: number[] = [];
    for (let offset = 0; offset < large.length; ) {
      const form = large[offset] >> 4;
      heads.push(large[offset] & 15);
      offset += form > 0 ? 1 + FIXED[form] : 4 + large[offset + 1] + 256 * large[offset + 2];
    }
    expect(new Set(heads)).toEqual(new Set([1]));
  });

  test('let a streaming reader start all segments early, then come segment by segment', () => {
    const lengths = [20_000, 4096, 150_000, 4097, 0, 100];
    const bytes = write(lengths.map((length, id) => numbered(length, id)));
    const ids: number[] = [];
    for (let offset = 0; offset < bytes.length; ) {
      const [id, form] = [bytes[offset] & 15, bytes[offset] >> 4];
      ids.push(id);
      offset += form > 0 ? 1 + FIXED[form] : 4 + bytes[offset + 1] + 256 * bytes[offset + 2];
    }
    expect(ids).toEqual([0, 1, 2, 3, 5, 0, 2, 2, 2, 3]);
  });

  test('of one segment cost next to nothing', () => {
    expect(write([numbered(1_000_000, 1)]).length).toBeLessThan(1_000_000 + 100);
  });

  test.each<[string, number[]]>([
    ['of a segment that does not exist', packet(2, [1])],
    ['of segment 15', packet(15, [1])],
    ['with bit 6 set', [0x40, 0, 0, 1]],
    ['with bit 7 set', [0x81, 0, 0, 1]],
    ['of FF where there is no end mark', [0xff, 0xfe, 0xff]],
  ])('%s are refused', (_what, bytes) => {
    const after = Uint8Array.from([...packet(1, [5]), ...bytes]);
    expect(codeOf(() => readAll(after, 0, after.length, 2, false, 0))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('that are cut off anywhere are refused', () => {
    const bytes = Uint8Array.from([...packet(0, [1, 2, 3]), ...packet(1, numbered(20, 0))]);
    for (let end = 0; end <= bytes.length; end++) {
      const read = () => readAll(bytes, 0, end, 2, false, 0);
      if (end === 0 || end === 6 || end === bytes.length) expect(read().end).toBe(end);
      else expect(codeOf(read)).toBe('SHORT_READ');
    }
  });

  test('of a fixed length are refused when they are cut off', () => {
    const bytes = Uint8Array.from([0x10, ...new Array<number>(4095).fill(1)]);
    expect(codeOf(() => readAll(bytes, 0, bytes.length, 1, false, 0))).toBe('SHORT_READ');
  });

  test('end at the end mark in version 2', () => {
    const bytes = Uint8Array.from([...packet(0, [1, 2]), 0xff, 0xfe, 0xff, 9, 9, 9, 9]);
    const read = readAll(bytes, 0, bytes.length, 1, true, 0);
    expect(read.end).toBe(8);
    expect(contentOf(read)).toEqual([Uint8Array.of(1, 2)]);
    for (let end = 0; end < 8; end++) {
      expect(codeOf(() => readAll(bytes, 0, end, 1, true, 0))).toBe('SHORT_READ');
    }
    expect(codeOf(() => readAll(withByte(bytes, 6, 0xff), 0, bytes.length, 1, true, 0))).toBe('DAMAGED_LEPTON_FILE');
    expect(codeOf(() => readAll(withByte(bytes, 7, 0), 0, bytes.length, 1, true, 0))).toBe('DAMAGED_LEPTON_FILE');
  });
});
