/** Pictures as coefficients, drawn at random, for tests of the model; no JPEG in them makes sense. */
import fc from 'fast-check';
import { type CoefficientPlane, createPlane, markNonzero } from '../../src/jpeg/coefficient-plane.js';
import { type Frame, readFrame } from '../../src/jpeg/frame.js';
import type { ReferenceComponent } from './reference-model.js';
import { walkZigzag } from './zigzag.js';

/** A frame with the coefficients of all its blocks. */
export interface RandomImage {
  readonly frame: Frame;
  /** Quantisation table of each component, zig-zag order. */
  readonly quantization: readonly Uint16Array[];
  /** `[component][block][8 * v + u]`. */
  readonly blocks: readonly number[][][];
}

/** What a block is filled with. */
export type BlockStyle = 'zero' | 'sparse' | 'photo' | 'dense' | 'extreme' | 'single' | 'small';

const ZIGZAG = walkZigzag();

/** How the numbers of an image are drawn. */
export interface ImageSetting {
  readonly sampling: readonly (readonly [horizontal: number, vertical: number])[];
  readonly mcusPerRow: number;
  readonly mcuRows: number;
  readonly styles: readonly BlockStyle[];
  /** Quantisers lie in 1..quantizerMaximum. */
  readonly quantizerMaximum: number;
  /** DC quantizers lie above this, so that DC predictions stay codable. */
  readonly dcQuantizerMinimum: number;
  readonly seed: number;
}

/** A frame header as SOF0 gives it, read by the library. */
export function makeFrame(width: number, height: number, sampling: ImageSetting['sampling']): Frame {
  const components = sampling.flatMap(([h, v], i) => [i + 1, (h << 4) | v, i === 0 ? 0 : 1]);
  const body = [8, height >> 8, height & 255, width >> 8, width & 255, sampling.length, ...components];
  return readFrame(0xc0, Uint8Array.from(body), 0, body.length);
}

/** The same image for the same setting. */
export function makeImage(setting: ImageSetting): RandomImage {
  const random = createGenerator(setting.seed);
  const { sampling, mcusPerRow, mcuRows, styles, quantizerMaximum, dcQuantizerMinimum } = setting;
  const width = 8 * mcusPerRow * Math.max(...sampling.map(([h]) => h));
  const height = 8 * mcuRows * Math.max(...sampling.map(([, v]) => v));
  const frame = makeFrame(width, height, sampling);
  const quantization = sampling.map(() => {
    const table = Uint16Array.from({ length: 64 }, () => 1 + random(quantizerMaximum));
    table[0] = Math.min(65535, Math.max(table[0], dcQuantizerMinimum));
    return table;
  });
  const blocks = frame.components.map(({ blocksPerRow, blockRows }) =>
    Array.from({ length: blocksPerRow * blockRows }, () => makeBlock(styles[random(styles.length)], random)),
  );
  return { frame, quantization, blocks };
}

function makeBlock(style: BlockStyle, random: (below: number) => number): number[] {
  const sign = () => (random(2) === 0 ? -1 : 1);
  const block = new Array<number>(64).fill(0);
  if (style === 'zero') return block;
  block[0] = random(2049) - 1024;
  ZIGZAG.forEach((raster, k) => {
    if (k === 0) return;
    if (style === 'sparse' && random(12) === 0) block[raster] = sign() * random(40);
    if (style === 'small') block[raster] = random(3) - 1;
    if (style === 'photo') block[raster] = sign() * ((random(400) / (1 + k * k)) | 0);
    if (style === 'dense') block[raster] = sign() * (1 + random(1 << random(11)));
    if (style === 'extreme') block[raster] = sign() * 2047;
  });
  if (style === 'single') block[1 + random(63)] = sign() * (1 << random(11));
  if (style === 'extreme' || style === 'single') block[0] = [1024, -1024, 0, 1023][random(4)];
  return block.map((coefficient) => coefficient | 0); // no -0
}

/** Whole numbers below a bound: Marsaglia's xorshift. */
function createGenerator(seed: number): (below: number) => number {
  let state = seed * 2 + 1;
  const next = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 0x1_0000_0000) * below);
  };
  for (let i = 0; i < 16; i++) next(1);
  return next;
}

/** Images of 1 to 3 components with sampling 1 or 2 and all kinds of blocks. */
export function arbitraryImage(
  limits: { maxMcus?: number; dcQuantizerMinimum?: number } = {},
): fc.Arbitrary<RandomImage> {
  const { maxMcus = 4, dcQuantizerMinimum = 1 } = limits;
  const factor = fc.integer({ min: 1, max: 2 });
  return fc
    .record({
      sampling: fc.array(fc.tuple(factor, factor), { minLength: 1, maxLength: 3 }),
      mcusPerRow: fc.integer({ min: 1, max: maxMcus }),
      mcuRows: fc.integer({ min: 1, max: maxMcus }),
      styles: fc.uniqueArray(
        fc.constantFrom<BlockStyle>('zero', 'sparse', 'photo', 'dense', 'extreme', 'single', 'small'),
        { minLength: 1 },
      ),
      quantizerMaximum: fc.constantFrom(1, 8, 9, 16, 60, 255, 4000, 65535),
      dcQuantizerMinimum: fc.constantFrom(dcQuantizerMinimum, 16, 200),
      seed: fc.integer({ min: 0, max: 0x3fffffff }),
    })
    .map(makeImage);
}

/** Grey blocks side by side, all coefficients 0 and all quantizers 1, for tests that fill in what they need. */
export function emptyRow(blockCount: number): RandomImage {
  return makeImage({
    sampling: [[1, 1]],
    mcusPerRow: blockCount,
    mcuRows: 1,
    styles: ['zero'],
    quantizerMaximum: 1,
    dcQuantizerMinimum: 1,
    seed: 1,
  });
}

/** Coefficient planes with all blocks of an image. */
export function planesOf({ frame, blocks }: RandomImage): CoefficientPlane[] {
  return frame.components.map(({ index, blocksPerRow, blockRows }) => {
    const plane = createPlane(blocksPerRow, blockRows);
    blocks[index].forEach((block, b) => {
      ZIGZAG.forEach((raster, k) => {
        plane.coefficients[64 * b + k] = block[raster];
      });
    });
    markNonzero(plane, 0, blocks[index].length);
    return plane;
  });
}

/** Blocks of a plane, raster order inside. */
export function blocksOf(plane: CoefficientPlane): number[][] {
  return Array.from({ length: plane.coefficients.length / 64 }, (_, b) => {
    const block = new Array<number>(64).fill(0);
    ZIGZAG.forEach((raster, k) => {
      block[raster] = plane.coefficients[64 * b + k];
    });
    return block;
  });
}

/** Components of an image as the reference model wants them. */
export function referenceComponents({ frame, quantization }: RandomImage): ReferenceComponent[] {
  return frame.components.map(({ index, blocksPerRow, verticalSampling }) => {
    const quantizers = new Array<number>(64).fill(0);
    ZIGZAG.forEach((raster, k) => {
      quantizers[raster] = quantization[index][k];
    });
    return { blocksPerRow, verticalSampling, quantizers };
  });
}
