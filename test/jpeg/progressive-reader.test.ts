import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.js';
import { readerBit, readerByte, startReader } from '../../src/jpeg/entropy-reader.js';
import { createHuffmanTable, type HuffmanTable } from '../../src/jpeg/huffman-table.js';
import { AcReader, readDcFirst, readDcRefinement } from '../../src/jpeg/progressive-reader.js';
import { codeOf } from '../helpers/error-code.js';
import { packBits } from '../helpers/reference-huffman.js';

/** A table in which each of these symbols has a code of 8 bits: its number in the list. */
const tableOf = (symbols: readonly number[]): HuffmanTable =>
  createHuffmanTable(
    Uint8Array.from({ length: 16 }, (_, i) => (i === 7 ? symbols.length : 0)),
    Uint8Array.from(symbols),
  )!;
const SYMBOLS = [0x00, 0x10, 0x20, 0xe0, 0xf0, 0x01, 0x11, 0x21, 0x02, 0x0b, 0xf1, 0x12];
const TABLE = tableOf(SYMBOLS);
const code = (symbol: number) => SYMBOLS.indexOf(symbol).toString(2).padStart(8, '0');
const [EOB0, EOB1, EOB2, EOB14, ZRL] = [0x00, 0x10, 0x20, 0xe0, 0xf0].map(code);

/** Makes the bits that the next reads see. */
function bytesOf(bits: string): Uint8Array {
  startReader(0);
  return Uint8Array.from([...packBits(bits, 0), ...new Uint8Array(64)]);
}
const bitsTaken = () => 8 * readerByte() + readerBit();

/** A reader of blocks that stand one behind the other. */
function acReader(bits: string, coefficients: Int16Array, al = 0, ss = 1, se = 63): AcReader {
  return new AcReader(bytesOf(bits), TABLE, coefficients, ss, se, al);
}
const entries = (coefficients: Int16Array) =>
  Object.fromEntries([...coefficients.entries()].filter(([, value]) => value !== 0));

describe('DC coefficients', () => {
  const DC = tableOf([0, 1, 2, 3, 11, 12, 16]);
  const dc = (size: number) => [0, 1, 2, 3, 11, 12, 16].indexOf(size).toString(2).padStart(8, '0');
  const read = (bits: string, predictor: number, al: number) => {
    const coefficients = new Int16Array(64);
    const unshifted = readDcFirst(bytesOf(bits), DC, coefficients, 0, predictor, al);
    return [unshifted, coefficients[0]];
  };

  test('are differences, shifted up (G.1.2.1)', () => {
    expect(read(`${dc(3)}101`, 0, 0)).toEqual([5, 5]);
    expect(read(`${dc(3)}010`, 0, 2)).toEqual([-5, -20]);
    expect(read(dc(0), 7, 1)).toEqual([7, 14]);
    expect(read(`${dc(2)}01`, 7, 1)).toEqual([5, 10]);
  });

  test.each<[string, string, number, number, ErrorCode]>([
    ['beyond 1024', `${dc(11)}${'1'.repeat(11)}`, 0, 0, 'COEFFICIENT_OUT_OF_RANGE'],
    ['beyond 1024 by their shift', `${dc(3)}111`, 0, 8, 'COEFFICIENT_OUT_OF_RANGE'],
    ['beyond 1024 with what was before', `${dc(3)}111`, 1020, 0, 'COEFFICIENT_OUT_OF_RANGE'],
    ['with a size of 16', dc(16), 0, 0, 'DAMAGED_JPEG'],
    ['without a code', '1'.repeat(16), 0, 0, 'DAMAGED_JPEG'],
  ])('are refused %s', (_what, bits, predictor, al, expected) => {
    expect(codeOf(() => read(bits, predictor, al))).toBe(expected);
  });

  test('of -1024 and 1024 are the ends', () => {
    expect(read(`${dc(11)}1${'0'.repeat(10)}`, 0, 0)).toEqual([1024, 1024]);
    expect(read(`${dc(11)}0${'1'.repeat(10)}`, 0, 0)).toEqual([-1024, -1024]);
  });

  test('get one more bit, also negative ones, which are shifted, not divided', () => {
    const coefficients = Int16Array.of(8, -8, 0);
    const bytes = bytesOf('101');
    for (let i = 0; i < 3; i++) readDcRefinement(bytes, coefficients, i, 2);
    expect([...coefficients]).toEqual([12, -8, 4]);
    expect(bitsTaken()).toBe(3);
  });
});

describe('a first scan of AC coefficients', () => {
  test('has runs, values and end-of-band runs (G.1.2.2)', () => {
    const coefficients = new Int16Array(64 * 5);
    // 1: -3, 2: 0, 3: 1, then EOB1 with the bit 1: this block and two more; then a block with its last coefficient.
    const bits = `${code(0x02)}00${code(0x11)}1${EOB1}1${ZRL.repeat(3)}${code(0xf1)}0`;
    const reader = acReader(bits, coefficients, 1, 1, 63);
    reader.readFirst(0);
    reader.readFirst(64);
    reader.readFirst(128);
    expect(codeOf(() => reader.readFirst(192))).toBe('DAMAGED_JPEG'); // 48 zeros and 15 more lead to 64
    expect(entries(coefficients)).toEqual({ 1: -6, 3: 2 });
  });

  test('ends with the band', () => {
    const coefficients = new Int16Array(64);
    acReader(`${code(0x01)}1${code(0x11)}0`, coefficients, 0, 10, 12).readFirst(0);
    expect(entries(coefficients)).toEqual({ 10: 1, 12: -1 });
    expect(bitsTaken()).toBe(18);
  });

  test('takes a run of 32767 blocks', () => {
    const coefficients = new Int16Array(64);
    const reader = acReader(`${EOB14}${'1'.repeat(14)}${code(0x01)}1${EOB0}`, coefficients);
    for (let i = 0; i < 32_767; i++) reader.readFirst(0);
    expect([bitsTaken(), entries(coefficients)]).toEqual([22, {}]);
    reader.readFirst(0);
    expect(entries(coefficients)).toEqual({ 1: 1 });
  });

  test.each<[string, string, number, ErrorCode]>([
    ['a run past the band', `${ZRL.repeat(3)}${code(0xf1)}1`, 0, 'DAMAGED_JPEG'],
    ['runs of zeros alone past the band', ZRL.repeat(4), 0, 'DAMAGED_JPEG'],
    ['bits without a code', '1'.repeat(16), 0, 'DAMAGED_JPEG'],
    ['12 bits after the shift', `${code(0x0b)}${'1'.repeat(11)}`, 1, 'COEFFICIENT_OUT_OF_RANGE'],
  ])('refuses %s', (_what, bits, al, expected) => {
    expect(codeOf(() => acReader(bits, new Int16Array(64), al).readFirst(0))).toBe(expected);
  });

  test('forgets its run at a restart', () => {
    const coefficients = new Int16Array(128);
    const reader = acReader(`${EOB2}11${code(0x01)}1${EOB0}`, coefficients);
    reader.readFirst(0);
    reader.restart();
    reader.readFirst(64);
    expect(entries(coefficients)).toEqual({ 65: 1 });
    expect(reader.breaks.blocks).toEqual([]);
  });
});

describe('a refinement of AC coefficients', () => {
  const known = (values: Record<number, number>) => {
    const coefficients = new Int16Array(64 * 3);
    for (const [k, value] of Object.entries(values)) coefficients[Number(k)] = value;
    return coefficients;
  };

  test('corrects what it passes, then adds the new one (G.1.2.3)', () => {
    const coefficients = known({ 1: 4, 3: -4, 6: 4 });
    // Run 1: coefficient 2 is passed as a zero; 1 and 3 get correction bits; 4 becomes -2; then the end, and 6.
    acReader(`${code(0x11)}0${'10'}${EOB0}1`, coefficients, 1).readRefinement(0);
    expect(entries(coefficients)).toEqual({ 1: 6, 3: -4, 4: -2, 6: 6 });
    expect(bitsTaken()).toBe(8 + 1 + 2 + 8 + 1);
  });

  test('passes 16 zeros with ZRL, and corrections among them', () => {
    const coefficients = known({ 10: -2 });
    acReader(`${ZRL}1${code(0x01)}1${EOB0}`, coefficients, 0).readRefinement(0);
    // Coefficients 1 to 17 without 10 are the 16 zeros.
    expect(entries(coefficients)).toEqual({ 10: -3, 18: 1 });
  });

  test('corrects in all blocks of an end-of-band run', () => {
    const coefficients = known({ 5: 8, 70: -8, 130: 8 });
    const reader = acReader(`${EOB1}1${'1'}${'1'}${'0'}`, coefficients, 2);
    for (const base of [0, 64, 128]) reader.readRefinement(base);
    expect(entries(coefficients)).toEqual({ 5: 12, 70: -12, 130: 8 });
  });

  test.each<[string, string]>([
    ['a new coefficient of more than one bit', `${code(0x02)}11`],
    ['a new coefficient past the band', `${ZRL.repeat(3)}${code(0xf1)}1`],
    ['bits without a code', '1'.repeat(16)],
  ])('refuses %s', (_what, bits) => {
    expect(codeOf(() => acReader(bits, new Int16Array(64)).readRefinement(0))).toBe('DAMAGED_JPEG');
  });
});

describe('breaks of end-of-band runs', () => {
  const breaksOf = (bits: string, blocks: number, isRefinement = false) => {
    const reader = acReader(bits, new Int16Array(64 * blocks));
    for (let block = 0; block < blocks; block++) {
      if (isRefinement) reader.readRefinement(64 * block);
      else reader.readFirst(64 * block);
    }
    return reader.breaks.blocks;
  };

  test.each([false, true])('are where one run follows another (refinement: %s)', (isRefinement) => {
    expect(breaksOf(`${EOB0}${EOB1}1${EOB0}`, 5, isRefinement)).toEqual([0, 3]);
    expect(breaksOf(`${EOB2}11`, 7, isRefinement)).toEqual([]);
  });

  test('are not where a block has a coefficient of its own first', () => {
    expect(breaksOf(`${EOB0}${code(0x01)}1${EOB0}${EOB0}`, 3)).toEqual([1]);
  });
});
