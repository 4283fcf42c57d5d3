/**
 * Passes over MCUs of a sequential scan: finds where they end and what their DC coefficients are (ITU T.81 section F.2),
 * for half of what decoding them costs. A hot file.
 */
import { requireTable } from './block-readers.js';
import { MAX_AC_SIZE, MAX_DC } from './coefficient-range.js';
import { ACCUMULATOR, AVAILABLE, NEXT, READER, readerBit, readerByte, startReader } from './entropy-reader.js';
import { extendSign, type HuffmanTable, LOOKUP_BITS, lookUpCode } from './huffman-table.js';
import { MAX_BLOCK_BYTES, type ScanData } from './scan-data.js';
import { mcuBlocks } from './scan-geometry.js';
import type { Scan } from './scan-header.js';
import { buildDcLookup } from './sequential-reader.js';

/** Number of bits that the look-up table looks at; more bring nothing, and the table would leave the first cache. */
const SKIP_BITS = 13;

/** Look-up entry: bits of all its symbols together in the lowest bits; 0 = not in the table. */
const LENGTH_MASK = 31;
/** Look-up entry: how far the coefficient index moves, and one more if an EOB ends the block. */
const ADVANCE_SHIFT = 5;
const ADVANCE_MASK = 127;
/** Look-up entry: whether an EOB ends the block. */
const END_OF_BLOCK = 1 << 12;

/** Look-up entry for DC differences, as `sequential-reader.ts` makes it: the signed value in the upper half. */
const DC_VALUE_SHIFT = 16;

/** The symbols without a coefficient (ITU T.81 section F.1.2.2.1). */
const EOB = 0x00;
const ZRL = 0xf0;

/**
 * Look-up table that passes over as many whole AC symbols as its bits hold. Those that need a closer look are not in
 * it: ZRL, impossible codes, values that are too large.
 */
export function buildSkipLookup(table: HuffmanTable): Uint16Array {
  const first = firstSymbols(table);
  const lookup = new Uint16Array(1 << SKIP_BITS);
  for (let bits = 0; bits < lookup.length; bits++) {
    let length = 0;
    let advance = 0;
    let end = 0;
    while (end === 0) {
      const symbol = first[(bits << length) & (lookup.length - 1)]!;
      const needed = symbol & LENGTH_MASK;
      if (needed === 0 || length + needed > SKIP_BITS) break;
      length += needed;
      advance += (symbol >> ADVANCE_SHIFT) & ADVANCE_MASK;
      end = symbol & END_OF_BLOCK;
    }
    // More cannot be in any block.
    if (advance <= 64) lookup[bits] = end | (advance << ADVANCE_SHIFT) | length;
  }
  return lookup;
}

/** The same for the first symbol alone. */
function firstSymbols(table: HuffmanTable): Uint16Array {
  const lookup = new Uint16Array(1 << SKIP_BITS);
  for (let symbol = 0; symbol < 256; symbol++) {
    const codeLength = table.lengths[symbol]!;
    const size = symbol & 15;
    const length = codeLength + size;
    if (codeLength === 0 || length > SKIP_BITS || size > MAX_AC_SIZE || (size === 0 && symbol !== EOB)) continue;
    const spare = SKIP_BITS - codeLength;
    const start = table.codes[symbol]! << spare;
    const entry = (symbol === EOB ? END_OF_BLOCK : 0) | (((symbol >> 4) + 1) << ADVANCE_SHIFT) | length;
    lookup.fill(entry, start, start + (1 << spare));
  }
  return lookup;
}

/** What passes over a block of an MCU. */
interface SkippedBlock {
  /** Index of its component in the frame. */
  readonly component: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly dcLookup: Int32Array;
  readonly skipLookup: Uint16Array;
}

/** The blocks of an MCU, in order. */
function skippedBlocks(scan: Scan): SkippedBlock[] {
  return scan.components.flatMap((part) => {
    const [dc, ac] = [requireTable(part, 'DC'), requireTable(part, 'AC')];
    const lookups = { dcLookup: buildDcLookup(dc), skipLookup: buildSkipLookup(ac) };
    const block = { component: part.component.index, dc, ac, ...lookups };
    const { width, height } = mcuBlocks(scan, part.component);
    return new Array<SkippedBlock>(width * height).fill(block);
  });
}

/** DC predictors within an MCU: scratch of one call. */
const PREDICTORS = new Int32Array(4);

/** Passes over MCUs of one scan. */
export class McuSkipper {
  private readonly blocks: readonly SkippedBlock[];
  private readonly words: DataView;

  /**
   * @param lastDc DC predictors of the components of the frame, which are kept up to date
   * @throws LeptonError DAMAGED_JPEG if a table is missing
   */
  constructor(
    scan: Scan,
    { bytes }: ScanData,
    private readonly lastDc: Int16Array,
  ) {
    this.blocks = skippedBlocks(scan);
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Passes over whole MCUs, up to one that needs a closer look: because something may be wrong with it, or because it is
   * near the end of the data. The bit reader then stands before that one.
   *
   * @param count MCUs to pass over at most
   * @param end offset in the data that no block may reach
   * @returns how many there were
   */
  skip(count: number, end: number): number {
    return skipMcus(this.words, this.blocks, this.lastDc, count, end);
  }
}

/** See {@link McuSkipper.skip}. */
function skipMcus(
  words: DataView,
  blocks: readonly SkippedBlock[],
  lastDc: Int16Array,
  count: number,
  end: number,
): number {
  const predictors = PREDICTORS;
  const safeEnd = end - MAX_BLOCK_BYTES * blocks.length;
  let mcuStart = readerByte();
  let mcuBit = readerBit();
  let mcu = 0;
  passing: for (; mcu < count && mcuStart < safeEnd; mcu++) {
    // In bits from the start of the MCU. Of each word, at least 25 bits are good.
    let position = mcuBit;
    for (let i = 0; i < lastDc.length; i++) predictors[i] = lastDc[i]!;
    for (let i = 0; i < blocks.length; i++) {
      const { component, dc: dcTable, ac: acTable, dcLookup, skipLookup } = blocks[i]!;
      let word = words.getUint32(mcuStart + (position >> 3)) << (position & 7);

      let dc = predictors[component]!;
      const dcEntry = dcLookup[word >>> (32 - LOOKUP_BITS)]!;
      if (dcEntry !== 0) {
        position += dcEntry & LENGTH_MASK;
        dc += dcEntry >> DC_VALUE_SHIFT;
      } else {
        const dcCode = lookUpCode(dcTable, word >>> 16);
        const dcSize = dcCode >> 8;
        if (dcCode < 0 || dcSize > 15) break passing;
        position += dcCode & 255;
        word = words.getUint32(mcuStart + (position >> 3)) << (position & 7);
        position += dcSize;
        if (dcSize !== 0) dc += extendSign(word >>> (32 - dcSize), dcSize);
      }
      if (dc > MAX_DC || dc < -MAX_DC) break passing;
      predictors[component] = dc;

      let k = 1;
      // Where the last run of zeros without a coefficient led.
      let zeroRunEnd = 0;
      while (k < 64) {
        word = words.getUint32(mcuStart + (position >> 3)) << (position & 7);
        const entry = skipLookup[word >>> (32 - SKIP_BITS)]!;
        const reached = k + ((entry >> ADVANCE_SHIFT) & ADVANCE_MASK);
        if (entry !== 0 && reached <= 64) {
          position += entry & LENGTH_MASK;
          k = reached;
          if (entry < END_OF_BLOCK) continue;
          k--;
          break;
        }
        // The next symbol alone.
        const code = lookUpCode(acTable, word >>> 16);
        const symbol = code >> 8;
        const size = symbol & 15;
        if (code < 0 || size > MAX_AC_SIZE) break passing;
        position += code & 255;
        if (symbol === EOB) break;
        k += (symbol >> 4) + 1;
        if (size === 0) {
          if (symbol !== ZRL) break passing;
          zeroRunEnd = k;
          continue;
        }
        if (k > 64) break passing;
        position += size;
      }
      // A block that ends in such a run is coded in an unusual way.
      if (k === zeroRunEnd) break passing;
    }
    for (let i = 0; i < lastDc.length; i++) lastDc[i] = predictors[i]!;
    mcuStart += position >> 3;
    mcuBit = position & 7;
  }
  startReader(mcuStart);
  if (mcuBit > 0) {
    READER[ACCUMULATOR] = words.getUint8(mcuStart);
    READER[AVAILABLE] = 8 - mcuBit;
    READER[NEXT] = mcuStart + 1;
  }
  return mcu;
}
