import { describe, expect, test } from 'vitest';
import { enterWriter, padToByte, writerPosition } from '../../src/jpeg/entropy-writer.js';
import { createHuffmanTable, type HuffmanTable } from '../../src/jpeg/huffman-table.js';
import { AcWriter, putSymbol, writeDcFirst } from '../../src/jpeg/progressive-writer.js';
import { codeOf } from '../helpers/error-code.js';
import { packBits, stuff } from '../helpers/reference-huffman.js';

/** A table in which each of these symbols has a code of 8 bits: its number in the list. */
const tableOf = (symbols: readonly number[]): HuffmanTable =>
  createHuffmanTable(
    Uint8Array.from({ length: 16 }, (_, i) => (i === 7 ? symbols.length : 0)),
    Uint8Array.from(symbols),
  )!;
const SYMBOLS = [0x00, 0x10, 0x20, 0xf0, 0x01, 0x11, 0x02, 0x0b, 0x03];
const code = (symbol: number) => SYMBOLS.indexOf(symbol).toString(2).padStart(8, '0');
const [EOB0, EOB1, EOB2, ZRL] = [0x00, 0x10, 0x20, 0xf0].map(code);

/** Bytes that a writer gives, padded with ones. */
function written(write: (output: Uint8Array) => void): number[] {
  const output = new Uint8Array(10_000);
  enterWriter({ accumulator: 0, free: 32, position: 0 });
  write(output);
  padToByte(output, 0xff);
  return [...output.subarray(0, writerPosition())];
}
const bytesOf = (bits: string) => stuff(packBits(bits, 0xff));

describe('DC coefficients', () => {
  const DC = tableOf([0, 1, 3, 11]);
  test.each([
    [0, '00000000'],
    [1, '000000011'],
    [-1, '000000010'],
    [5, '00000010101'],
    [-5, '00000010010'],
    [2047, `00000011${'1'.repeat(11)}`],
    [-2047, `00000011${'0'.repeat(11)}`],
  ])('with the difference %d', (difference, bits) => {
    expect(written((output) => writeDcFirst(output, DC, difference))).toEqual(bytesOf(bits));
  });

  test('are refused without a code', () => {
    expect(codeOf(() => written((output) => writeDcFirst(output, DC, 2)))).toBe('STREAM_INCONSISTENT');
    expect(codeOf(() => written((output) => putSymbol(output, DC, 0x77, 0, 0)))).toBe('STREAM_INCONSISTENT');
  });
});

/** Writes blocks that are given by their nonzero coefficients. */
function writeBlocks(
  blocks: readonly Record<number, number>[],
  setting: {
    al?: number;
    ss?: number;
    se?: number;
    isRefinement?: boolean;
    breaks?: number[];
    symbols?: number[];
  } = {},
): number[] {
  const { al = 0, ss = 1, se = 63, isRefinement = false, breaks = [], symbols = SYMBOLS } = setting;
  const coefficients = new Int16Array(64 * blocks.length);
  blocks.forEach((block, index) => {
    for (const [k, value] of Object.entries(block)) coefficients[64 * index + Number(k)] = value;
  });
  const writer = new AcWriter(tableOf(symbols), coefficients, ss, se, al, breaks);
  return written((output) => {
    blocks.forEach((_block, index) => {
      if (isRefinement) writer.writeRefinement(output, 64 * index);
      else writer.writeFirst(output, 64 * index);
    });
    writer.finishRun(output);
    writer.finishRun(output); // a second time there is nothing to finish
  });
}

describe('a first scan of AC coefficients', () => {
  test('divides toward zero by a power of two', () => {
    expect(writeBlocks([{ 1: 7, 2: -7, 3: 3, 4: -3 }], { al: 2 })).toEqual(
      bytesOf(`${code(0x01)}1${code(0x01)}0${EOB0}`),
    );
  });

  test('has no end of band behind the last coefficient of the band', () => {
    expect(writeBlocks([{ 9: 1, 12: -1 }], { ss: 9, se: 12, symbols: [...SYMBOLS, 0x21] })).toEqual(
      bytesOf(`${code(0x01)}1${'00001001'}0`),
    );
  });

  test('has runs of 16 zeros only before coefficients', () => {
    const first = `${ZRL}${code(0x01)}1${EOB0}`;
    const second = `${ZRL}${ZRL}${code(0x11)}0${EOB0}`;
    expect(writeBlocks([{ 17: 1 }, { 34: -1 }])).toEqual(bytesOf(first + second));
  });

  test('gathers blocks without coefficients in runs, with what is left of the block before', () => {
    expect(writeBlocks([{ 1: 1 }, {}, {}, {}, { 1: 1 }])).toEqual(
      bytesOf(`${code(0x01)}1${EOB2}00${code(0x01)}1${EOB0}`),
    );
  });

  test('cuts runs at the longest that the table can tell', () => {
    const empty = Array.from({ length: 10 }, () => ({}));
    expect(writeBlocks(empty)).toEqual(bytesOf(`${EOB2}11${EOB1}1`));
    expect(writeBlocks(empty, { symbols: [0x00, 0x10] })).toEqual(bytesOf(`${'000000011'.repeat(3)}00000000`));
    expect(writeBlocks(empty.slice(0, 3), { symbols: [0x00] })).toEqual(bytesOf('00000000'.repeat(3)));
  });

  test('cuts runs where it is told to', () => {
    const empty = Array.from({ length: 6 }, () => ({}));
    expect(writeBlocks(empty, { breaks: [0, 3] })).toEqual(bytesOf(`${EOB0}${EOB1}1${EOB1}0`));
    // Where there is no run, or no such block, there is nothing to cut.
    expect(writeBlocks([{ 63: 1, 62: 3, 1: 1 }], { ss: 62, se: 63, breaks: [0, 77] })).toEqual(
      bytesOf(`${code(0x02)}11${code(0x01)}1`),
    );
  });

  test('refuses what has no code', () => {
    expect(codeOf(() => writeBlocks([{ 1: 15 }]))).toBe('STREAM_INCONSISTENT');
    expect(codeOf(() => writeBlocks([{}], { symbols: [0x01] }))).toBe('STREAM_INCONSISTENT');
  });
});

describe('a refinement of AC coefficients', () => {
  const isRefinement = true;

  test('sends the sign, then the corrections of what it passes', () => {
    expect(writeBlocks([{ 1: 6, 3: -4, 4: -2, 6: 6 }], { al: 1, isRefinement })).toEqual(
      bytesOf(`${code(0x11)}0${'10'}${EOB0}1`),
    );
  });

  test('sends ZRL with the corrections among its zeros, and none behind the last new coefficient', () => {
    expect(writeBlocks([{ 10: -3, 18: 1, 40: 2 }], { isRefinement })).toEqual(bytesOf(`${ZRL}1${code(0x01)}1${EOB0}0`));
  });

  test('gathers the corrections of all blocks of a run', () => {
    expect(writeBlocks([{ 5: 12 }, { 6: -12 }, { 2: 8 }], { al: 2, isRefinement })).toEqual(
      bytesOf(`${EOB1}1${'110'}`),
    );
    expect(writeBlocks([{ 5: 12 }, { 6: -12 }, { 2: 8 }], { al: 2, isRefinement, breaks: [1] })).toEqual(
      bytesOf(`${EOB1}0${'11'}${EOB0}0`),
    );
  });

  test('sends an end of band for corrections alone, even where the band has no zeros', () => {
    expect(writeBlocks([{ 62: 3, 63: 2 }], { ss: 62, se: 63, isRefinement })).toEqual(bytesOf(`${EOB0}10`));
    expect(writeBlocks([{ 62: 1, 63: -1 }], { ss: 62, se: 63, isRefinement })).toEqual(
      bytesOf(`${code(0x01)}1${code(0x01)}0`),
    );
  });
});
