import { readFixture } from '../../helpers/fixtures.js';
import { layOut } from '../jpeg-layout.js';
import { concat, range, type Variant, type VariantFamily } from '../variant.js';

const SOURCES = [
  'scans-separate-420.jpg',
  'scans-separate-restart.jpg',
  'scans-partly-interleaved.jpg',
  'scans-two-of-three.jpg',
  'progressive-17x33.jpg',
  'progressive-1x1.jpg',
  'progressive-flat.jpg',
  'progressive-restart.jpg',
  'progressive-approximation.jpg',
  'progressive-selection.jpg',
  'progressive-separate-dc.jpg',
];

/** Splits a JPEG before the header of each scan: tables that stand in front of a scan go with it. */
function splitScans(jpeg: Uint8Array): { head: Uint8Array; scans: Uint8Array[]; tail: Uint8Array } {
  const { pieces, eoi } = layOut(jpeg);
  const ends = pieces.filter(({ kind }) => kind === 'scan').map(({ end }) => end);
  const sos = pieces.findIndex(({ kind }) => kind === 'scan') - 1;
  let first = sos;
  // In front of the first SOS, only Huffman tables are taken for those of the scan.
  while (first > 0 && pieces[first - 1].marker === 0xc4) first--;
  const starts = [pieces[first].start, ...ends.slice(0, -1)];
  return {
    head: jpeg.slice(0, starts[0]),
    scans: starts.map((start, index) => jpeg.slice(start, ends[index])),
    tail: jpeg.slice(eoi),
  };
}

function reorderScans(file: string): Variant[] {
  const { head, scans, tail } = splitScans(readFixture(file));
  const all = range(scans.length);
  const orders: [what: string, order: number[]][] = [
    ['reversed', [...all].reverse()],
    ['twice', [...all, ...all]],
    ['ten times', range(10).flatMap(() => all)],
    ['none', []],
  ];
  for (const i of all) {
    const others = all.filter((scan) => scan !== i);
    orders.push([`${i} first`, [i, ...others]], [`${i} last`, [...others, i]], [`without ${i}`, others]);
    orders.push(
      [`${i} only`, [i]],
      [`up to ${i}`, all.slice(0, i)],
      [`${i} at once again`, all.flatMap((scan) => (scan === i ? [i, i] : [scan]))],
    );
    orders.push([`${i} again at the end`, [...all, i]]);
    for (const j of all) {
      if (j <= i) continue;
      orders.push([`${i} and ${j} exchanged`, all.map((scan) => (scan === i ? j : scan === j ? i : scan))]);
    }
  }
  return orders.map(([what, order]) => ({
    name: `${file} scans ${what}`,
    bytes: () => concat(head, ...order.map((scan) => scans[scan]), tail),
  }));
}

/** Scans and the header in front of them come from different files. */
function mixScans(): Variant[] {
  return SOURCES.flatMap((first) =>
    SOURCES.map((second) => ({
      name: `header of ${first}, scans of ${second}`,
      bytes: () => {
        const [a, b] = [splitScans(readFixture(first)), splitScans(readFixture(second))];
        return concat(a.head, ...b.scans, b.tail);
      },
    })),
  );
}

/** A scan too many: more of them than anybody makes, each of which costs a pass over the image. */
function manyScans(): Variant[] {
  return ['progressive-1x1.jpg', 'progressive-17x33.jpg', 'scans-separate-420.jpg'].flatMap((file) =>
    [50, 2000].map((times) => ({
      name: `${file} with its last scan ${times} times`,
      bytes: () => {
        const { head, scans, tail } = splitScans(readFixture(file));
        return concat(head, ...scans, ...range(times).map(() => scans[scans.length - 1]), tail);
      },
    })),
  );
}

/** Scans reordered, left out, given again, exchanged between files. */
export const SCANS: readonly VariantFamily[] = [
  { name: 'scans reordered', variants: SOURCES.flatMap(reorderScans) },
  { name: 'scans of another file', variants: mixScans() },
  { name: 'many scans', variants: manyScans() },
];
