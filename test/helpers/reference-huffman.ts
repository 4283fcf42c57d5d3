/**
 * Huffman coding of sequential blocks as strings of `0` and `1`, straight from ITU T.81 annexes C and F, to hold the
 * tables, the reader and the writer of `src/jpeg` against.
 */
import fc from 'fast-check';

/** The two lists of a DHT segment. */
export interface HuffmanLists {
  /** Number of codes of each length 1..16. */
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Symbols of all sizes from the first to 10 for these runs, as the regular ends of tables K.5 and K.6 list them. */
const tail = (runs: readonly number[], firstSize: number): number[] =>
  runs.flatMap((run) => range(firstSize, 10).map((size) => (run << 4) | size));

/** T.81 tables K.3 to K.6 as K.3.3 lists them. */
export const STANDARD_TABLES = {
  luminanceDc: { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: range(0, 11) },
  chrominanceDc: { counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], symbols: range(0, 11) },
  luminanceAc: {
    counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    symbols: [
      ...[0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71],
      ...[0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72],
      ...[0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a],
      ...tail([3], 4),
      ...tail([4, 5, 6, 7], 3),
      ...tail([8], 3),
      ...tail(range(9, 13), 2),
      ...tail([14, 15], 1),
    ],
  },
  chrominanceAc: {
    counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    symbols: [
      ...[0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22],
      ...[0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1],
      ...[0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a],
      ...tail([3], 5),
      ...tail([4, 5, 6, 7], 3),
      ...tail(range(8, 15), 2),
    ],
  },
} as const satisfies Record<string, HuffmanLists>;

/** Code of each symbol, T.81 C.2: codes of one length count up; a zero is appended from length to length. */
export function referenceCodes({ counts, symbols }: HuffmanLists): Map<number, string> {
  const codes = new Map<number, string>();
  let code = 0;
  let next = 0;
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) codes.set(symbols[next++], (code++).toString(2).padStart(index + 1, '0'));
    code *= 2;
  });
  return codes;
}

/** The bits of a coefficient below its size, T.81 F.1.2.1: negative ones are one less, in their lowest bits. */
export function valueBits(value: number): string {
  const size = value === 0 ? 0 : Math.abs(value).toString(2).length;
  return size === 0 ? '' : (value < 0 ? value + 2 ** size - 1 : value).toString(2).padStart(size, '0');
}

/** One block in zig-zag order, T.81 F.1.2: the DC difference, then run and size of each nonzero coefficient. */
export function blockBits(
  block: ArrayLike<number>,
  predictor: number,
  dc: Map<number, string>,
  ac: Map<number, string>,
): string {
  const code = (codes: Map<number, string>, symbol: number): string => {
    const found = codes.get(symbol);
    if (found === undefined) throw new RangeError(`no code for ${symbol}`);
    return found;
  };
  const difference = valueBits(block[0] - predictor);
  let bits = code(dc, difference.length) + difference;
  let run = 0;
  for (let k = 1; k < 64; k++) {
    if (block[k] === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) bits += code(ac, 0xf0);
    const value = valueBits(block[k]);
    bits += code(ac, (run << 4) | value.length) + value;
    run = 0;
  }
  return run > 0 ? bits + code(ac, 0) : bits;
}

/** Bits in bytes; the last one is filled up with the bits of `padByte` from the lowest on. */
export function packBits(bits: string, padByte: number): number[] {
  let all = bits;
  for (let i = 0; all.length % 8 !== 0; i++) all += (padByte >> i) & 1;
  return Array.from({ length: all.length / 8 }, (_, i) => Number.parseInt(all.slice(8 * i, 8 * i + 8), 2));
}

/** With a zero behind each FF, T.81 F.1.2.3. */
export function stuff(bytes: readonly number[]): number[] {
  return bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
}

/** Tables with a code for each of these symbols, of random lengths, such that the code of all ones stays free. */
export function arbitraryHuffmanLists(symbols: readonly number[]): fc.Arbitrary<HuffmanLists> {
  const order = fc.shuffledSubarray([...symbols], { minLength: symbols.length });
  const lengths = fc.array(fc.integer({ min: 2, max: 16 }), { minLength: symbols.length, maxLength: symbols.length });
  return fc.tuple(order, lengths).map(([shuffled, wanted]) => {
    let space = 0xffff;
    const used = wanted.map((length, i) => {
      const others = symbols.length - 1 - i;
      let fitting = length;
      while (space - 2 ** (16 - fitting) < others) fitting++;
      space -= 2 ** (16 - fitting);
      return fitting;
    });
    const counts = range(1, 16).map((length) => used.filter((each) => each === length).length);
    return { counts, symbols: shuffled };
  });
}
