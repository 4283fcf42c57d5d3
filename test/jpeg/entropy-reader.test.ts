import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBits, readerBit, readerByte, readSymbol, startReader } from '../../src/jpeg/entropy-reader.js';
import { createHuffmanTable } from '../../src/jpeg/huffman-table.js';
import { codeOf } from '../helpers/error-code.js';
import { arbitraryHuffmanLists, packBits, referenceCodes } from '../helpers/reference-huffman.js';

const padded = (bytes: readonly number[]) => Uint8Array.from([...bytes, 0, 0, 0, 0]);

describe('the bit reader', () => {
  test('takes bits from the top of each byte and knows where it stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 16 }), { maxLength: 60 }),
        fc.infiniteStream(fc.nat(1)),
        (counts, source) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          const bits = Array.from({ length: total }, () => source.next().value).join('');
          const bytes = padded(packBits(bits, 0xff));
          startReader(0);
          let taken = 0;
          for (const count of counts) {
            const expected = count === 0 ? 0 : Number.parseInt(bits.slice(taken, taken + count), 2);
            expect(readBits(bytes, count)).toBe(expected);
            taken += count;
            expect([readerByte(), readerBit()]).toEqual([taken >> 3, taken & 7]);
          }
        },
      ),
    );
  });

  test('starts anywhere', () => {
    const bytes = padded([0x12, 0x34, 0x56, 0x78]);
    startReader(0);
    readBits(bytes, 5);
    startReader(2);
    expect([readerByte(), readerBit()]).toEqual([2, 0]);
    expect(readBits(bytes, 12)).toBe(0x567);
  });

  test('reads zeros behind the data', () => {
    const bytes = padded([0xff]);
    startReader(0);
    expect(readBits(bytes, 16)).toBe(0xff00);
    expect(readBits(bytes, 16)).toBe(0);
  });

  test('finds Huffman codes', () => {
    const symbols = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(symbols.chain(arbitraryHuffmanLists), fc.array(fc.nat(), { maxLength: 40 }), (lists, choice) => {
        const table = createHuffmanTable(Uint8Array.from(lists.counts), Uint8Array.from(lists.symbols))!;
        const codes = referenceCodes(lists);
        const message = choice.map((index) => lists.symbols[index % lists.symbols.length]);
        const bytes = padded(packBits(message.map((symbol) => codes.get(symbol)).join(''), 0));
        startReader(0);
        expect(message.map(() => readSymbol(bytes, table))).toEqual(message);
      }),
    );
  });

  test('refuses bits that are no code', () => {
    const table = createHuffmanTable(Uint8Array.of(1, ...new Array<number>(15).fill(0)), Uint8Array.of(5))!;
    startReader(0);
    expect(readSymbol(padded([0x40]), table)).toBe(5);
    expect(codeOf(() => readSymbol(padded([0x40]), table))).toBe('DAMAGED_JPEG');
  });
});
