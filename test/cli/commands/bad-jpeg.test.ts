import { describe, expect, test } from 'vitest';
import { ERROR_TABLE, type ErrorCode } from '../../../src/errors.js';
import { readFixture } from '../../helpers/fixtures.js';
import { changeJpeg, findSegment, frameSegment, type JpegParts, MARKER } from '../../helpers/jpeg-surgery.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const PHOTO = readFixture('sampling-420.jpg');

/** A PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const changed = (change: (parts: JpegParts) => void) => changeJpeg(PHOTO, change);
const without = (marker: number) =>
  changed((parts) => {
    parts.segments = parts.segments.filter((segment) => segment.marker !== marker);
  });
const withFrameMarker = (marker: number) =>
  changed((parts) => {
    frameSegment(parts).marker = marker;
  });
/** Sets a 16-bit number in the frame header: the height at 1, the width at 3. */
const withFrameNumber = (offset: number, value: number, jpeg = PHOTO) =>
  changeJpeg(jpeg, (parts) => new DataView(frameSegment(parts).body.buffer).setUint16(offset, value));

/** With its number of lines not in the frame header but behind the scan (T.81 B.2.5). */
function withLinesBehindScan(): Uint8Array {
  return changeJpeg(withFrameNumber(1, 0), (parts) => {
    const end = parts.scan.length - 2;
    const dnl = [0xff, MARKER.DNL, 0, 4, 0, 75];
    parts.scan = Uint8Array.from([...parts.scan.subarray(0, end), ...dnl, ...parts.scan.subarray(end)]);
  });
}

/** Compresses bytes that must be refused, and looks at everything that such a run may and may not leave behind. */
function expectRefused(jpeg: Uint8Array, code: ErrorCode, options: string[] = []): string {
  folder.write('in.jpg', jpeg);
  const { status, stdout, stderr } = runCli(['compress', 'in.jpg', 'out.lep', ...options], { cwd: folder.path });
  const line = /^lepton-ts: in\.jpg: (.+) \((\w+)\)\n$/.exec(stderr);
  expect(line?.[2] ?? stderr).toBe(code);
  expect(status).toBe(ERROR_TABLE[code].exitStatus);
  expect(stdout.length).toBe(0);
  expect(folder.list()).toEqual(['in.jpg']);
  expect(folder.read('in.jpg').equals(jpeg)).toBe(true);
  return line![1];
}

describe('compress refuses', () => {
  test.each<[string, Uint8Array, ErrorCode]>([
    ['an empty file', new Uint8Array(), 'NOT_A_JPEG'],
    ['a PNG', PNG, 'NOT_A_JPEG'],
    ['text', Buffer.from('FF D8 FF'), 'NOT_A_JPEG'],
    ['one byte', Uint8Array.of(0xff), 'NOT_A_JPEG'],
    ['a JPEG with a byte before it', Uint8Array.from([0, ...PHOTO]), 'NOT_A_JPEG'],
    ['SOI alone', PHOTO.subarray(0, 2), 'DAMAGED_JPEG'],
    ['SOI and EOI', Uint8Array.of(0xff, 0xd8, 0xff, MARKER.EOI), 'DAMAGED_JPEG'],
    ['a header that ends in a marker', PHOTO.subarray(0, 21), 'DAMAGED_JPEG'],
    ['a header that ends in a segment', PHOTO.subarray(0, 100), 'DAMAGED_JPEG'],
    ['a header that ends between segments', PHOTO.subarray(0, 158), 'DAMAGED_JPEG'],
    ['12-bit samples', twelveBits(), 'UNSUPPORTED_JPEG'],
    ['arithmetic coding', readFixture('arithmetic.jpg'), 'UNSUPPORTED_JPEG'],
    ['lossless coding', withFrameMarker(0xc3), 'UNSUPPORTED_JPEG'],
    ['differential sequential coding', withFrameMarker(0xc5), 'UNSUPPORTED_JPEG'],
    ['progressive arithmetic coding', withFrameMarker(0xca), 'UNSUPPORTED_JPEG'],
    ['lossless arithmetic coding', withFrameMarker(0xcb), 'UNSUPPORTED_JPEG'],
    ['lines counted by DNL', withLinesBehindScan(), 'UNSUPPORTED_JPEG'],
    ['four components', readFixture('four-components.jpg'), 'FOUR_COMPONENTS'],
    ['four subsampled components', readFixture('four-components-sampled.jpg'), 'FOUR_COMPONENTS'],
    ['a sampling factor of 3', readFixture('sampling-3x1.jpg'), 'SAMPLING_BEYOND_TWO'],
    ['a horizontal sampling factor of 4', readFixture('sampling-411.jpg'), 'SAMPLING_BEYOND_TWO'],
    ['a vertical sampling factor of 4', readFixture('sampling-1x4.jpg'), 'SAMPLING_BEYOND_TWO'],
    ['no frame header', without(MARKER.SOF0), 'DAMAGED_JPEG'],
    ['no Huffman tables', without(MARKER.DHT), 'DAMAGED_JPEG'],
    ['no AC table for color', withoutLastHuffmanTable(), 'DAMAGED_JPEG'],
    ['no quantization tables', without(MARKER.DQT), 'DAMAGED_JPEG'],
    ['a width of 0', withFrameNumber(3, 0), 'DAMAGED_JPEG'],
    ['a segment length of 1', shortSegment(), 'DAMAGED_JPEG'],
    ['a frame header that is too short', shortFrame(), 'DAMAGED_JPEG'],
    ['a scan of a component that the frame does not have', strangeComponent(), 'DAMAGED_JPEG'],
    ['a Huffman table with too many codes', tooManyCodes(), 'DAMAGED_JPEG'],
  ])('%s', (_what, jpeg, code) => {
    expectRefused(jpeg, code);
  });

  test('a quantization table that holds a zero', () => {
    const jpeg = changed((parts) => findSegment(parts, (marker) => marker === MARKER.DQT).body.fill(0, 1));
    expectRefused(jpeg, 'ZERO_QUANTIZER');
  });

  test('a Lepton file', () => {
    const lepton = runCli(['compress'], { cwd: folder.path, input: PHOTO });
    expect(lepton.status).toBe(0);
    expectRefused(lepton.stdout, 'NOT_A_JPEG');
  });

  test.each<[string, Uint8Array, ErrorCode]>([
    ['a progressive JPEG of 12 bits', progressiveOfTwelveBits(), 'UNSUPPORTED_JPEG'],
    ['a progressive JPEG that ends in its header', readFixture('progressive-420.jpg').subarray(0, 200), 'DAMAGED_JPEG'],
    ['most of a large scan in disorder', inDisorder(), 'DAMAGED_JPEG'],
    ['DC coefficients that are too large', withLargeDifferences(), 'COEFFICIENT_OUT_OF_RANGE'],
  ])('%s', (_what, jpeg, code) => {
    expectRefused(jpeg, code);
  });

  test.each(['--extended', '--any'])('what is no input at all, with %s too', (option) => {
    expect(runCli(['compress', 'missing.jpg', option], { cwd: folder.path }).status).toBe(9);
    folder.write('in.jpg', PHOTO);
    expect(runCli(['compress', 'in.jpg', option, '--memory-limit', '1KiB'], { cwd: folder.path }).status).toBe(69);
    expect(folder.list()).toEqual(['in.jpg']);
  });

  test('dimensions beyond the memory limit, before allocating', () => {
    const progressive = readFixture('scene-progressive.jpg');
    const message = expectRefused(
      withFrameNumber(1, 65_535, withFrameNumber(3, 65_535, progressive)),
      'LIMIT_EXCEEDED',
    );
    expect(message).toMatch(/65,?535/);
    // The limit counts, not the size alone.
    expectRefused(readFixture('scene.jpg'), 'LIMIT_EXCEEDED', ['--memory-limit', '500KiB']);
  });
});

function twelveBits(): Uint8Array {
  return changed((parts) => {
    const frame = frameSegment(parts);
    frame.marker = MARKER.SOF1;
    frame.body[0] = 12;
  });
}

function progressiveOfTwelveBits(): Uint8Array {
  return changeJpeg(readFixture('progressive-420.jpg'), (parts) => {
    findSegment(parts, (marker) => marker === 0xc2).body[0] = 12;
  });
}

/** A JPEG whose scan cannot be decoded behind its first hundredth. */
function inDisorder(): Uint8Array {
  return changeJpeg(readFixture('scene-grey.jpg'), ({ scan }) => scan.fill(0xfe, scan.length / 100, -2));
}

/** The symbols of the DC table, which are numbers of bits, made 15 and less: the coefficients leave every range. */
function withLargeDifferences(): Uint8Array {
  return changeJpeg(readFixture('scene-grey.jpg'), (parts) => {
    const { body } = findSegment(parts, (marker) => marker === MARKER.DHT);
    expect(body[0]).toBe(0);
    const codes = body.subarray(1, 17).reduce((sum, count) => sum + count, 0);
    for (let i = 0; i < codes; i++) body[17 + i] = 15 - i;
  });
}

function withoutLastHuffmanTable(): Uint8Array {
  return changed((parts) => {
    const tables = parts.segments.filter(({ marker }) => marker === MARKER.DHT);
    parts.segments = parts.segments.filter((segment) => segment !== tables.at(-1));
  });
}

function shortSegment(): Uint8Array {
  const jpeg = PHOTO.slice();
  jpeg.set([0, 1], 4);
  return jpeg;
}

function shortFrame(): Uint8Array {
  return changed((parts) => {
    const frame = frameSegment(parts);
    frame.body = frame.body.subarray(0, -3);
  });
}

function strangeComponent(): Uint8Array {
  return changed((parts) => {
    findSegment(parts, (marker) => marker === MARKER.SOS).body[1] = 77;
  });
}

/** Three codes of one bit, where there is room for two at most (T.81 C.2), and as many codes altogether as before. */
function tooManyCodes(): Uint8Array {
  return changed((parts) => {
    const table = findSegment(parts, (marker) => marker === MARKER.DHT).body;
    table[1] += 3;
    table[3] -= 3;
  });
}
