/** Writes coefficients as a progressive JPEG, from ITU T.81 annex G alone, slowly and plainly. */
import fc from 'fast-check';
import { AC_SYMBOLS, DC_SYMBOLS } from './random-blocks.js';
import type { RandomImage } from './random-image.js';
import { type HuffmanLists, packBits, referenceCodes, stuff, valueBits } from './reference-huffman.js';
import { walkZigzag } from './zigzag.js';

/** What a scan header says, with the restart interval that is in force. */
export interface ProgressiveScan {
  /** Indices in the frame. */
  readonly components: readonly number[];
  readonly spectralStart: number;
  readonly spectralEnd: number;
  readonly approximationHigh: number;
  readonly approximationLow: number;
  /** MCUs between restart markers, 0 = none. */
  readonly restartInterval: number;
}

/** What a progressive JPEG can be told apart from its coefficients and scans. */
export interface ProgressiveSetting {
  /** Bits that fill up a partial byte, first bit lowest; default ones. */
  readonly padByte?: number;
  /** Largest n for which EOBn has a code; default 14. */
  readonly largestExponent?: number;
  /** Whether the end-of-band run that is under way ends behind this block of this scan; default never. */
  readonly endsRun?: (scan: number, block: number) => boolean;
  /** What follows the last scan; default EOI. */
  readonly trailing?: readonly number[];
  /** Second byte of the frame marker; default SOF2. */
  readonly frameMarker?: number;
}

const ZIGZAG = walkZigzag();
const DC: HuffmanLists = { counts: [0, 0, 0, 13], symbols: DC_SYMBOLS };

/** One code length for all symbols that a progressive AC scan can have. */
function acLists(largestExponent: number): HuffmanLists {
  const runs = Array.from({ length: largestExponent }, (_, i) => (i + 1) << 4);
  return { counts: [0, 0, 0, 0, 0, 0, 0, AC_SYMBOLS.length + runs.length], symbols: [...AC_SYMBOLS, ...runs] };
}

const uint16 = (value: number): number[] => [value >> 8, value & 255];
const segment = (marker: number, ...body: number[]): number[] => [0xff, marker, ...uint16(body.length + 2), ...body];
const huffman = (head: number, { counts, symbols }: HuffmanLists): number[] =>
  segment(0xc4, head, ...counts, ...new Array<number>(16 - counts.length).fill(0), ...symbols);

/** Encoder of the blocks of one AC scan (T.81 G.1.2.2 and G.1.2.3). */
class AcScan {
  bits = '';
  private run = 0;
  private corrections = '';

  constructor(
    private readonly scan: ProgressiveScan,
    private readonly codes: Map<number, string>,
    private readonly longestRun: number,
  ) {}

  add(block: readonly number[], endsRun: boolean): void {
    if (this.scan.approximationHigh === 0) this.addFirst(block);
    else this.addRefinement(block);
    if (endsRun || this.run === this.longestRun) this.endRun();
  }

  endRun(): void {
    if (this.run === 0) return;
    const exponent = this.run.toString(2).length - 1;
    this.bits += this.codes.get(exponent << 4)! + this.run.toString(2).slice(1) + this.corrections;
    this.run = 0;
    this.corrections = '';
  }

  private addFirst(block: readonly number[]): void {
    const { spectralStart, spectralEnd, approximationLow } = this.scan;
    let zeros = 0;
    for (let k = spectralStart; k <= spectralEnd; k++) {
      const value = Math.trunc(block[k] / 2 ** approximationLow);
      if (value === 0) {
        zeros++;
        continue;
      }
      this.endRun();
      for (; zeros > 15; zeros -= 16) this.bits += this.codes.get(0xf0)!;
      const low = valueBits(value);
      this.bits += this.codes.get((zeros << 4) | low.length)! + low;
      zeros = 0;
    }
    if (zeros > 0) this.run++;
  }

  private addRefinement(block: readonly number[]): void {
    const { spectralStart, spectralEnd, approximationLow } = this.scan;
    const magnitudes = block.map((value) => Math.floor(Math.abs(value) / 2 ** approximationLow));
    const isNew = (value: number, k: number) => value === 1 && k >= spectralStart && k <= spectralEnd;
    const lastNew = Math.max(-1, ...magnitudes.map((value, k) => (isNew(value, k) ? k : -1)));
    let zeros = 0;
    let corrections = '';
    for (let k = spectralStart; k <= spectralEnd; k++) {
      if (magnitudes[k] === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15 && k <= lastNew; zeros -= 16) {
        this.endRun();
        this.bits += this.codes.get(0xf0)! + corrections;
        corrections = '';
      }
      if (magnitudes[k] > 1) {
        corrections += magnitudes[k] & 1;
        continue;
      }
      this.endRun();
      this.bits += this.codes.get((zeros << 4) | 1)! + (block[k] > 0 ? '1' : '0') + corrections;
      zeros = 0;
      corrections = '';
    }
    if (zeros > 0 || corrections !== '') {
      this.run++;
      this.corrections += corrections;
    }
  }
}

/** A JPEG of these scans. The picture has whole MCUs only, so that every block of a component belongs to its scans. */
export function encodeProgressive(
  image: RandomImage,
  scans: readonly ProgressiveScan[],
  setting: ProgressiveSetting = {},
): Uint8Array {
  const { frame, quantization } = image;
  const { trailing = [0xff, 0xd9], largestExponent = 14, frameMarker = 0xc2 } = setting;
  const components = frame.components.flatMap(({ index, id, horizontalSampling, verticalSampling }) => [
    id,
    (horizontalSampling << 4) | verticalSampling,
    index,
  ]);
  const bytes = [
    ...[0xff, 0xd8],
    ...quantization.flatMap((table, index) => segment(0xdb, 0x10 | index, ...[...table].flatMap(uint16))),
    ...segment(frameMarker, 8, ...uint16(frame.height), ...uint16(frame.width), frame.components.length, ...components),
    ...huffman(0x00, DC),
    ...huffman(0x10, acLists(largestExponent)),
  ];
  let interval = 0;
  scans.forEach((scan, index) => {
    if (scan.restartInterval !== interval) bytes.push(...segment(0xdd, ...uint16(scan.restartInterval)));
    interval = scan.restartInterval;
    bytes.push(...scanHeader(image, scan), ...scanData(image, scan, index, setting));
  });
  return Uint8Array.from([...bytes, ...trailing]);
}

function scanHeader({ frame }: RandomImage, scan: ProgressiveScan): number[] {
  const { spectralStart, spectralEnd, approximationHigh, approximationLow } = scan;
  const approximation = (approximationHigh << 4) | approximationLow;
  const selectors = scan.components.flatMap((index) => [frame.components[index].id, 0x00]);
  return segment(0xda, scan.components.length, ...selectors, spectralStart, spectralEnd, approximation);
}

function scanData(image: RandomImage, scan: ProgressiveScan, index: number, setting: ProgressiveSetting): number[] {
  const { largestExponent = 14, padByte = 0x7f, endsRun = () => false } = setting;
  const { approximationHigh, approximationLow, restartInterval, spectralStart } = scan;
  const dcCodes = referenceCodes(DC);
  const acCodes = referenceCodes(acLists(largestExponent));
  const longestRun = Math.min(0x7fff, 2 ** (largestExponent + 1) - 1);
  const data: number[] = [];
  let bits = '';
  let ac = new AcScan(scan, acCodes, longestRun);
  let predictors = new Map<number, number>();
  let block = 0;
  const finish = (): void => {
    ac.endRun();
    data.push(...stuff(packBits(bits + ac.bits, padByte)));
    bits = '';
    ac = new AcScan(scan, acCodes, longestRun);
    predictors = new Map();
  };
  mcusOf(image, scan.components).forEach((mcu, number) => {
    if (restartInterval > 0 && number > 0 && number % restartInterval === 0) {
      finish();
      data.push(0xff, 0xd0 + ((number / restartInterval - 1) & 7));
    }
    for (const { component, zigzag } of mcu) {
      if (spectralStart > 0) ac.add(zigzag, endsRun(index, block));
      else if (approximationHigh > 0) bits += (zigzag[0] >> approximationLow) & 1;
      else {
        const shifted = zigzag[0] >> approximationLow;
        const difference = valueBits(shifted - (predictors.get(component) ?? 0));
        predictors.set(component, shifted);
        bits += dcCodes.get(difference.length)! + difference;
      }
      block++;
    }
  });
  finish();
  return data;
}

/** Blocks of a scan, MCU by MCU (T.81 A.2). */
function mcusOf({ frame, blocks }: RandomImage, members: readonly number[]) {
  const isAlone = members.length === 1;
  const first = frame.components[members[0]];
  const [perRow, rows] = isAlone ? [first.blocksPerRow, first.blockRows] : [frame.mcusPerRow, frame.mcuRows];
  return Array.from({ length: perRow * rows }, (_, mcu) =>
    members.flatMap((component) => {
      const { blocksPerRow, horizontalSampling, verticalSampling } = frame.components[component];
      const [width, height] = isAlone ? [1, 1] : [horizontalSampling, verticalSampling];
      return Array.from({ length: width * height }, (_unused, i) => {
        const x = (mcu % perRow) * width + (i % width);
        const y = Math.floor(mcu / perRow) * height + Math.floor(i / width);
        return { component, zigzag: ZIGZAG.map((place) => blocks[component][y * blocksPerRow + x][place]) };
      });
    }),
  );
}

/** Scans in any order that T.81 G.1.1 allows within a band; together they tell every coefficient to its last bit. */
export function arbitraryScript(componentCount: number): fc.Arbitrary<readonly ProgressiveScan[]> {
  const indices = Array.from({ length: componentCount }, (_, index) => index);
  const interval = fc.oneof(fc.constant(0), fc.nat(9));
  const lane = (components: readonly number[], spectralStart: number, spectralEnd: number) =>
    fc.tuple(fc.nat(3), fc.array(interval, { minLength: 4, maxLength: 4 })).map(([precision, intervals]) =>
      Array.from({ length: precision + 1 }, (_, step) => ({
        components,
        spectralStart,
        spectralEnd,
        approximationHigh: step === 0 ? 0 : precision - step + 1,
        approximationLow: precision - step,
        restartInterval: intervals[step],
      })),
    );
  const dcLanes = fc
    .boolean()
    .chain((isTogether) =>
      isTogether ? lane(indices, 0, 0).map((only) => [only]) : fc.tuple(...indices.map((index) => lane([index], 0, 0))),
    );
  const acLanes = (index: number) =>
    fc.uniqueArray(fc.integer({ min: 2, max: 63 }), { maxLength: 2 }).chain((cuts) => {
      const starts = [1, ...cuts.sort((a, b) => a - b)];
      return fc.tuple(...starts.map((start, i) => lane([index], start, (starts[i + 1] ?? 64) - 1)));
    });
  return fc
    .tuple(dcLanes, ...indices.map(acLanes))
    .map((lanes) => lanes.flat())
    .chain((lanes) =>
      fc.array(fc.nat(), { minLength: 60, maxLength: 60 }).map((draws) => {
        const waiting = lanes.map((scans) => [...scans]);
        const order: ProgressiveScan[] = [];
        while (waiting.some((scans) => scans.length > 0)) {
          const open = waiting.filter((scans) => scans.length > 0);
          order.push(open[(draws[order.length] ?? 0) % open.length].shift()!);
        }
        return order;
      }),
    );
}
