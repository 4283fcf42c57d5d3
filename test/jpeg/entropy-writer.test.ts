import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BLOCK_BYTES,
  enterWriter,
  joinCodes,
  leaveWriter,
  padToByte,
  putBits,
  putMarker,
  storeWholeBytes,
  type WriterState,
  writerPosition,
  writeSequentialBlock,
  writtenBytes,
} from '../../src/jpeg/entropy-writer.js';
import { createHuffmanTable } from '../../src/jpeg/huffman-table.js';
import { codeOf } from '../helpers/error-code.js';
import { AC_SYMBOLS, arbitraryBlock, DC_SYMBOLS, nonzeroWordsOf } from '../helpers/random-blocks.js';
import {
  arbitraryHuffmanLists,
  blockBits,
  type HuffmanLists,
  packBits,
  referenceCodes,
  stuff,
} from '../helpers/reference-huffman.js';

const EMPTY: WriterState = { accumulator: 0, free: 32, position: 0 };
const codesOf = ({ counts, symbols }: HuffmanLists) =>
  joinCodes(createHuffmanTable(Uint8Array.from(counts), Uint8Array.from(symbols))!);

/** What a writer has stored so far. */
function stored(output: Uint8Array): number[] {
  return [...output.subarray(0, writerPosition())];
}

const tables = fc.tuple(arbitraryHuffmanLists(DC_SYMBOLS), arbitraryHuffmanLists(AC_SYMBOLS));
const blocks = fc.array(arbitraryBlock, { minLength: 1, maxLength: 10 });

function writeBlock(
  output: Uint8Array,
  dc: HuffmanLists,
  ac: HuffmanLists,
  block: Int16Array,
  predictor: number,
): void {
  const [low, high] = nonzeroWordsOf(block);
  writeSequentialBlock(output, codesOf(dc), codesOf(ac), block, 0, block[0] - predictor, low, high);
}

describe('the writer of sequential blocks', () => {
  test('writes the bytes of T.81 F.1.2, stuffed and padded', () => {
    fc.assert(
      fc.property(blocks, tables, fc.integer({ min: 0, max: 255 }), (wanted, [dc, ac], padByte) => {
        const output = new Uint8Array((wanted.length + 1) * BLOCK_BYTES);
        enterWriter(EMPTY);
        const bits = wanted.map((block, i) => {
          const predictor = i === 0 ? 0 : wanted[i - 1][0];
          writeBlock(output, dc, ac, block, predictor);
          return blockBits(block, predictor, referenceCodes(dc), referenceCodes(ac));
        });
        padToByte(output, padByte);
        expect(stored(output)).toEqual(stuff(packBits(bits.join(''), padByte)));
      }),
      { numRuns: 200 },
    );
  });

  test('goes on in the middle of a byte, and after another writer has had its turn', () => {
    fc.assert(
      fc.property(blocks, tables, fc.nat(255), fc.nat(7), (wanted, [dc, ac], byte, bits) => {
        const overhang = byte & (0xff00 >> bits) & 0xff;
        const state: WriterState = { accumulator: overhang << 24, free: 32 - bits, position: 0 };
        const output = new Uint8Array((wanted.length + 1) * BLOCK_BYTES);
        const expected = [overhang.toString(2).padStart(8, '0').slice(0, bits)];
        for (const block of wanted) {
          enterWriter(state);
          writeBlock(output, dc, ac, block, 0);
          leaveWriter(state);
          expected.push(blockBits(block, 0, referenceCodes(dc), referenceCodes(ac)));
          enterWriter({ accumulator: -1, free: 3, position: 77 });
        }
        enterWriter(state);
        padToByte(output, 0x7f);
        expect(stored(output)).toEqual(stuff(packBits(expected.join(''), 0x7f)));
      }),
      { numRuns: 60 },
    );
  });

  test('needs no more room than it says', () => {
    // Codes of 16 ones and zeros and values of 11 bits for all 63 coefficients, most of them FF.
    const counts = [...new Array<number>(15).fill(0), 178];
    const block = new Int16Array(64).fill(2047).fill(1024, 0, 1);
    const output = new Uint8Array(BLOCK_BYTES);
    enterWriter(EMPTY);
    writeBlock(output, { counts: [0, 0, 0, 13], symbols: DC_SYMBOLS }, { counts, symbols: AC_SYMBOLS }, block, 0);
    padToByte(output, 0xff);
    expect(writerPosition()).toBeLessThanOrEqual(BLOCK_BYTES);
  });

  const few = { counts: [1, 1, 1, ...new Array<number>(13).fill(0)], symbols: [0x00, 0x01, 0x11] };
  const fewDc = { counts: [1, 1, ...new Array<number>(14).fill(0)], symbols: [0, 1] };
  const block = (...coefficients: number[]) => Int16Array.from({ length: 64 }, (_, k) => coefficients[k] ?? 0);
  test.each([
    ['a DC difference', block(2)],
    ['a DC difference of 16 bits', block(-32768)],
    ['an AC coefficient', block(0, 2)],
    ['the run before an AC coefficient', block(0, 0, 0, 1)],
    ['a run of 16 zeros', block(...new Array<number>(20).fill(0), 1)],
    ['an AC coefficient of 16 bits', block(0, -32768)],
  ])('refuses %s that has no code', (_what, coefficients) => {
    enterWriter(EMPTY);
    const output = new Uint8Array(2 * BLOCK_BYTES);
    expect(codeOf(() => writeBlock(output, fewDc, few, coefficients, 0))).toBe('STREAM_INCONSISTENT');
  });

  test('refuses a block whose end has no code', () => {
    const noEnd = { counts: [1, ...new Array<number>(15).fill(0)], symbols: [0x01] };
    enterWriter(EMPTY);
    const output = new Uint8Array(2 * BLOCK_BYTES);
    expect(codeOf(() => writeBlock(output, fewDc, noEnd, block(1, 1), 0))).toBe('STREAM_INCONSISTENT');
  });
});

describe('the bit writer', () => {
  test('stores bits from the top and stuffs a zero behind every FF', () => {
    const piece = fc
      .integer({ min: 1, max: 27 })
      .chain((length) =>
        fc.tuple(
          fc.oneof(fc.constant(2 ** length - 1), fc.integer({ min: 0, max: 2 ** length - 1 })),
          fc.constant(length),
        ),
      );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const output = new Uint8Array(1024);
        enterWriter(EMPTY);
        let bits = '';
        for (const [code, length] of pieces) {
          putBits(output, code, length);
          bits += code.toString(2).padStart(length, '0');
        }
        storeWholeBytes(output);
        expect(stored(output)).toEqual(stuff(packBits(bits.slice(0, bits.length & ~7), 0)));
        expect(writtenBytes()).toBe(writerPosition());
        padToByte(output, 0);
        expect(stored(output)).toEqual(stuff(packBits(bits, 0)));
      }),
    );
  });

  // Format section 1, P0D: the first pad bit written is bit 0 of the pad byte.
  test.each([
    [0x7f, [0b10111111]],
    [0x00, [0b10000000]],
    [0b0000101, [0b10101000]],
    [0b1100000, [0b10000001]],
  ])('fills a byte with the bits of the pad byte %d', (padByte, expected) => {
    const output = new Uint8Array(16);
    enterWriter(EMPTY);
    putBits(output, 0b10, 2);
    padToByte(output, padByte);
    expect(stored(output)).toEqual(expected);
    padToByte(output, padByte); // nothing left to fill
    expect(stored(output)).toEqual(expected);
  });

  test('does not stuff behind markers', () => {
    const output = new Uint8Array(16);
    enterWriter(EMPTY);
    putBits(output, 0xff, 8);
    padToByte(output, 0x7f);
    putMarker(output, 0xd3);
    putBits(output, 1, 8);
    storeWholeBytes(output);
    expect(stored(output)).toEqual([0xff, 0, 0xff, 0xd3, 1]);
  });
});
