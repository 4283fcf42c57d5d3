import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createHuffmanTable,
  extendSign,
  type HuffmanTable,
  lookUpCode,
  readHuffmanTables,
} from '../../src/jpeg/huffman-table.js';
import { codeOf, errorOf } from '../helpers/error-code.js';
import {
  arbitraryHuffmanLists,
  type HuffmanLists,
  referenceCodes,
  STANDARD_TABLES,
} from '../helpers/reference-huffman.js';

function create({ counts, symbols }: HuffmanLists): HuffmanTable | null {
  return createHuffmanTable(Uint8Array.from(counts), Uint8Array.from(symbols));
}

/** Code of a symbol as a string; empty without a code. */
function codeString({ codes, lengths }: HuffmanTable, symbol: number): string {
  return lengths[symbol] === 0 ? '' : codes[symbol].toString(2).padStart(lengths[symbol], '0');
}

/** A DHT body with these tables. */
function body(...tables: (readonly [head: number, lists: HuffmanLists])[]): Uint8Array {
  return Uint8Array.from(tables.flatMap(([head, { counts, symbols }]) => [head, ...counts, ...symbols]));
}

const read = (bytes: Uint8Array, start = 0, end = bytes.length) => {
  const found: [tableClass: number, destination: number, table: HuffmanTable][] = [];
  readHuffmanTables(bytes, start, end, (...table) => found.push(table));
  return found;
};

describe('Huffman codes', () => {
  // T.81 tables K.3 and K.4, code by code.
  test.each([
    [
      'luminanceDc',
      ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110', '1111110', '11111110', '111111110'],
    ],
    [
      'chrominanceDc',
      [
        '00',
        '01',
        '10',
        '110',
        '1110',
        '11110',
        '111110',
        '1111110',
        '11111110',
        '111111110',
        '1111111110',
        '11111111110',
      ],
    ],
  ] as const)('of %s are those of annex K', (name, codes) => {
    const table = create(STANDARD_TABLES[name])!;
    expect(codes.map((_, symbol) => codeString(table, symbol))).toEqual(codes);
  });

  // Lines of T.81 tables K.5 and K.6: run / size and code word.
  test.each([
    ['luminanceAc', 0x00, '1010'],
    ['luminanceAc', 0x01, '00'],
    ['luminanceAc', 0x02, '01'],
    ['luminanceAc', 0x06, '1111000'],
    ['luminanceAc', 0x08, '1111110110'],
    ['luminanceAc', 0x09, '1111111110000010'],
    ['luminanceAc', 0x0a, '1111111110000011'],
    ['luminanceAc', 0x11, '1100'],
    ['luminanceAc', 0x15, '11111110110'],
    ['luminanceAc', 0x41, '111011'],
    ['luminanceAc', 0x82, '111111111000000'],
    ['luminanceAc', 0xf0, '11111111001'],
    ['luminanceAc', 0xf1, '1111111111110101'],
    ['luminanceAc', 0xfa, '1111111111111110'],
    ['chrominanceAc', 0x00, '00'],
    ['chrominanceAc', 0x01, '01'],
    ['chrominanceAc', 0x02, '100'],
    ['chrominanceAc', 0x03, '1010'],
    ['chrominanceAc', 0x11, '1011'],
    ['chrominanceAc', 0x0a, '111111110100'],
    ['chrominanceAc', 0xe1, '11111111100000'],
    ['chrominanceAc', 0xf0, '1111111010'],
    ['chrominanceAc', 0xf1, '111111111000011'],
    ['chrominanceAc', 0xf2, '1111111111110110'],
    ['chrominanceAc', 0xfa, '1111111111111110'],
  ] as const)('of %s have %i as %s', (name, symbol, code) => {
    const lists: HuffmanLists = STANDARD_TABLES[name];
    expect(lists.symbols.length).toBe(162);
    expect(codeString(create(lists)!, symbol)).toBe(code);
  });

  test('count up as T.81 C.2 says, whatever the lengths', () => {
    const symbols = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 256, size: 'max' });
    fc.assert(
      fc.property(symbols.chain(arbitraryHuffmanLists), (lists) => {
        const table = create(lists)!;
        const expected = referenceCodes(lists);
        for (let symbol = 0; symbol < 256; symbol++) {
          if (codeString(table, symbol) !== (expected.get(symbol) ?? '')) expect.fail(`symbol ${symbol}`);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('are found at the top of 16 bits, whatever follows', () => {
    const symbols = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 100, size: 'max' });
    fc.assert(
      fc.property(symbols.chain(arbitraryHuffmanLists), fc.integer({ min: 0, max: 0xffff }), (lists, noise) => {
        const table = create(lists)!;
        const codes = referenceCodes(lists);
        for (const [symbol, code] of codes) {
          const bits = (code + noise.toString(2).padStart(16, '0')).slice(0, 16);
          expect(lookUpCode(table, Number.parseInt(bits, 2))).toBe((symbol << 8) | code.length);
        }
        const bits = noise.toString(2).padStart(16, '0');
        const isCode = [...codes.values()].some((code) => bits.startsWith(code));
        expect(lookUpCode(table, noise) === -1).toBe(!isCode);
      }),
      { numRuns: 100 },
    );
  });

  test('may fill the whole space, to the code of all ones', () => {
    const full = create({ counts: [0, 4], symbols: [9, 8, 7, 6] })!;
    expect(full).not.toBeNull();
    expect(codeString(full, 6)).toBe('11');
    expect(lookUpCode(full, 0xffff)).toBe((6 << 8) | 2);
  });

  test.each([
    [3, 1, 'three codes of one bit'],
    [5, 2, 'five codes of two bits'],
    [256, 7, 'twice as many codes as fit'],
  ])('of more than fit are refused: %d of %d bits', (count, length) => {
    const counts = new Array<number>(16).fill(0);
    counts[length - 1] = count;
    expect(createHuffmanTable(Uint16Array.from(counts) as unknown as Uint8Array, new Uint8Array(count))).toBeNull();
  });

  test('are refused when only the last one does not fit any more', () => {
    expect(create({ counts: [1, 1, 2], symbols: [1, 2, 3, 4] })).not.toBeNull();
    expect(create({ counts: [1, 1, 3], symbols: [1, 2, 3, 4, 5] })).toBeNull();
    expect(create({ counts: [2, 0, 1], symbols: [1, 2, 3] })).toBeNull();
  });

  test('that give a symbol twice are only read by the first, because only that is written', () => {
    const table = create({ counts: [0, 2, 2], symbols: [5, 6, 5, 7] })!;
    expect(codeString(table, 5)).toBe('00');
    expect(lookUpCode(table, 0b00_00000000000000)).toBe((5 << 8) | 2);
    expect(lookUpCode(table, 0b100_0000000000000)).toBe(-1);
    expect(lookUpCode(table, 0b101_0000000000000)).toBe((7 << 8) | 3);
  });
});

describe('EXTEND', () => {
  // T.81 table F.1: the values of each size.
  test.each([
    [1, [-1, 1]],
    [2, [-3, -2, 2, 3]],
    [3, [-7, -6, -5, -4, 4, 5, 6, 7]],
  ])('gives the values of size %d in order', (size, values) => {
    expect(values.map((_, bits) => extendSign(bits, size))).toEqual(values);
  });

  test('gives the ends of the large sizes', () => {
    for (let size = 4; size <= 15; size++) {
      const ends = [0, 2 ** (size - 1) - 1, 2 ** (size - 1), 2 ** size - 1].map((bits) => extendSign(bits, size));
      expect(ends).toEqual([1 - 2 ** size, -(2 ** (size - 1)), 2 ** (size - 1), 2 ** size - 1]);
    }
  });
});

describe('a DHT segment', () => {
  const { luminanceDc, luminanceAc, chrominanceAc } = STANDARD_TABLES;

  test('gives each of its tables with class and destination', () => {
    const bytes = body([0x00, luminanceDc], [0x13, luminanceAc], [0x01, luminanceDc], [0x10, chrominanceAc]);
    const tables = read(bytes);
    expect(tables.map(([tableClass, destination]) => [tableClass, destination])).toEqual([
      [0, 0],
      [1, 3],
      [0, 1],
      [1, 0],
    ]);
    expect(tables[1][2]).toEqual(create(luminanceAc));
    expect(tables[3][2]).toEqual(create(chrominanceAc));
  });

  test('may be empty, and may hold an empty table', () => {
    expect(read(new Uint8Array())).toEqual([]);
    const [[, , table]] = read(body([0x11, { counts: new Array<number>(16).fill(0), symbols: [] }]));
    expect(lookUpCode(table, 0)).toBe(-1);
  });

  test('looks at nothing but its own bytes', () => {
    const bytes = Uint8Array.from([0xaa, ...body([0x00, luminanceDc]), 0xaa, 0xaa]);
    expect(read(bytes, 1, bytes.length - 2).length).toBe(1);
  });

  test.each([
    ['of class 2', body([0x20, luminanceDc])],
    ['for destination 4', body([0x04, luminanceDc])],
    ['that ends in its counts', body([0x00, luminanceDc]).subarray(0, 16)],
    ['that ends in its symbols', body([0x00, luminanceDc]).subarray(0, 28)],
    ['with 257 symbols', body([0x00, { counts: [...new Array(14).fill(0), 2, 255], symbols: new Array(257).fill(1) }])],
    ['with too many codes', body([0x00, { counts: [3, ...new Array(15).fill(0)], symbols: [1, 2, 3] }])],
    ['behind a good one', Uint8Array.from([...body([0x00, luminanceDc]), 0x01])],
  ])('is refused with a table %s', (_what, bytes) => {
    expect(codeOf(() => read(bytes))).toBe('DAMAGED_JPEG');
  });

  test('is refused with the offset of the table', () => {
    const bytes = Uint8Array.from([0, 0, 0, ...body([0x00, luminanceDc], [0x02, { counts: [9], symbols: [] }])]);
    expect(errorOf(() => read(bytes, 3)).message).toContain(`offset ${3 + 17 + 12} `);
  });
});
