import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.js';
import { type Frame, readFrame } from '../../src/jpeg/frame.js';
import { codeOf, errorOf } from '../helpers/error-code.js';

type ComponentBytes = readonly [id: number, sampling: number, table: number];

function body(height: number, width: number, components: readonly ComponentBytes[], precision = 8): number[] {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return [precision, ...size, components.length, ...components.flat()];
}

function read(bytes: readonly number[], marker = 0xc0): Frame {
  return readFrame(marker, Uint8Array.from(bytes), 0, bytes.length);
}

const geometry = ({ components }: Frame) =>
  components.map((part) => [part.blocksPerRow, part.blockRows, part.scanBlocksPerRow, part.scanBlockRows]);

describe('a frame header', () => {
  test('gives what it says', () => {
    const frame = read(
      body(853, 1280, [
        [1, 0x22, 0],
        [7, 0x11, 1],
        [255, 0x11, 3],
      ]),
    );
    expect(frame).toMatchObject({ marker: 0xc0, isProgressive: false, width: 1280, height: 853 });
    expect(frame.components.map((part) => [part.index, part.id, part.quantizationTable])).toEqual([
      [0, 1, 0],
      [1, 7, 1],
      [2, 255, 3],
    ]);
    expect([frame.maxHorizontalSampling, frame.maxVerticalSampling]).toEqual([2, 2]);
  });

  test.each([
    [0xc0, false],
    [0xc1, false],
    [0xc2, true],
  ])('of marker %d is progressive: %s', (marker, isProgressive) => {
    expect(read(body(8, 8, [[1, 0x11, 0]]), marker).isProgressive).toBe(isProgressive);
  });

  // T.81 A.1.1 and A.2.4, format section 8.6: blocks of a component, padded to whole MCUs and not.
  test.each([
    [
      '4:2:0 of whole MCUs',
      32,
      48,
      [0x22, 0x11, 0x11],
      [
        [6, 4, 6, 4],
        [3, 2, 3, 2],
        [3, 2, 3, 2],
      ],
      [3, 2],
    ],
    [
      '4:2:0 that ends inside',
      17,
      33,
      [0x22, 0x11, 0x11],
      [
        [6, 4, 5, 3],
        [3, 2, 3, 2],
        [3, 2, 3, 2],
      ],
      [3, 2],
    ],
    [
      '4:2:0 that ends in the first block of an MCU',
      24,
      40,
      [0x22, 0x11, 0x11],
      [
        [6, 4, 5, 3],
        [3, 2, 3, 2],
        [3, 2, 3, 2],
      ],
      [3, 2],
    ],
    [
      'one pixel of 4:2:0',
      1,
      1,
      [0x22, 0x11, 0x11],
      [
        [2, 2, 1, 1],
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ],
      [1, 1],
    ],
    ['grey', 9, 17, [0x11], [[3, 2, 3, 2]], [3, 2]],
    ['grey of 2x2', 9, 17, [0x22], [[4, 2, 3, 2]], [2, 1]],
    [
      'fine color',
      16,
      17,
      [0x11, 0x22],
      [
        [2, 1, 2, 1],
        [4, 2, 3, 2],
      ],
      [2, 1],
    ],
    [
      '4:1:1',
      8,
      33,
      [0x41, 0x11],
      [
        [8, 1, 5, 1],
        [2, 1, 2, 1],
      ],
      [2, 1],
    ],
    [
      'thirds',
      24,
      25,
      [0x31, 0x13],
      [
        [6, 1, 4, 1],
        [2, 3, 2, 3],
      ],
      [2, 1],
    ],
    ['the largest size', 65535, 65535, [0x11], [[8192, 8192, 8192, 8192]], [8192, 8192]],
  ])('cuts %s into blocks', (_what, height, width, sampling, blocks, mcus) => {
    const components = sampling.map((factors, i): ComponentBytes => [i, factors, 0]);
    const frame = read(body(height, width, components));
    expect(geometry(frame)).toEqual(blocks);
    expect([frame.mcusPerRow, frame.mcuRows]).toEqual(mcus);
  });

  const GREY: readonly ComponentBytes[] = [[1, 0x11, 0]];
  test.each<[string, number[], ErrorCode]>([
    ['12 bits per sample', body(8, 8, GREY, 12), 'UNSUPPORTED_JPEG'],
    ['a height of 0', body(0, 8, GREY), 'UNSUPPORTED_JPEG'],
    ['a width of 0', body(8, 0, GREY), 'DAMAGED_JPEG'],
    ['no components', body(8, 8, []), 'DAMAGED_JPEG'],
    [
      'five components',
      body(
        8,
        8,
        [1, 2, 3, 4, 5].map((id): ComponentBytes => [id, 0x11, 0]),
      ),
      'UNSUPPORTED_JPEG',
    ],
    ['a sampling factor of 0', body(8, 8, [[1, 0x10, 0]]), 'DAMAGED_JPEG'],
    ['a horizontal sampling factor of 0', body(8, 8, [[1, 0x01, 0]]), 'DAMAGED_JPEG'],
    ['a sampling factor of 5', body(8, 8, [[1, 0x51, 0]]), 'DAMAGED_JPEG'],
    ['quantization table 4', body(8, 8, [[1, 0x11, 4]]), 'DAMAGED_JPEG'],
    ['two components of the same name', body(8, 8, [...GREY, ...GREY]), 'DAMAGED_JPEG'],
    ['five bytes', body(8, 8, []).slice(0, 5), 'DAMAGED_JPEG'],
    ['half a component', body(8, 8, GREY).slice(0, 8), 'DAMAGED_JPEG'],
  ])('with %s is refused', (_what, bytes, code) => {
    expect(codeOf(() => read(bytes))).toBe(code);
  });

  test.each([
    [0xc3, 'lossless'],
    [0xc5, 'differential sequential'],
    [0xc6, 'differential progressive'],
    [0xc7, 'differential lossless'],
    [0xc9, 'arithmetic-coded sequential'],
    [0xca, 'arithmetic-coded progressive'],
    [0xcb, 'arithmetic-coded lossless'],
    [0xcd, 'arithmetic-coded differential sequential'],
    [0xce, 'arithmetic-coded differential progressive'],
    [0xcf, 'arithmetic-coded differential lossless'],
  ])('of marker %d is refused as %s', (marker, name) => {
    const error = errorOf(() => read(body(8, 8, GREY), marker));
    expect(error.code).toBe('UNSUPPORTED_JPEG');
    expect(error.message).toContain(`${name} (SOF${marker - 0xc0} `);
  });
});
