import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.js';
import { readerBit, readerByte, startReader } from '../../src/jpeg/entropy-reader.js';
import { createSequentialTables, readSequentialBlock } from '../../src/jpeg/sequential-reader.js';
import { codeOf } from '../helpers/error-code.js';
import { AC_SYMBOLS, arbitraryBlock, DC_SYMBOLS, nonzeroWordsOf } from '../helpers/random-blocks.js';
import {
  arbitraryHuffmanLists,
  blockBits,
  type HuffmanLists,
  packBits,
  referenceCodes,
  STANDARD_TABLES,
} from '../helpers/reference-huffman.js';
import { tableOf } from '../helpers/table-of.js';

const padded = (bytes: readonly number[]) => Uint8Array.from([...bytes, ...new Array<number>(512).fill(0)]);

/** Reads blocks one after the other, each with the DC coefficient of the one before as its predictor. */
function readBlocks(bytes: Uint8Array, count: number, dcLists: HuffmanLists, acLists: HuffmanLists): Int16Array[] {
  const [dc, ac] = [tableOf(dcLists), tableOf(acLists)];
  const tables = createSequentialTables(dc, ac);
  const coefficients = new Int16Array(64 * count);
  const nonzero = new Int32Array(2 * count);
  let predictor = 0;
  for (let i = 0; i < count; i++) {
    const found = readSequentialBlock(bytes, tables, coefficients, nonzero, 64 * i, predictor);
    expect(found).toBe(coefficients[64 * i]);
    predictor = found;
    expect([...nonzero.subarray(2 * i, 2 * i + 2)]).toEqual(nonzeroWordsOf(coefficients.subarray(64 * i, 64 * i + 64)));
  }
  return Array.from({ length: count }, (_, i) => coefficients.slice(64 * i, 64 * i + 64));
}

function bitsOf(blocks: readonly Int16Array[], dcLists: HuffmanLists, acLists: HuffmanLists): string {
  const [dc, ac] = [referenceCodes(dcLists), referenceCodes(acLists)];
  return blocks.map((block, i) => blockBits(block, i === 0 ? 0 : blocks[i - 1][0], dc, ac)).join('');
}

const blocks = fc.array(arbitraryBlock, { minLength: 1, maxLength: 8 });

describe('the reader of sequential blocks', () => {
  test('reads what T.81 F.1.2 writes, with tables of any code lengths', () => {
    const tables = fc.tuple(arbitraryHuffmanLists(DC_SYMBOLS), arbitraryHuffmanLists(AC_SYMBOLS));
    fc.assert(
      fc.property(blocks, tables, (wanted, [dc, ac]) => {
        const bits = bitsOf(wanted, dc, ac);
        startReader(0);
        expect(readBlocks(padded(packBits(bits, 0xff)), wanted.length, dc, ac)).toEqual(wanted);
        expect([readerByte(), readerBit()]).toEqual([bits.length >> 3, bits.length & 7]);
      }),
      { numRuns: 200 },
    );
  });

  const { luminanceDc, luminanceAc } = STANDARD_TABLES;
  const dcCodes = referenceCodes(luminanceDc);
  const acCodes = referenceCodes(luminanceAc);
  const readOne = (bits: string, before = '') => {
    startReader(0);
    const bytes = padded(packBits(before + bits, 0));
    return readBlocks(bytes, before === '' ? 1 : 2, luminanceDc, luminanceAc).at(-1)!;
  };
  const dcZero = dcCodes.get(0)!;
  const endOfBlock = acCodes.get(0)!;
  const zeroRun = acCodes.get(0xf0)!;

  test('reads a block by hand: difference 5, a run of 17 zeros, -2, end', () => {
    // Size 3 and 101; ZRL; run 1 and size 2 (11011) and 01; EOB.
    const block = readOne(`100${'101'}${'11111111001'}${'11011'}${'01'}${'1010'}`);
    const expected = new Int16Array(64);
    expected[0] = 5;
    expected[18] = -2;
    expect(block).toEqual(expected);
  });

  test('takes a coefficient at the very end without an EOB behind it', () => {
    // Three times ZRL are 48 zeros: k = 49; then a run of 14 to k = 63.
    const block = readOne(`${dcZero}${zeroRun.repeat(3)}${acCodes.get(0xe1)!}1`);
    expect(block[63]).toBe(1);
  });

  test('takes DC coefficients to 1024 and AC coefficients of 11 bits', () => {
    const lists = { counts: [...new Array<number>(7).fill(0), AC_SYMBOLS.length], symbols: AC_SYMBOLS };
    const block = new Int16Array(64);
    block.set([1024, 2047, -2047]);
    const dc = { counts: [0, 0, 0, 13, ...new Array<number>(12).fill(0)], symbols: DC_SYMBOLS };
    startReader(0);
    expect(readBlocks(padded(packBits(bitsOf([block], dc, lists), 0)), 1, dc, lists)).toEqual([block]);
  });

  test.each<[string, string, ErrorCode]>([
    ['bits that are no DC code', '1111111111111111', 'DAMAGED_JPEG'],
    ['bits that are no AC code', `${dcZero}1111111111111111`, 'DAMAGED_JPEG'],
    ['a run past coefficient 63', `${dcZero}${zeroRun.repeat(3)}${acCodes.get(0xf1)!}1`, 'DAMAGED_JPEG'],
    [
      'a short code past coefficient 63',
      `${dcZero}${`${acCodes.get(0x01)!}1`.repeat(62)}${acCodes.get(0x11)!}1`,
      'DAMAGED_JPEG',
    ],
    ['four runs of 16 zeros to the end', `${dcZero}${zeroRun.repeat(4)}${endOfBlock}`, 'NOT_REPRESENTABLE'],
  ])('refuses %s', (_what, bits, code) => {
    expect(codeOf(() => readOne(bits))).toBe(code);
  });

  test('refuses a DC coefficient beyond 1024 that differences add up to', () => {
    const up = `${dcCodes.get(10)!}${'1'.repeat(10)}`;
    expect(readOne(`${dcZero}${endOfBlock}`, `${up}${endOfBlock}`)[0]).toBe(1023);
    expect(codeOf(() => readOne(`${up}${endOfBlock}`, `${up}${endOfBlock}`))).toBe('COEFFICIENT_OUT_OF_RANGE');
  });

  test('refuses AC symbols that have no meaning in a sequential scan', () => {
    // Run 1 and size 0 would be an end-of-band run of a progressive scan.
    const lists = { counts: [0, 3, ...new Array<number>(14).fill(0)], symbols: [0x00, 0x10, 0x0c] };
    const dc = { counts: [1, ...new Array<number>(15).fill(0)], symbols: [0] };
    const read = (bits: string) => {
      startReader(0);
      return readBlocks(padded(packBits(bits, 0)), 1, dc, lists);
    };
    expect(read('000')[0]).toEqual(new Int16Array(64));
    expect(codeOf(() => read('001'))).toBe('DAMAGED_JPEG');
    expect(codeOf(() => read(`010${'1'.repeat(12)}`))).toBe('COEFFICIENT_OUT_OF_RANGE');
  });

  test('stands before the block when it refuses it', () => {
    startReader(0);
    const bytes = padded(packBits(`${dcZero}${endOfBlock}${dcZero}${'1'.repeat(16)}`, 0));
    const [dc, ac] = [tableOf(luminanceDc), tableOf(luminanceAc)];
    const coefficients = new Int16Array(128);
    const nonzero = new Int32Array(4);
    readSequentialBlock(bytes, createSequentialTables(dc, ac), coefficients, nonzero, 0, 0);
    const place = [readerByte(), readerBit()];
    codeOf(() => readSequentialBlock(bytes, createSequentialTables(dc, ac), coefficients, nonzero, 64, 0));
    expect([readerByte(), readerBit()]).toEqual(place);
  });
});
