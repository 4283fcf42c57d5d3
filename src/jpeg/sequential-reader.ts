/** Huffman decoder of sequential blocks (ITU T.81 section F.2). A hot file. */
import { LeptonError } from '../errors.js';
import { MAX_AC_SIZE, MAX_DC } from './coefficient-range.js';
import {
  ACCUMULATOR,
  AVAILABLE,
  coefficientTooLarge,
  impossibleCode,
  NEXT,
  READER,
  readerByte,
  runPastBlock,
} from './entropy-reader.js';
import { extendSign, type HuffmanTable, LOOKUP_BITS, lookUpCode } from './huffman-table.js';

/** Look-up entry: code and value bits together in the lowest bits; 0 = not in the table. */
const LENGTH_MASK = 31;
/** Look-up entry: how far the coefficient index moves; the run, 15 for ZRL, END_OF_BLOCK for EOB. */
const ADVANCE_SHIFT = 5;
const ADVANCE_MASK = 127;
/** Look-up entry: the signed value in the upper half; 0 for ZRL and EOB. */
const VALUE_SHIFT = 16;

/** An advance that leads beyond anything that runs can reach (63 + 16). */
const END_OF_BLOCK = 127;

/**
 * Look-up table that gives length, run and value of a whole AC symbol at once, for all symbols whose code and value
 * bits fit in {@link LOOKUP_BITS} bits; 0 for all others.
 */
function buildAcLookup(table: HuffmanTable): Int32Array {
  const lookup = new Int32Array(1 << LOOKUP_BITS);
  for (let symbol = 0; symbol < 256; symbol++) {
    const codeLength = table.lengths[symbol]!;
    const run = symbol >> 4;
    const size = symbol & 15;
    const length = codeLength + size;
    if (codeLength === 0 || length > LOOKUP_BITS || (size === 0 && run !== 0 && run !== 15)) continue;
    const advance = size !== 0 ? run : run === 15 ? 15 : END_OF_BLOCK;
    const spare = LOOKUP_BITS - length;
    const first = table.codes[symbol]! << (size + spare);
    for (let bits = 0; bits < 1 << size; bits++) {
      const value = size === 0 ? 0 : extendSign(bits, size);
      lookup.fill(
        (value << VALUE_SHIFT) | (advance << ADVANCE_SHIFT) | length,
        first + (bits << spare),
        first + ((bits + 1) << spare),
      );
    }
  }
  return lookup;
}

/** The same for DC differences. A value of 0 is no special case here: the length alone makes an entry. */
export function buildDcLookup(table: HuffmanTable): Int32Array {
  const lookup = new Int32Array(1 << LOOKUP_BITS);
  for (let size = 0; size < 16; size++) {
    const codeLength = table.lengths[size]!;
    const length = codeLength + size;
    if (codeLength === 0 || length > LOOKUP_BITS) continue;
    const spare = LOOKUP_BITS - length;
    const first = table.codes[size]! << (size + spare);
    for (let bits = 0; bits < 1 << size; bits++) {
      const value = size === 0 ? 0 : extendSign(bits, size);
      lookup.fill((value << VALUE_SHIFT) | length, first + (bits << spare), first + ((bits + 1) << spare));
    }
  }
  return lookup;
}

/** The tables that decode the blocks of one component. */
export interface SequentialTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly dcLookup: Int32Array;
  readonly acLookup: Int32Array;
}

/** Makes the look-up tables for the blocks of one component. */
export function createSequentialTables(dc: HuffmanTable, ac: HuffmanTable): SequentialTables {
  return { dc, ac, dcLookup: buildDcLookup(dc), acLookup: buildAcLookup(ac) };
}

/**
 * Decodes one block.
 *
 * @param bytes scan data followed by zeros
 * @param coefficients receives the block at `base`, zig-zag order; zero before
 * @param nonzero receives which of them are not zero, at `base / 32`; see `CoefficientPlane`
 * @param predictor DC coefficient of the block before
 * @returns the DC coefficient
 * @throws LeptonError DAMAGED_JPEG for impossible codes, COEFFICIENT_OUT_OF_RANGE, NOT_REPRESENTABLE for what an encoder
 * would not write like this; the reader then still stands before the block
 */
export function readSequentialBlock(
  bytes: Uint8Array,
  tables: SequentialTables,
  coefficients: Int16Array,
  nonzero: Int32Array,
  base: number,
  predictor: number,
): number {
  const { dc: dcTable, ac: acTable, dcLookup, acLookup } = tables;
  let accumulator = READER[ACCUMULATOR]!;
  let available = READER[AVAILABLE]!;
  let next = READER[NEXT]!;

  if (available < 16) {
    accumulator = (accumulator << 16) | (bytes[next]! << 8) | bytes[next + 1]!;
    next += 2;
    available += 16;
  }
  let dc = predictor;
  const dcEntry = dcLookup[(accumulator >>> (available - LOOKUP_BITS)) & ((1 << LOOKUP_BITS) - 1)]!;
  if (dcEntry !== 0) {
    available -= dcEntry & LENGTH_MASK;
    dc += dcEntry >> VALUE_SHIFT;
  } else {
    const dcCode = lookUpCode(dcTable, (accumulator >>> (available - 16)) & 0xffff);
    const dcSize = dcCode >> 8;
    if (dcCode < 0 || dcSize > 15) throw impossibleCode(readerByte());
    available -= dcCode & 255;
    if (available < 16) {
      accumulator = (accumulator << 16) | (bytes[next]! << 8) | bytes[next + 1]!;
      next += 2;
      available += 16;
    }
    available -= dcSize;
    if (dcSize !== 0) dc += extendSign((accumulator >>> available) & ((1 << dcSize) - 1), dcSize);
  }
  if (dc > MAX_DC || dc < -MAX_DC) throw coefficientTooLarge(readerByte());
  coefficients[base] = dc;

  let nonzeroLow = 0;
  let nonzeroHigh = 0;
  let k = 1;
  let endsInZeroRun = false;
  while (k < 64) {
    if (available < 16) {
      accumulator = (accumulator << 16) | (bytes[next]! << 8) | bytes[next + 1]!;
      next += 2;
      available += 16;
    }
    const entry = acLookup[(accumulator >>> (available - LOOKUP_BITS)) & ((1 << LOOKUP_BITS) - 1)]!;
    if (entry !== 0) {
      available -= entry & LENGTH_MASK;
      k += (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
      const value = entry >> VALUE_SHIFT;
      if (value !== 0) {
        if (k > 63) throw runPastBlock(readerByte());
        coefficients[base + k] = value;
        const isHigh = (31 - k) >> 31;
        nonzeroLow |= (0x80000000 >>> k) & ~isHigh;
        nonzeroHigh |= (0x80000000 >>> k) & isHigh;
        k++;
        endsInZeroRun = false;
      } else if (k < END_OF_BLOCK) {
        k++;
        endsInZeroRun = true;
      }
      continue;
    }
    const code = lookUpCode(acTable, (accumulator >>> (available - 16)) & 0xffff);
    if (code < 0) throw impossibleCode(readerByte());
    const run = code >> 12;
    const size = (code >> 8) & 15;
    available -= code & 255;
    if (size === 0) {
      if (run === 15) {
        k += 16;
        endsInZeroRun = true;
      } else if (run === 0) k = END_OF_BLOCK + k;
      else throw impossibleCode(readerByte());
      continue;
    }
    if (size > MAX_AC_SIZE) throw coefficientTooLarge(readerByte());
    if (available < 16) {
      accumulator = (accumulator << 16) | (bytes[next]! << 8) | bytes[next + 1]!;
      next += 2;
      available += 16;
    }
    available -= size;
    k += run;
    if (k > 63) throw runPastBlock(readerByte());
    coefficients[base + k] = extendSign((accumulator >>> available) & ((1 << size) - 1), size);
    const isHigh = (31 - k) >> 31;
    nonzeroLow |= (0x80000000 >>> k) & ~isHigh;
    nonzeroHigh |= (0x80000000 >>> k) & isHigh;
    k++;
    endsInZeroRun = false;
  }
  if (endsInZeroRun) throw notCanonical(readerByte());
  nonzero[base >> 5] = nonzeroLow;
  nonzero[(base >> 5) + 1] = nonzeroHigh;
  READER[ACCUMULATOR] = accumulator;
  READER[AVAILABLE] = available;
  READER[NEXT] = next;
  return dc;
}

function notCanonical(next: number): LeptonError {
  return new LeptonError(
    'NOT_REPRESENTABLE',
    `A block near byte ${next} of the scan ends in a coded run of zeros, which would be written in another way.`,
  );
}
