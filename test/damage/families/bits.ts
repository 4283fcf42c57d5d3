import { readFixture } from '../../helpers/fixtures.js';
import { withByte } from '../../helpers/with-byte.js';
import { range, type Variant, type VariantFamily } from '../variant.js';

function flipBits(file: string): Variant[] {
  const jpeg = readFixture(file);
  return range(8 * jpeg.length).map((position) => ({
    name: `${file} bit ${position % 8} of byte ${position >> 3} flipped`,
    bytes: () => withByte(jpeg, position >> 3, jpeg[position >> 3] ^ (1 << (position % 8))),
  }));
}

function setBytes(file: string): Variant[] {
  const jpeg = readFixture(file);
  return range(jpeg.length).flatMap((offset) =>
    [0x00, 0x01, 0x7f, 0x80, 0xd0, 0xff].map((value) => ({
      name: `${file} byte ${offset} set to ${value}`,
      bytes: () => withByte(jpeg, offset, value),
    })),
  );
}

function removeBytes(file: string): Variant[] {
  const jpeg = readFixture(file);
  return range(jpeg.length).flatMap((offset) => [
    {
      name: `${file} byte ${offset} removed`,
      bytes: () => Uint8Array.from([...jpeg.subarray(0, offset), ...jpeg.subarray(offset + 1)]),
    },
    {
      name: `${file} byte ${offset} doubled`,
      bytes: () => Uint8Array.from([...jpeg.subarray(0, offset + 1), ...jpeg.subarray(offset)]),
    },
  ]);
}

/** One bit flipped at each position, one byte changed, removed or doubled. */
export const BITS: readonly VariantFamily[] = [
  { name: 'bit: sequential', variants: ['size-8x8-grey.jpg', 'size-17x33-420.jpg'].flatMap(flipBits) },
  { name: 'bit: restarts', variants: ['size-17x33-440.jpg', 'padding-zeros-restart.jpg'].flatMap(flipBits) },
  { name: 'bit: progressive', variants: ['progressive-17x33.jpg', 'progressive-1x1.jpg'].flatMap(flipBits) },
  { name: 'bit: multi-scan', variants: flipBits('scans-separate-restart.jpg') },
  { name: 'byte set', variants: ['trailing-byte-restart.jpg', 'progressive-17x33.jpg'].flatMap(setBytes) },
  { name: 'byte removed, doubled', variants: ['size-17x33-440.jpg', 'progressive-17x33.jpg'].flatMap(removeBytes) },
];
