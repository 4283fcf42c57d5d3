import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeptonError } from '../../src/errors.js';
import { readerBit, readerByte, startReader } from '../../src/jpeg/entropy-reader.js';
import type { Component } from '../../src/jpeg/frame.js';
import { McuSkipper } from '../../src/jpeg/mcu-skipper.js';
import type { ScanData } from '../../src/jpeg/scan-data.js';
import type { Scan } from '../../src/jpeg/scan-header.js';
import { createSequentialTables, readSequentialBlock } from '../../src/jpeg/sequential-reader.js';
import { AC_SYMBOLS, arbitraryBlock, DC_SYMBOLS } from '../helpers/random-blocks.js';
import {
  arbitraryHuffmanLists,
  blockBits,
  type HuffmanLists,
  packBits,
  referenceCodes,
  STANDARD_TABLES,
} from '../helpers/reference-huffman.js';
import { tableOf } from '../helpers/table-of.js';

/** With zeros behind them that are enough for all blocks that are tried. */
const padded = (bytes: readonly number[]) => Uint8Array.from([...bytes, ...new Array<number>(4096).fill(0)]);

/** A scan of one component with so many blocks, all of which are read. */
function readBlocks(bytes: Uint8Array, count: number, dcLists: HuffmanLists, acLists: HuffmanLists) {
  const tables = createSequentialTables(tableOf(dcLists), tableOf(acLists));
  const ends: [number, number, number][] = [];
  let predictor = 0;
  startReader(0);
  let code = '';
  try {
    for (let i = 0; i < count; i++) {
      predictor = readSequentialBlock(bytes, tables, new Int16Array(64), new Int32Array(2), 0, predictor);
      ends.push([predictor, readerByte(), readerBit()]);
    }
  } catch (error) {
    if (!(error instanceof LeptonError)) throw error;
    code = error.code;
  }
  return { ends, code };
}

/** Passes over these blocks, as MCUs of `size` blocks, and compares with reading them. @returns why it stops */
function expectSame(bytes: Uint8Array, count: number, dcLists: HuffmanLists, acLists: HuffmanLists, size = 1): string {
  const { ends, code } = readBlocks(bytes, count * size, dcLists, acLists);
  const component = { index: 2, horizontalSampling: size, verticalSampling: 1 } as Component;
  const part = { component, dcTable: tableOf(dcLists), acTable: tableOf(acLists) };
  const scan = {
    components: size === 1 ? [part] : [part, { ...part, component: { ...component, horizontalSampling: 0 } }],
  };
  const lastDc = new Int16Array(4);
  const data = { bytes } as ScanData;
  const skipper = new McuSkipper(scan as unknown as Scan, data, lastDc);
  startReader(0);
  expect(skipper.skip(count, bytes.length)).toBe(Math.floor(ends.length / size));
  const [dc, byte, bit] = ends[Math.floor(ends.length / size) * size - 1] ?? [0, 0, 0];
  expect([lastDc[2], readerByte(), readerBit()]).toEqual([dc, byte, bit]);
  return code;
}

const { luminanceDc, luminanceAc } = STANDARD_TABLES;

describe('passing over MCUs', () => {
  const size = fc.integer({ min: 1, max: 3 });
  const lists = fc.tuple(arbitraryHuffmanLists(DC_SYMBOLS), arbitraryHuffmanLists(AC_SYMBOLS));

  test('ends where reading them does, with tables of any code lengths', () => {
    const blocks = fc.array(arbitraryBlock, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(blocks, lists, size, (wanted, [dcLists, acLists], perMcu) => {
        const [dc, ac] = [referenceCodes(dcLists), referenceCodes(acLists)];
        const bits = wanted.map((block, i) => blockBits(block, i === 0 ? 0 : wanted[i - 1][0], dc, ac)).join('');
        const bytes = padded(packBits(bits, 0xff));
        expect(expectSame(bytes, Math.floor(wanted.length / perMcu), dcLists, acLists, perMcu)).toBe('');
      }),
      { numRuns: 200 },
    );
  });

  test('stops in front of all that reading refuses', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    const refusals = new Set<string>();
    fc.assert(
      fc.property(
        bytes,
        fc.oneof(fc.constant([luminanceDc, luminanceAc] as const), lists),
        size,
        (some, [dc, ac], perMcu) => {
          refusals.add(expectSame(padded([...some]), 10, dc, ac, perMcu));
        },
      ),
      { numRuns: 1000 },
    );
    expect(refusals).toContain('DAMAGED_JPEG');
    expect(refusals).toContain('COEFFICIENT_OUT_OF_RANGE');
  });

  test.each([
    ['a run of zeros before an EOB', ['zrl', 'eob']],
    ['runs of zeros that lead to the end', ['one', 'zrl', 'zrl', 'zrl', 'run14', 'zrl']],
    ['a run of zeros past the end', ['zrl', 'zrl', 'zrl', 'zrl']],
    ['a run past the end', ['zrl', 'zrl', 'zrl', 'one', 'run14']],
  ])('stops in front of %s', (_what, symbols) => {
    const ac = referenceCodes(luminanceAc);
    const codes: Record<string, string> = {
      zrl: ac.get(0xf0)!,
      eob: ac.get(0)!,
      one: `${ac.get(0x01)}1`,
      run14: `${ac.get(0xe1)}1`,
    };
    const bits = referenceCodes(luminanceDc).get(0) + symbols.map((symbol) => codes[symbol]).join('');
    const code = expectSame(padded(packBits(bits, 0)), 1, luminanceDc, luminanceAc);
    expect(code).toMatch(/^(DAMAGED_JPEG|NOT_REPRESENTABLE)$/);
  });

  test('takes a coefficient at the very end without an EOB behind it', () => {
    const [dc, ac] = [referenceCodes(luminanceDc), referenceCodes(luminanceAc)];
    const block = new Int16Array(64);
    block[1] = 1;
    block[63] = -1;
    const bits = blockBits(block, 0, dc, ac) + blockBits(block, 0, dc, ac);
    expect(expectSame(padded(packBits(bits, 0)), 2, luminanceDc, luminanceAc)).toBe('');
  });

  test('stays away from the end of the data', () => {
    const [dc, ac] = [referenceCodes(luminanceDc), referenceCodes(luminanceAc)];
    const bytes = padded(packBits(blockBits(new Int16Array(64), 0, dc, ac).repeat(100), 0));
    const part = { component: { index: 0 }, dcTable: tableOf(luminanceDc), acTable: tableOf(luminanceAc) };
    const skipper = new McuSkipper({ components: [part] } as unknown as Scan, { bytes } as ScanData, new Int16Array(4));
    startReader(0);
    expect(skipper.skip(100, 256)).toBe(0);
    expect(skipper.skip(100, 260)).toBeGreaterThan(0);
    expect(readerByte()).toBeLessThan(8);
  });
});
