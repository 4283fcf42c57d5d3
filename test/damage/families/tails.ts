import { readFixture } from '../../helpers/fixtures.js';
import { lastScan, layOut } from '../jpeg-layout.js';
import { concat, pseudoRandomBytes, range, splice, type Variant, type VariantFamily } from '../variant.js';

const SOURCES = [
  'size-8x8-grey.jpg',
  'size-17x33-420.jpg',
  'size-17x33-440.jpg',
  'trailing-byte-restart.jpg',
  'padding-zeros-restart.jpg',
  'padding-zeros.jpg',
  'scans-separate-420.jpg',
  'scans-separate-restart.jpg',
  'progressive-17x33.jpg',
  'progressive-restart.jpg',
  'progressive-1x1.jpg',
];

const EOI = [0xff, 0xd9];

/** What may stand at the end of a scan, before EOI or behind it. */
function tails(): [what: string, bytes: ArrayLike<number>][] {
  const sizes = [1, 2, 3, 4, 7, 100, 5000];
  return [
    ...sizes.map((n): [string, ArrayLike<number>] => [`${n} zeros`, new Uint8Array(n)]),
    ...sizes.map((n): [string, ArrayLike<number>] => [`${n} FF`, new Uint8Array(n).fill(0xff)]),
    ...sizes.map((n): [string, ArrayLike<number>] => [`${n} random bytes`, pseudoRandomBytes(n, n)]),
    ...range(8).map((n): [string, ArrayLike<number>] => [`RST${n}`, [0xff, 0xd0 + n]]),
    ['FF 00', [0xff, 0]],
    ['FF 00 FF 00', [0xff, 0, 0xff, 0]],
    ['00 FF 00', [0, 0xff, 0]],
    ['7F', [0x7f]],
    ['RST0 and a byte', [0xff, 0xd0, 0x55]],
    ['EOI', EOI],
    ['SOI', [0xff, 0xd8]],
    ['EOI and SOI', [...EOI, 0xff, 0xd8]],
    ['a comment', [0xff, 0xfe, 0, 4, 0x68, 0x69]],
    ['a cut-off comment', [0xff, 0xfe, 0, 40, 0x68, 0x69]],
    ['a comment of length 0', [0xff, 0xfe, 0, 0]],
    ['DNL', [0xff, 0xdc, 0, 4, 0, 33]],
    ['half a marker', [0xff]],
    ['SOS of nothing', [0xff, 0xda, 0, 2]],
    ['a DHT that is none', [0xff, 0xc4, 0, 4, 0x77, 0x77]],
    ['a second frame', [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]],
    ['a DRI', [0xff, 0xdd, 0, 4, 0, 1]],
    ...[0, 1, 7, 200].map((quantizer): [string, ArrayLike<number>] => [
      `a DQT of ${quantizer}`,
      [0xff, 0xdb, 0, 67, 0, ...new Uint8Array(64).fill(quantizer)],
    ]),
    ['a DHT', [0xff, 0xc4, 0, 20, 0, 1, ...new Uint8Array(16)]],
    ['a text', [...'the end'].map((letter) => letter.charCodeAt(0))],
  ];
}

function changeTail(file: string): Variant[] {
  const jpeg = readFixture(file);
  const { eoi } = layOut(jpeg);
  const before = jpeg.subarray(0, eoi);
  return [
    { name: `${file} without EOI`, bytes: () => before.slice() },
    ...tails().flatMap(([what, bytes]) => [
      { name: `${file} with ${what} in place of EOI`, bytes: () => concat(before, bytes) },
      { name: `${file} with ${what} before EOI`, bytes: () => concat(before, bytes, EOI) },
      { name: `${file} with ${what} behind EOI`, bytes: () => concat(before, EOI, bytes) },
      {
        name: `${file} less one byte with ${what} before EOI`,
        bytes: () => concat(before.subarray(0, -1), bytes, EOI),
      },
    ]),
  ];
}

/** The end of the last scan overwritten. */
function overwriteTail(file: string): Variant[] {
  const jpeg = readFixture(file);
  const layout = layOut(jpeg);
  const { start, end } = lastScan(layout);
  return range(60).flatMap((i) => {
    const from = start + Math.floor(((end - start) * i) / 60);
    const length = end - from;
    const fills: [string, Uint8Array][] = [
      ['zeros', new Uint8Array(length)],
      ['FF', new Uint8Array(length).fill(0xff)],
      ['55', new Uint8Array(length).fill(0x55)],
      ['random bytes', pseudoRandomBytes(length, i)],
      ['random bytes without FF', pseudoRandomBytes(length, i).map((byte) => byte & 0x7f)],
    ];
    return fills.flatMap(([what, fill]) => [
      { name: `${file} with ${what} from offset ${from} to EOI`, bytes: () => splice(jpeg, from, end, fill) },
      { name: `${file} with ${what} from offset ${from}, no EOI`, bytes: () => concat(jpeg.subarray(0, from), fill) },
    ]);
  });
}

/** Files one behind the other. */
function concatenations(): Variant[] {
  const files = [...SOURCES, 'sampling-420.jpg', 'four-components.jpg', 'arithmetic.jpg'];
  return files.flatMap((first) =>
    files.flatMap((second) => {
      const [a, b] = [readFixture(first), readFixture(second)];
      const { eoi } = layOut(a);
      return [
        { name: `${first} and ${second}`, bytes: () => concat(a, b) },
        { name: `${first} without EOI and ${second}`, bytes: () => concat(a.subarray(0, eoi), b) },
        { name: `half of ${first} and ${second}`, bytes: () => concat(a.subarray(0, (eoi + 300) >> 1), b) },
        { name: `${first} and the scans of ${second}`, bytes: () => concat(a.subarray(0, eoi), b.subarray(2)) },
      ];
    }),
  );
}

/** Scans that end in something else than EOI, or in zeros; bytes behind EOI. */
export const TAILS: readonly VariantFamily[] = [
  { name: 'tail', variants: SOURCES.flatMap(changeTail) },
  {
    name: 'tail overwritten',
    variants: [...SOURCES, 'sampling-420.jpg', 'restart-1-mcu-444.jpg'].flatMap(overwriteTail),
  },
  { name: 'concatenated', variants: concatenations() },
];
