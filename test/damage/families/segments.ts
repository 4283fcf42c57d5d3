import { readFixture } from '../../helpers/fixtures.js';
import { changeJpeg, type JpegParts, MARKER } from '../../helpers/jpeg-surgery.js';
import { layOut } from '../jpeg-layout.js';
import { concat, range, splice, type Variant, type VariantFamily } from '../variant.js';

const SOURCES = [
  'size-8x8-grey.jpg',
  'size-17x33-420.jpg',
  'size-17x33-440.jpg',
  'padding-zeros-restart.jpg',
  'comment.jpg',
  'scans-separate-restart.jpg',
  'progressive-17x33.jpg',
  'progressive-restart.jpg',
  'quality-swapped-tables.jpg',
];

type Change = [what: string, change: (parts: JpegParts) => void];

function variantsOf(file: string, changes: readonly Change[]): Variant[] {
  return changes.map(([what, change]) => ({
    name: `${file} ${what}`,
    bytes: () => changeJpeg(readFixture(file), change),
  }));
}

/** Segments duplicated, removed, moved, cut short; those between scans too. */
function moveSegments(file: string): Variant[] {
  const jpeg = readFixture(file);
  const { pieces, eoi } = layOut(jpeg);
  const segments = pieces.filter(({ kind }) => kind === 'segment');
  const firstSegment = segments[0].start;
  const variants: Variant[] = [];
  const add = (what: string, bytes: () => Uint8Array): void => {
    variants.push({ name: `${file} ${what}`, bytes });
  };
  segments.forEach(({ marker, start, end }, index) => {
    const segment = jpeg.subarray(start, end);
    const title = `segment ${index} (FF${marker.toString(16).toUpperCase()})`;
    const without = (): Uint8Array => splice(jpeg, start, end, []);
    add(`${title} removed`, without);
    add(`${title} doubled`, () => splice(jpeg, start, start, segment));
    add(`${title} again behind the scans`, () => splice(jpeg, eoi, eoi, segment));
    add(`${title} again behind EOI`, () => concat(jpeg, segment));
    add(`${title} moved behind the scans`, () =>
      splice(without(), eoi - segment.length, eoi - segment.length, segment),
    );
    add(`${title} moved to the front`, () => splice(without(), firstSegment, firstSegment, segment));
    add(`${title} before SOI`, () => concat(segment, without()));
    add(`${title} emptied`, () => splice(jpeg, start + 2, end, [0, 2]));
    add(`${title} with the length 0`, () => splice(jpeg, start + 2, start + 4, [0, 0]));
    add(`${title} with the length 1`, () => splice(jpeg, start + 2, start + 4, [0, 1]));
    add(`${title} with the length FFFF`, () => splice(jpeg, start + 2, start + 4, [0xff, 0xff]));
    add(`${title} one byte longer`, () =>
      splice(splice(jpeg, end, end, [0]), start + 2, start + 4, lengthOf(segment, 1)),
    );
    add(`${title} one byte shorter`, () =>
      splice(splice(jpeg, end - 1, end, []), start + 2, start + 4, lengthOf(segment, -1)),
    );
    add(`${title} with fill bytes before`, () => splice(jpeg, start, start, [0xff, 0xff, 0xff]));
    add(`${title} with stray bytes before`, () => splice(jpeg, start, start, [0x12, 0x34]));
    add(`${title} with a stray zero before`, () => splice(jpeg, start, start, [0]));
    add(`${title} with a restart marker before`, () => splice(jpeg, start, start, [0xff, 0xd3]));
    add(`${title} with SOI before`, () => splice(jpeg, start, start, [0xff, 0xd8]));
    add(`${title} with TEM before`, () => splice(jpeg, start, start, [0xff, 0x01]));
    add(`${title} with EOI before`, () => splice(jpeg, start, start, [0xff, 0xd9]));
    add(`${title} with a comment before`, () => splice(jpeg, start, start, [0xff, 0xfe, 0, 3, 0x21]));
    add(`${title} with DRI before`, () => splice(jpeg, start, start, [0xff, 0xdd, 0, 4, 0, 3]));
    add(`${title} with DNL before`, () => splice(jpeg, start, start, [0xff, 0xdc, 0, 4, 0, 9]));
    add(`${title} with a zero DQT before`, () =>
      splice(jpeg, start, start, [0xff, 0xdb, 0, 67, 0, ...new Uint8Array(64)]),
    );
    const next = segments[index + 1];
    if (next?.start === end) {
      add(`${title} behind the next one`, () => splice(splice(jpeg, next.end, next.end, segment), start, end, []));
    }
  });
  return variants;
}

function lengthOf(segment: Uint8Array, more: number): [high: number, low: number] {
  const length = segment.length - 2 + more;
  return [length >> 8, length & 0xff];
}

function segmentOf(parts: JpegParts, ...markers: readonly number[]): Uint8Array {
  return parts.segments.find(({ marker }) => markers.includes(marker))?.body ?? new Uint8Array(64);
}

/** DRI given, changed and taken away. */
function changeRestartInterval(file: string): Variant[] {
  const set = (interval: number) => (parts: JpegParts) => {
    parts.segments = parts.segments.filter(({ marker }) => marker !== MARKER_DRI);
    parts.segments.unshift({ marker: MARKER_DRI, body: Uint8Array.of(interval >> 8, interval & 0xff) });
  };
  const remove = (parts: JpegParts) => {
    parts.segments = parts.segments.filter(({ marker }) => marker !== MARKER_DRI);
  };
  return variantsOf(file, [
    ['without DRI', remove],
    ...[...range(20), 100, 255, 256, 0xffff].map(
      (interval): Change => [`with the restart interval ${interval}`, set(interval)],
    ),
  ]);
}

const MARKER_DRI = 0xdd;

/** Fields of the frame header changed. */
function changeFrame(file: string): Variant[] {
  const frame = (change: (body: Uint8Array) => void) => (parts: JpegParts) =>
    change(segmentOf(parts, MARKER.SOF0, MARKER.SOF1, 0xc2));
  const sizes = [0, 1, 7, 8, 9, 15, 16, 17, 24, 32, 33, 34, 64, 100, 333];
  const samplings = [0x00, 0x01, 0x10, 0x11, 0x12, 0x21, 0x22, 0x13, 0x41, 0x44, 0x55, 0xff];
  return variantsOf(file, [
    ...sizes.map((size): Change => [`with the width ${size}`, frame((body) => body.set([size >> 8, size & 0xff], 3))]),
    ...sizes.map((size): Change => [`with the height ${size}`, frame((body) => body.set([size >> 8, size & 0xff], 1))]),
    ...[0, 1, 7, 12, 16].map((bits): Change => [`with ${bits} bits`, frame((body) => body.set([bits]))]),
    ...[0, 1, 2, 3, 4, 5, 255].map((n): Change => [`with ${n} components`, frame((body) => body.set([n], 5))]),
    ...range(3).flatMap((component) => [
      ...samplings.map(
        (sampling): Change => [
          `with the sampling ${sampling.toString(16)} of component ${component}`,
          frame((body) => 7 + 3 * component < body.length && body.set([sampling], 7 + 3 * component)),
        ],
      ),
      ...[0, 1, 2, 3, 4].map(
        (table): Change => [
          `with the quantization table ${table} of component ${component}`,
          frame((body) => 8 + 3 * component < body.length && body.set([table], 8 + 3 * component)),
        ],
      ),
      ...[0, 1, 2, 3].map(
        (id): Change => [
          `with the id ${id} of component ${component}`,
          frame((body) => 6 + 3 * component < body.length && body.set([id], 6 + 3 * component)),
        ],
      ),
    ]),
    ...range(16).map(
      (n): Change => [
        `as SOF${n}`,
        (parts) => {
          for (const segment of parts.segments)
            if ([0xc0, 0xc1, 0xc2].includes(segment.marker)) segment.marker = 0xc0 + n;
        },
      ],
    ),
  ]);
}

/** Fields of the first scan header changed. */
function changeScanHeader(file: string): Variant[] {
  const scan = (change: (body: Uint8Array) => void) => (parts: JpegParts) => change(segmentOf(parts, MARKER.SOS));
  const fromEnd = (index: number, value: number): Change => [
    `with ${value.toString(16)} ${index} before the end of SOS`,
    scan((body) => body.set([value], body.length - index)),
  ];
  return variantsOf(file, [
    ...[0, 1, 5, 62, 63, 64, 255].flatMap((value) => [fromEnd(3, value), fromEnd(2, value)]),
    ...[0x00, 0x01, 0x0d, 0x0e, 0x0f, 0x10, 0x12, 0x21, 0xdd, 0xff].map((value) => fromEnd(1, value)),
    ...[0, 1, 2, 3, 4, 5, 255].map((n): Change => [`with ${n} components in SOS`, scan((body) => body.set([n]))]),
    ...[0x00, 0x01, 0x10, 0x11, 0x22, 0x33, 0x44, 0xff].map(
      (tables): Change => [`with the tables ${tables.toString(16)}`, scan((body) => body.set([tables], 2))],
    ),
    ...[0, 1, 2, 3, 9].map((id): Change => [`with the id ${id} in SOS`, scan((body) => body.set([id], 1))]),
  ]);
}

/** Header segments that are missing, too many, in the wrong place or wrong. */
export const SEGMENTS: readonly VariantFamily[] = [
  { name: 'segments moved', variants: SOURCES.flatMap(moveSegments) },
  { name: 'restart interval changed', variants: [...SOURCES, 'restart-1-mcu-444.jpg'].flatMap(changeRestartInterval) },
  { name: 'frame header changed', variants: SOURCES.flatMap(changeFrame) },
  { name: 'scan header changed', variants: SOURCES.flatMap(changeScanHeader) },
];
