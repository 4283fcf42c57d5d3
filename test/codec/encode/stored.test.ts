import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asRefusal } from '../../../src/codec/encode/compress.js';
import { LeptonError, toLeptonError } from '../../../src/errors.js';
import { compress, compressSync, decompressSync, inspect, verifySync } from '../../../src/index.js';
import { codeOf } from '../../helpers/error-code.js';
import { listFixtures, readFixture } from '../../helpers/fixtures.js';
import { changeLepton, findItem, takeLeptonApart } from '../../helpers/lepton-surgery.js';

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
/** A PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Stores bytes, which must come back; without verification, so that it is the test that compares. */
function expectStored(bytes: Uint8Array): Uint8Array {
  const lepton = compressSync(bytes, { any: true, verify: false });
  expect(isSame(decompressSync(lepton), bytes)).toBe(true);
  expect(inspect(lepton)).toMatchObject({ version: 1, kind: 'Y', outputSize: bytes.length, trailingSize: 0 });
  return lepton;
}

describe('with `any`', () => {
  test.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array()],
    ['one byte', Uint8Array.of(0xff)],
    ['SOI alone', Uint8Array.of(0xff, 0xd8)],
    ['SOI and EOI', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
    ['a PNG', PNG],
    ['a Lepton file', compressSync(readFixture('sampling-420.jpg'))],
    ['a Lepton file that stores', compressSync(PNG, { any: true })],
    ['a JPEG with a byte before it', Uint8Array.from([0, ...readFixture('sampling-420.jpg')])],
    ['a JPEG without its scan', readFixture('sampling-420.jpg').subarray(0, 600)],
    ['an arithmetic-coded JPEG', readFixture('arithmetic.jpg')],
    ['four components', readFixture('four-components.jpg')],
    ['zeros', new Uint8Array(100_000)],
  ])('%s is stored', (_what, bytes) => {
    expect(codeOf(() => compressSync(bytes))).not.toBe('INTERNAL_ERROR');
    expectStored(bytes);
    verifySync(bytes, compressSync(bytes, { any: true }));
  });

  test('any bytes whatsoever are stored, for a few more than zlib takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        expect(expectStored(bytes).length).toBeLessThan(bytes.length + 300);
      }),
      { numRuns: 100 },
    );
  });

  test('bytes that only begin like a JPEG come back too, in one form or another', () => {
    const jpeg = readFixture('progressive-17x33.jpg');
    fc.assert(
      fc.property(fc.nat(jpeg.length), fc.uint8Array({ maxLength: 300 }), (at, tail) => {
        const bytes = Uint8Array.from([...jpeg.subarray(0, at), ...tail]);
        expect(isSame(decompressSync(compressSync(bytes, { any: true, verify: false })), bytes)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('what can be compressed is, as without', () => {
    for (const { file } of listFixtures()) {
      const jpeg = readFixture(file);
      let plain: Uint8Array | null = null;
      try {
        plain = compressSync(jpeg);
      } catch {
        expectStored(jpeg);
      }
      if (plain !== null) expect(isSame(compressSync(jpeg, { any: true }), plain), file).toBe(true);
    }
  });

  test('promises give the same', async () => {
    await expect(compress(PNG, { any: true })).resolves.toEqual(compressSync(PNG, { any: true }));
  });

  test('wrong options are refused all the same', () => {
    expect(codeOf(() => compressSync(PNG, { any: true, memoryLimit: 0 }))).toBe('USAGE');
    expect(codeOf(() => compressSync(readFixture('sampling-420.jpg'), { any: true, segments: 9 }))).toBe('USAGE');
  });

  test('more than Lepton readers take is refused', () => {
    const huge = new Uint8Array(128 * 1024 * 1024);
    expect(codeOf(() => compressSync(huge, { any: true, verify: false, memoryLimit: 2 ** 31 }))).toBe(
      'NOT_REPRESENTABLE',
    );
  });
});

describe('a file that stores', () => {
  const parts = takeLeptonApart(compressSync(PNG, { any: true }));
  const { header } = parts;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  /** Body of an item that begins with its length. */
  const bodyOf = (mark: string) => {
    const start = findItem(header, mark) + 7;
    return header.subarray(start, start + view.getUint32(start - 4, true));
  };

  test('is what the format says (section 9)', () => {
    expect(parts).toMatchObject({ version: 1, kind: 'Y', segmentCount: 1, outputSize: PNG.length });
    expect(parts.packets).toHaveLength(0);
    expect(isSame(bodyOf('PGE'), PNG)).toBe(true);
    expect(bodyOf('GRB')).toHaveLength(0);
    expect([...header.subarray(findItem(header, 'P0D') + 3, findItem(header, 'HH'))]).toEqual([0]);
    const table = findItem(header, 'HH') + 2;
    expect([...header.subarray(table, table + 17)]).toEqual([1, ...new Uint8Array(16)]);
    for (const absent of ['CRS', 'FRS', 'EEE', 'PGR']) expect(() => findItem(header, absent)).toThrow(/no item/);
  });

  test('holds the header of a grey JPEG of one block', () => {
    const jpegHeader = bodyOf('HDR');
    const markers: number[] = [];
    for (let offset = 0; offset < jpegHeader.length; ) {
      expect(jpegHeader[offset]).toBe(0xff);
      markers.push(jpegHeader[offset + 1]);
      offset += 2 + ((jpegHeader[offset + 2] << 8) | jpegHeader[offset + 3]);
      expect(offset).toBeLessThanOrEqual(jpegHeader.length);
    }
    expect(markers).toEqual([0xdb, 0xc0, 0xc4, 0xc4, 0xda]);
    expect(inspect(compressSync(PNG, { any: true }))).toMatchObject({
      frame: { marker: 'SOF0', width: 1, height: 1, sampling: 'grey' },
      segments: [{ lumaYStart: 0, outputSize: 0, codedSize: 0 }],
    });
  });

  test('is cut by its output size, as pieces are', () => {
    const shorter = changeLepton(compressSync(PNG, { any: true }), (each) => {
      each.outputSize -= 5;
    });
    expect(isSame(decompressSync(shorter), PNG.subarray(0, -5))).toBe(true);
  });

  test('does not invent bytes behind the stored ones', () => {
    const longer = changeLepton(compressSync(PNG, { any: true }), (each) => {
      each.outputSize += 100_000;
    });
    expect(codeOf(() => decompressSync(longer))).toBe('STREAM_INCONSISTENT');
  });
});

test('where a thread is out of memory nothing is stored instead', () => {
  const own = new LeptonError('LIMIT_EXCEEDED', 'The JPEG needs more.');
  expect(asRefusal(own)).toBe(own);
  const foreign = toLeptonError(new RangeError('Array buffer allocation failed'));
  expect(() => asRefusal(foreign)).toThrow(foreign);
});
