import { readFixture } from '../../helpers/fixtures.js';
import { withByte } from '../../helpers/with-byte.js';
import { layOut } from '../jpeg-layout.js';
import { range, splice, type Variant, type VariantFamily } from '../variant.js';

const SOURCES = [
  'padding-zeros-restart.jpg',
  'restart-1-mcu-444.jpg',
  'restart-7-mcus-grey.jpg',
  'restart-1-row-420.jpg',
  'sampling-grey-2x1-restart.jpg',
  'two-components-2x1-restart.jpg',
  'scans-separate-restart.jpg',
  'progressive-restart.jpg',
  'progressive-restart-row.jpg',
];

/** What is done to the k-th restart marker, or from it on. */
function changeMarkers(file: string): Variant[] {
  const jpeg = readFixture(file);
  const { restarts, eoi } = layOut(jpeg);
  const renumber = (from: number, to: number, step: number): Uint8Array => {
    const changed = jpeg.slice();
    for (const offset of restarts.slice(from, to)) changed[offset + 1] = 0xd0 | ((jpeg[offset + 1] + step) & 7);
    return changed;
  };
  const removeFrom = (from: number, count: number): Uint8Array => {
    let changed = jpeg;
    for (const offset of restarts.slice(from, from + count).reverse())
      changed = splice(changed, offset, offset + 2, []);
    return changed;
  };
  return restarts.flatMap((offset, k) => {
    const marker = jpeg.subarray(offset, offset + 2);
    const changes: [what: string, bytes: () => Uint8Array][] = [
      ['removed', () => removeFrom(k, 1)],
      ['and the next one removed', () => removeFrom(k, 2)],
      ['and all after it removed', () => removeFrom(k, restarts.length)],
      ['doubled', () => splice(jpeg, offset, offset, marker)],
      [
        'tenfold',
        () =>
          splice(
            jpeg,
            offset,
            offset,
            range(18).map((i) => marker[i & 1]),
          ),
      ],
      ['one up', () => renumber(k, k + 1, 1)],
      ['one down', () => renumber(k, k + 1, -1)],
      ['and all after it one up', () => renumber(k, restarts.length, 1)],
      ['and all after it three down', () => renumber(k, restarts.length, -3)],
      ['made EOI', () => withByte(jpeg, offset + 1, 0xd9)],
      ['made SOI', () => withByte(jpeg, offset + 1, 0xd8)],
      ['made a stuffed FF', () => withByte(jpeg, offset + 1, 0)],
      ['made APP0', () => withByte(jpeg, offset + 1, 0xe0)],
      ['with a fill byte', () => splice(jpeg, offset, offset, [0xff])],
      ['with a zero byte before', () => splice(jpeg, offset, offset, [0])],
      ['with FF 00 before', () => splice(jpeg, offset, offset, [0xff, 0])],
      ['with a zero byte behind', () => splice(jpeg, offset + 2, offset + 2, [0])],
      ['and the interval behind it removed', () => splice(jpeg, offset, restarts[k + 1] ?? eoi, [])],
      [
        'and the interval behind it doubled',
        () => splice(jpeg, offset, offset, jpeg.subarray(offset, restarts[k + 1] ?? eoi)),
      ],
      ['and zeros from it on', () => splice(jpeg, offset + 2, eoi, new Uint8Array(eoi - offset - 2))],
      ['and zeros from it to the end of the file', () => splice(jpeg, offset + 2, jpeg.length, new Uint8Array(300))],
    ];
    return changes.map(([what, bytes]) => ({ name: `${file} restart marker ${k} ${what}`, bytes }));
  });
}

/** A restart marker at every byte of the scans. */
function insertMarkers(file: string): Variant[] {
  const jpeg = readFixture(file);
  const { pieces, eoi } = layOut(jpeg);
  const start = pieces.find(({ kind }) => kind === 'scan')?.start ?? eoi;
  return range(eoi - start).flatMap((i) =>
    [0, 5].map((number) => ({
      name: `${file} RST${number} inserted at offset ${start + i}`,
      bytes: () => splice(jpeg, start + i, start + i, [0xff, 0xd0 + number]),
    })),
  );
}

/** Restart markers behind the last MCU of each scan, counting on or not. */
function trailingMarkers(file: string): Variant[] {
  const jpeg = readFixture(file);
  const scans = layOut(jpeg).pieces.filter(({ kind }) => kind === 'scan');
  return scans.flatMap(({ end }, scan) =>
    range(8).flatMap((first) =>
      [1, 2, 3, 9, 255, 256, 300].map((count) => ({
        name: `${file} scan ${scan} with ${count} restart markers behind it, the first is RST${first}`,
        bytes: () =>
          splice(
            jpeg,
            end,
            end,
            range(count).flatMap((k) => [0xff, 0xd0 + ((first + k) & 7)]),
          ),
      })),
    ),
  );
}

/** RSTn removed, doubled, renumbered, replaced, inserted. */
export const RESTARTS: readonly VariantFamily[] = [
  { name: 'restart markers changed', variants: SOURCES.flatMap(changeMarkers) },
  {
    name: 'restart markers inserted',
    variants: [
      'size-17x33-440.jpg',
      'size-17x33-420.jpg',
      'progressive-17x33.jpg',
      'padding-zeros-restart.jpg',
    ].flatMap(insertMarkers),
  },
  {
    name: 'restart markers at the end',
    variants: [
      'size-17x33-440.jpg',
      'size-17x33-grey-2x2.jpg',
      'scans-separate-restart.jpg',
      'progressive-17x33.jpg',
    ].flatMap(trailingMarkers),
  },
];
