import { describe, expect, test } from 'vitest';
import { compress, compressSync, decompressSync, ERROR_TABLE, type ErrorCode, inspect } from '../../../src/index.js';
import { codeOf, errorOf } from '../../helpers/error-code.js';
import { readFixture } from '../../helpers/fixtures.js';
import { changeJpeg, findSegment, frameSegment, type JpegParts, MARKER } from '../../helpers/jpeg-surgery.js';

const PHOTO = readFixture('sampling-420.jpg');
const changed = (change: (parts: JpegParts) => void) => changeJpeg(PHOTO, change);
const without = (marker: number) =>
  changed((parts) => {
    parts.segments = parts.segments.filter((segment) => segment.marker !== marker);
  });
const withFrameMarker = (marker: number) =>
  changed((parts) => {
    frameSegment(parts).marker = marker;
  });
const withFrameBytes = (offset: number, ...bytes: number[]) =>
  changed((parts) => {
    frameSegment(parts).body.set(bytes, offset);
  });

describe('compress', () => {
  test('gives the same bytes every time, also after other files and after failures', () => {
    const first = compressSync(PHOTO);
    compressSync(readFixture('sampling-444.jpg'));
    codeOf(() => compressSync(PHOTO.subarray(0, 100)));
    expect(compressSync(PHOTO)).toEqual(first);
    expect(compressSync(PHOTO.slice(), { verify: false })).toEqual(first);
  });

  test('gives the same bytes from a view into a larger buffer', () => {
    const buffer = new Uint8Array(PHOTO.length + 20).fill(0xff);
    buffer.set(PHOTO, 7);
    expect(compressSync(buffer.subarray(7, 7 + PHOTO.length))).toEqual(compressSync(PHOTO));
  });

  test('leaves its input alone', () => {
    const copy = PHOTO.slice();
    const lepton = compressSync(PHOTO);
    const leptonCopy = lepton.slice();
    decompressSync(lepton);
    expect(PHOTO).toEqual(copy);
    expect(lepton).toEqual(leptonCopy);
  });

  test('returns promises of the same', async () => {
    await expect(compress(PHOTO, { segments: 2 })).resolves.toEqual(compressSync(PHOTO, { segments: 2 }));
    await expect(compress(new Uint8Array())).rejects.toMatchObject({ code: 'NOT_A_JPEG' });
    const all = [PHOTO, readFixture('sampling-444.jpg'), readFixture('progressive-420.jpg')];
    await expect(Promise.all(all.map((jpeg) => compress(jpeg)))).resolves.toEqual(
      all.map((jpeg) => compressSync(jpeg)),
    );
  });

  // 99 x 75 pixels of 4:2:0 have 5 rows of MCUs.
  test.each([
    [undefined, 1],
    [1, 1],
    [2, 2],
    [3, 2],
    [8, 2],
  ])('cuts a small photo for segments %s into %d', (segments, count) => {
    const info = inspect(compressSync(PHOTO, segments === undefined ? {} : { segments }));
    expect(info).toMatchObject({ segments: { length: count } });
  });

  test('plans two segments for a scan of 125,000 bytes and more', () => {
    expect(inspect(compressSync(readFixture('scene.jpg'), { verify: false }))).toMatchObject({
      segments: { length: 2 },
    });
  });

  test('with more segments costs a little', () => {
    const jpeg = readFixture('scene-422-optimized.jpg');
    const [one, eight] = [1, 8].map((segments) => compressSync(jpeg, { segments }).length);
    expect(eight).toBeGreaterThan(one);
    expect(eight).toBeLessThan(1.2 * one);
  });

  test.each([0, 9, -1, 2.5, Number.NaN])('refuses %d segments', (segments) => {
    expect(codeOf(() => compressSync(PHOTO, { segments }))).toBe('USAGE');
  });

  test('takes what there is of a picture that claims to be huge', () => {
    const huge = withFrameBytes(1, 0xff, 0xff, 0xff, 0xff);
    expect(Buffer.compare(decompressSync(compressSync(huge)), huge)).toBe(0);
  });

  test('names what is wrong before it looks at a large picture', () => {
    const progressive = readFixture('scene-progressive.jpg');
    const error = errorOf(() => compressSync(progressive, { memoryLimit: 4 * progressive.length }));
    expect(error.code).toBe('LIMIT_EXCEEDED');
    expect(error.message).toMatch(/ x .* MiB/);
    expect(codeOf(() => compressSync(PHOTO, { memoryLimit: 10_000 }))).toBe('LIMIT_EXCEEDED');
    expect(codeOf(() => compressSync(PHOTO, { memoryLimit: 0 }))).toBe('USAGE');
  });
});

describe('compress refuses', () => {
  test.each<[string, Uint8Array, ErrorCode, number]>([
    ['an empty file', new Uint8Array(), 'NOT_A_JPEG', 64],
    ['one byte', Uint8Array.of(0xff), 'NOT_A_JPEG', 64],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'NOT_A_JPEG', 64],
    ['a Lepton file', compressSync(PHOTO), 'NOT_A_JPEG', 64],
    ['a JPEG with a byte before it', Uint8Array.from([0, ...PHOTO]), 'NOT_A_JPEG', 64],
    ['SOI alone', PHOTO.subarray(0, 2), 'DAMAGED_JPEG', 66],
    ['SOI and EOI', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), 'DAMAGED_JPEG', 66],
    ['half a header', PHOTO.subarray(0, 100), 'DAMAGED_JPEG', 66],
    ['no frame header', without(MARKER.SOF0), 'DAMAGED_JPEG', 66],
    ['no Huffman tables', without(MARKER.DHT), 'DAMAGED_JPEG', 66],
    ['no quantization tables', without(MARKER.DQT), 'DAMAGED_JPEG', 66],
    ['a width of 0', withFrameBytes(3, 0, 0), 'DAMAGED_JPEG', 66],
    ['12-bit samples', withFrameBytes(0, 12), 'UNSUPPORTED_JPEG', 42],
    ['a height that DNL tells', withFrameBytes(1, 0, 0), 'UNSUPPORTED_JPEG', 42],
    ['lossless coding', withFrameMarker(0xc3), 'UNSUPPORTED_JPEG', 42],
    ['hierarchical coding', withFrameMarker(0xc5), 'UNSUPPORTED_JPEG', 42],
    ['arithmetic coding', readFixture('arithmetic.jpg'), 'UNSUPPORTED_JPEG', 42],
    ['four components', readFixture('four-components.jpg'), 'FOUR_COMPONENTS', 4],
    ['a sampling factor of 3', readFixture('sampling-3x1.jpg'), 'SAMPLING_BEYOND_TWO', 10],
    ['a sampling factor of 4', readFixture('sampling-1x4.jpg'), 'SAMPLING_BEYOND_TWO', 10],
    ['a zero DC quantizer', withZeroQuantizer(), 'ZERO_QUANTIZER', 43],
  ])('%s', (_what, jpeg, code, exitStatus) => {
    const error = errorOf(() => compressSync(jpeg));
    expect([error.code, error.exitStatus]).toEqual([code, exitStatus]);
    expect(ERROR_TABLE[code].exitStatus).toBe(exitStatus);
    // One sentence.
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });
});

function withZeroQuantizer(): Uint8Array {
  return changed((parts) => {
    findSegment(parts, (marker) => marker === MARKER.DQT).body[1] = 0;
  });
}
