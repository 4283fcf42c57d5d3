import type { CompressOptions } from '../../../src/index.js';
import { readFixture } from '../../helpers/fixtures.js';
import { changeLepton, type LeptonParts, takeLeptonApart } from '../../helpers/lepton-surgery.js';
import { withByte } from '../../helpers/with-byte.js';
import { concat, range, splice, type Variant } from '../variant.js';

/** A changed Lepton file and what the unchanged one restores. */
export interface LeptonVariant extends Variant {
  readonly original: Uint8Array;
}

/** Changed Lepton files that have one kind of damage in common. */
export interface LeptonFamily {
  readonly name: string;
  readonly variants: readonly LeptonVariant[];
  /** Largest share of the variants that may decode to something else, because nothing in them contradicts the change. */
  readonly maxUndetected: number;
  /** Why there can be any. */
  readonly reason: string;
}

/** Compresses a JPEG: `compressSync` of the library. */
export type Compress = (jpeg: Uint8Array, options: CompressOptions) => Uint8Array;

/** Small files of each kind, whole or cut off to a number of bytes, and how they are compressed. */
const SOURCES: readonly [file: string, bytes: number, options: CompressOptions][] = [
  ['size-8x8-grey.jpg', Number.POSITIVE_INFINITY, {}],
  ['size-17x33-440.jpg', Number.POSITIVE_INFINITY, {}],
  ['padding-zeros-restart.jpg', Number.POSITIVE_INFINITY, { segments: 2 }],
  ['cropped.jpg', 1500, { segments: 2 }],
  ['progressive-17x33.jpg', Number.POSITIVE_INFINITY, {}],
  ['progressive-17x33.jpg', 700, {}],
  ['trailing-jpeg.jpg', Number.POSITIVE_INFINITY, { segments: 2 }],
  ['four-components.jpg', Number.POSITIVE_INFINITY, { extended: true }],
  ['arithmetic.jpg', Number.POSITIVE_INFINITY, { any: true }],
];

interface Source {
  readonly name: string;
  readonly jpeg: Uint8Array;
  readonly lepton: Uint8Array;
}

/** All families, made from Lepton files that this very code writes. */
export function leptonFamilies(compress: Compress): LeptonFamily[] {
  const sources = SOURCES.map(([file, bytes, options]): Source => {
    const jpeg = readFixture(file).slice(0, bytes);
    return { name: `${file}, ${jpeg.length} bytes`, jpeg, lepton: compress(jpeg, options) };
  });
  const family = (name: string, change: (source: Source) => Variant[], maxUndetected: number, reason: string) => ({
    name,
    variants: sources.flatMap(({ name: title, jpeg: original, lepton }) =>
      change({ name: title, jpeg: original, lepton }).map(({ name: what, bytes }) => ({
        name: `${title}: ${what}`,
        bytes,
        original,
      })),
    ),
    maxUndetected,
    reason,
  });
  return [
    family('byte changed', changeBytes, 0.01, 'the end of coded bytes, where few decisions are left to contradict'),
    family('cut', cut, 0, 'the size at the end tells'),
    family('cut, size made right', cutWithSize, 0.02, 'the last coded byte is often zero or decides nothing'),
    family('bytes inserted, removed', insertBytes, 0.001, 'the size at the end tells'),
    family('header forged', changeHeader, 0.6, 'what it holds is part of the output, and its checksum is forged too'),
    family('packets reordered', reorderPackets, 0, 'each segment must come to its end'),
  ];
}

function changeBytes({ lepton }: Source): Variant[] {
  return range(lepton.length).flatMap((offset) =>
    [1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xff, lepton[offset], ~lepton[offset] & 0x7f].map((mask) => ({
      name: `byte ${offset} xor ${mask}`,
      bytes: () => withByte(lepton, offset, lepton[offset] ^ mask),
    })),
  );
}

function cut({ lepton }: Source): Variant[] {
  return range(lepton.length).map((length) => ({
    name: `cut to ${length} bytes`,
    bytes: () => lepton.slice(0, length),
  }));
}

/** Cut inside the packets; head of the last packet and size at the end say what is there. */
function cutWithSize({ lepton }: Source): Variant[] {
  const { packets } = takeLeptonApart(lepton);
  return range(packets.length).map((length) => ({
    name: `packets cut to ${length} bytes`,
    bytes: () =>
      changeLepton(lepton, (parts) => {
        parts.packets = joinPackets(splitPackets(parts.packets.subarray(0, length)));
      }),
  }));
}

function insertBytes({ lepton }: Source): Variant[] {
  const size = lepton.length;
  return range(size).flatMap((offset) => [
    { name: `byte ${offset} doubled`, bytes: () => splice(lepton, offset, offset, [lepton[offset]]) },
    { name: `byte ${offset} removed`, bytes: () => splice(lepton, offset, offset + 1, []) },
    { name: `zero at ${offset}, size right`, bytes: () => withSize(splice(lepton, offset, offset, [0])) },
    { name: `${offset} bytes behind the file`, bytes: () => concat(lepton, new Uint8Array(offset + 1)) },
  ]);
}

/** The uncompressed header changed and compressed anew, so that no checksum of zlib contradicts. */
function changeHeader({ lepton }: Source): Variant[] {
  const { header } = takeLeptonApart(lepton);
  return range(header.length).flatMap((offset) => [
    ...[1, 0x10, 0x80, 0xff].map((mask) => ({
      name: `header byte ${offset} xor ${mask}`,
      bytes: () => changeLepton(lepton, (parts) => parts.header.set([header[offset] ^ mask], offset)),
    })),
    {
      name: `header cut to ${offset} bytes`,
      bytes: () =>
        changeLepton(lepton, (parts) => {
          parts.header = header.slice(0, offset);
        }),
    },
    {
      name: `header byte ${offset} doubled`,
      bytes: () =>
        changeLepton(lepton, (parts) => {
          parts.header = splice(header, offset, offset, [header[offset]]);
        }),
    },
  ]);
}

interface Packet {
  readonly segment: number;
  readonly payload: Uint8Array;
}

/** Splits packets, the last of which may be cut off. */
function splitPackets(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  for (let offset = 0; offset + 3 < bytes.length; ) {
    const head = bytes[offset];
    const isShort = head >> 4 === 0;
    const start = offset + (isShort ? 3 : 1);
    const length = isShort ? (bytes[offset + 1] | (bytes[offset + 2] << 8)) + 1 : 1024 << (2 * (head >> 4));
    packets.push({ segment: head & 15, payload: bytes.slice(start, start + length) });
    offset = start + length;
  }
  return packets;
}

function joinPackets(packets: readonly Packet[]): Uint8Array {
  return concat(
    ...packets.flatMap(({ segment, payload }) => [
      [segment, (payload.length - 1) & 0xff, (payload.length - 1) >> 8],
      payload,
    ]),
  );
}

/** Packets cut small, reversed, rotated, left out, given to another segment. */
function reorderPackets({ lepton }: Source): Variant[] {
  const change = (name: string, reorder: (packets: Packet[]) => Packet[]): Variant => ({
    name,
    bytes: () =>
      changeLepton(lepton, (parts: LeptonParts) => {
        parts.packets = joinPackets(reorder(splitPackets(parts.packets)));
      }),
  });
  const cutSmall = (packets: readonly Packet[], size: number): Packet[] =>
    packets.flatMap(({ segment, payload }) =>
      range(Math.ceil(payload.length / size)).map((i) => ({
        segment,
        payload: payload.slice(i * size, (i + 1) * size),
      })),
    );
  return range(40).flatMap((i) => [
    change(`packets of ${i + 1} bytes`, (packets) => cutSmall(packets, i + 1)),
    change(`packets of ${i + 1} bytes, one segment after the other, last first`, (packets) =>
      cutSmall(packets, i + 1).sort((a, b) => b.segment - a.segment),
    ),
    change(`packets of ${10 * i + 1} bytes reversed`, (packets) => cutSmall(packets, 10 * i + 1).reverse()),
    change(`packets of 20 bytes without number ${i}`, (packets) => cutSmall(packets, 20).filter((_, k) => k !== i)),
    change(`packets of 20 bytes, number ${i} twice`, (packets) =>
      cutSmall(packets, 20).flatMap((packet, k) => (k === i ? [packet, packet] : [packet])),
    ),
    change(`packets of 20 bytes, number ${i} to another segment`, (packets) =>
      cutSmall(packets, 20).map((packet, k) => (k === i ? { ...packet, segment: packet.segment ^ 1 } : packet)),
    ),
  ]);
}

function withSize(lepton: Uint8Array): Uint8Array {
  new DataView(lepton.buffer).setUint32(lepton.length - 4, lepton.length, true);
  return lepton;
}
