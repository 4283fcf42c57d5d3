/** Writes coefficients as a sequential JPEG of one scan, from ITU T.81 alone, slowly and plainly. */

import { AC_SYMBOLS, DC_SYMBOLS } from './random-blocks.js';
import type { RandomImage } from './random-image.js';
import { blockBits, type HuffmanLists, packBits, referenceCodes, stuff } from './reference-huffman.js';
import { walkZigzag } from './zigzag.js';

/** What a JPEG can be told apart from its coefficients. */
export interface JpegSetting {
  /** MCUs between restart markers; default none. */
  readonly restartInterval?: number;
  /** Bits that fill up a partial byte, first bit lowest; default ones. */
  readonly padByte?: number;
  /** Order of the components in the scan, as indices; default their order in the frame. */
  readonly order?: readonly number[];
  readonly dc?: HuffmanLists;
  readonly ac?: HuffmanLists;
  /** What follows the scan; default EOI. */
  readonly trailing?: readonly number[];
}

/** One code length for all sizes of differences, and one for all symbols of AC coefficients. */
const FLAT_DC: HuffmanLists = { counts: [0, 0, 0, 13], symbols: DC_SYMBOLS };
const FLAT_AC: HuffmanLists = { counts: [0, 0, 0, 0, 0, 0, 0, 178], symbols: AC_SYMBOLS };
const ZIGZAG = walkZigzag();

const uint16 = (value: number): number[] => [value >> 8, value & 255];
const segment = (marker: number, ...body: number[]): number[] => [0xff, marker, ...uint16(body.length + 2), ...body];
const huffman = (head: number, { counts, symbols }: HuffmanLists): number[] =>
  segment(0xc4, head, ...counts, ...new Array<number>(16 - counts.length).fill(0), ...symbols);

/** The whole file. The picture has whole MCUs only, so that every block of a component belongs to the scan. */
export function encodeReferenceJpeg(
  { frame, quantization, blocks }: RandomImage,
  setting: JpegSetting = {},
): Uint8Array {
  const { restartInterval = 0, padByte = 0x7f, dc = FLAT_DC, ac = FLAT_AC, trailing = [0xff, 0xd9] } = setting;
  const order = setting.order ?? frame.components.map(({ index }) => index);
  const [dcCodes, acCodes] = [referenceCodes(dc), referenceCodes(ac)];
  const isAlone = order.length === 1;
  const first = frame.components[order[0]];
  const [perRow, rows] = isAlone ? [first.blocksPerRow, first.blockRows] : [frame.mcusPerRow, frame.mcuRows];

  const scan: number[] = [];
  let bits = '';
  let predictors = frame.components.map(() => 0);
  for (let mcu = 0; mcu < perRow * rows; mcu++) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
      scan.push(...stuff(packBits(bits, padByte)), 0xff, 0xd0 + ((mcu / restartInterval - 1) & 7));
      bits = '';
      predictors = predictors.map(() => 0);
    }
    for (const index of order) {
      const { blocksPerRow, horizontalSampling, verticalSampling } = frame.components[index];
      const [width, height] = isAlone ? [1, 1] : [horizontalSampling, verticalSampling];
      for (let i = 0; i < width * height; i++) {
        const x = (mcu % perRow) * width + (i % width);
        const y = Math.floor(mcu / perRow) * height + Math.floor(i / width);
        const raster = blocks[index][y * blocksPerRow + x];
        const zigzag = ZIGZAG.map((place) => raster[place]);
        bits += blockBits(zigzag, predictors[index], dcCodes, acCodes);
        predictors[index] = zigzag[0];
      }
    }
  }
  scan.push(...stuff(packBits(bits, padByte)));

  const components = frame.components.flatMap(({ index, id, horizontalSampling, verticalSampling }) => [
    id,
    (horizontalSampling << 4) | verticalSampling,
    index,
  ]);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...quantization.flatMap((table, index) => segment(0xdb, 0x10 | index, ...[...table].flatMap(uint16))),
    ...segment(0xc1, 8, ...uint16(frame.height), ...uint16(frame.width), frame.components.length, ...components),
    ...huffman(0x00, dc),
    ...huffman(0x10, ac),
    ...(restartInterval > 0 ? segment(0xdd, ...uint16(restartInterval)) : []),
    ...segment(0xda, order.length, ...order.flatMap((index) => [frame.components[index].id, 0x00]), 0, 63, 0),
    ...scan,
    ...trailing,
  ]);
}
