import { readFixture } from '../../helpers/fixtures.js';
import { withByte } from '../../helpers/with-byte.js';
import { layOut } from '../jpeg-layout.js';
import type { Variant, VariantFamily } from '../variant.js';

const SOURCES = [
  'size-8x8-grey.jpg',
  'size-17x33-420.jpg',
  'size-17x33-440.jpg',
  'padding-zeros.jpg',
  'padding-zeros-restart.jpg',
  'padding-mixed.jpg',
  'restart-7-mcus-grey.jpg',
  'scans-separate-restart.jpg',
  'progressive-17x33.jpg',
  'progressive-restart.jpg',
];

/** The low bits of each byte in front of a marker changed: some of them are pad bits. */
function changePadBits(file: string): Variant[] {
  const jpeg = readFixture(file);
  const { pieces, restarts } = layOut(jpeg);
  const ends = [...restarts, ...pieces.filter(({ kind }) => kind === 'scan').map(({ end }) => end)].sort(
    (a, b) => a - b,
  );
  const masks = [1, 2, 3, 7, 0x0f, 0x1f, 0x3f, 0x7f];
  const isPlain = (offset: number): boolean => jpeg[offset - 1] !== 0 || jpeg[offset - 2] !== 0xff;
  const change = (offsets: readonly number[], mask: number, set: number): Uint8Array => {
    const changed = jpeg.slice();
    for (const offset of offsets)
      if (isPlain(offset)) changed[offset - 1] = (changed[offset - 1] & ~mask) | (set & mask);
    return changed;
  };
  return [
    ...ends.flatMap((end) =>
      masks.map((mask) => ({
        name: `${file} low bits ${mask.toString(2)} flipped before the marker at ${end}`,
        bytes: () => withByte(jpeg, end - 1, jpeg[end - 1] ^ mask),
      })),
    ),
    ...masks.flatMap((mask) =>
      [0x00, 0x55, 0x2a, 0x01, 0x40].map((set) => ({
        name: `${file} low bits ${mask.toString(2)} set to ${set.toString(2)} before all markers`,
        bytes: () => change(ends, mask, set),
      })),
    ),
  ];
}

/** Pad bits changed, at one marker or at all. */
export const PADDING: readonly VariantFamily[] = [{ name: 'pad bits', variants: SOURCES.flatMap(changePadBits) }];
