/**
 * The model of format section 5 in both directions, written from the page: blocks in raster order, bins by name, every
 * formula in full. Slow and plain, to hold `src/model` against.
 *
 * One description serves both directions: each step hands the bit of its coefficient to the coder and goes on with the
 * bit that comes back, which is another one when the coder decodes.
 */
import { type Borders, type ReferenceFlavor, referenceDcContext, s16, withDc, wrapDc } from './reference-dc.js';
import { type DecisionCoder, ReferenceBin, ReferenceDecoder, ReferenceEncoder } from './reference-range-coder.js';
import { walkZigzag } from './zigzag.js';

/** One component: its geometry in blocks and its quantizers in raster order. */
export interface ReferenceComponent {
  readonly blocksPerRow: number;
  readonly verticalSampling: number;
  readonly quantizers: readonly number[];
}

/** A segment; blocks are `[component][block in raster order of the component][8 * v + u]`. */
export interface ReferenceSegment {
  readonly components: readonly ReferenceComponent[];
  readonly firstMcuRow: number;
  readonly endMcuRow: number;
  readonly flavor: ReferenceFlavor;
  /** In a cut-off file the number of blocks n of each component (format section 8.1). */
  readonly limits?: readonly number[];
}

/** The stream contradicts itself, or the block cannot be coded. */
export class ReferenceRefusal extends RangeError {}

const C = [0, 11363, 10703, 9633, 8192, 6436, 4433, 2260];
const S = [8192, -11363, 10703, -9633, 8192, -6436, 4433, -2260];
const BIN_25 = [0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8];
const LARGEST = [931, 985, 968, 1020, 968, 1020, 1020, 932, 985, 967, 1020, 969, 1020, 1020];
const INNER = walkZigzag().filter((raster) => raster > 7 && raster % 8 > 0);

const bitlen = (x: number): number => (x === 0 ? 0 : x.toString(2).length);

/** "0,1 -> 0; 2 -> 1; 3 -> 2; 4,5 -> 3; 6..8 -> 4; 9..12 -> 5; 13..20 -> 6; 21..31 -> 7; 32..49 -> 8" */
export function bin50(remaining: number): number {
  const last = [1, 2, 3, 5, 8, 12, 20, 31, 49];
  return last.findIndex((end) => remaining <= end);
}

/** Number of low bits of edge coefficient z that are coded without its prediction. */
export function referenceThreshold(q: number, z: number): number {
  if (q >= 9) return 0;
  const m = LARGEST[z] + q - 1;
  return Math.max(0, bitlen(q === 0 ? m : Math.trunc(m / q)) - 7);
}

/** `P / (Q << 13)` truncated, exactly. */
export function referencePrior(sum: number, quantizer: number): number {
  return Number(BigInt(sum) / (BigInt(quantizer) << 13n));
}

interface Block {
  /** Quantised and dequantized coefficients. */
  readonly F: number[];
  readonly D: number[];
  readonly borders: Borders;
}

interface Neighbors {
  readonly left: Block | null;
  readonly above: Block | null;
  readonly corner: Block | null;
}

const countInner = (block: Block): number => INNER.filter((raster) => block.F[raster] !== 0).length;

/** Sum across an edge: PH[i] with `alongRow` false (index i = u), PV[i] with true (index i = v). */
export function referenceEdgeSum(
  neighbor: readonly number[],
  own: readonly number[],
  i: number,
  alongRow: boolean,
): number {
  const at = (k: number): number => (alongRow ? 8 * i + k : 8 * k + i);
  let sum = 0;
  for (let k = 0; k < 8; k++) sum = (sum + Math.imul(S[k], neighbor[at(k)])) | 0;
  for (let k = 1; k < 8; k++) sum = (sum - Math.imul(C[k], own[at(k)])) | 0;
  return sum;
}

class Model {
  private readonly bins = new Map<string, ReferenceBin>();

  constructor(
    private readonly coder: DecisionCoder,
    private readonly flavor: ReferenceFlavor,
  ) {}

  codeBlock(F: number[], color: number, quantizers: readonly number[], neighbors: Neighbors): Block {
    const D = F.map(() => 0);
    const keep = (raster: number, coefficient: number): void => {
      F[raster] = coefficient;
      D[raster] = Math.imul(coefficient, quantizers[raster]);
    };
    const inner = this.codeInner(F, color, neighbors, keep);
    this.codeEdge(F, D, color, quantizers, inner, neighbors.above, 0, keep);
    this.codeEdge(F, D, color, quantizers, inner, neighbors.left, 7, keep);
    return { F, D, borders: this.codeDc(F, D, color, quantizers[0], neighbors) };
  }

  /** Returns the number of nonzero inner coefficients. */
  private codeInner(
    F: number[],
    color: number,
    { left, above, corner }: Neighbors,
    keep: (r: number, c: number) => void,
  ): number {
    const counts = [left, above].filter((block) => block !== null).map(countInner);
    const k = counts.length === 2 ? (counts[0] + counts[1] + 2) >> 2 : counts.length === 1 ? (counts[0] + 1) >> 1 : 0;
    const own = INNER.filter((raster) => F[raster] !== 0).length;
    const n = this.tree(6, `count7x7 ${color} ${BIN_25[k]}`, own);
    if (n > 49) throw new ReferenceRefusal(`${n} inner coefficients`);
    let remaining = n;
    for (let i = 0; remaining > 0; i++) {
      if (i === 49) throw new ReferenceRefusal('inner coefficients left over');
      const raster = INNER[i];
      const of = (block: Block | null): number => Math.abs(block === null ? 0 : block.F[raster]);
      const prior =
        left !== null && above !== null ? (13 * (of(left) + of(above)) + 6 * of(corner)) >> 5 : of(left) + of(above);
      const r = bin50(remaining);
      const x = this.value(
        F[raster],
        (index) => `exponent7x7 ${color} ${r} ${i} ${bitlen(prior)} ${index}`,
        `sign ${color} 0 0`,
        (position) => `residual7x7 ${color} ${r} ${i} ${position}`,
      );
      keep(raster, x);
      if (x !== 0) remaining--;
    }
    return n;
  }

  private codeEdge(
    F: number[],
    D: number[],
    color: number,
    quantizers: readonly number[],
    n: number,
    neighbor: Block | null,
    firstZ: 0 | 7,
    keep: (raster: number, coefficient: number) => void,
  ): void {
    const isColumn = firstZ === 7;
    const frequencies = INNER.filter((raster) => F[raster] !== 0).map((raster) =>
      isColumn ? raster >> 3 : raster & 7,
    );
    const name = isColumn ? 'countEdgeV' : 'countEdgeH';
    const places = [1, 2, 3, 4, 5, 6, 7].map((i) => (isColumn ? 8 * i : i));
    const own = places.filter((raster) => F[raster] !== 0).length;
    let m = this.tree(3, `${name} ${color} ${Math.max(0, ...frequencies)} ${Math.trunc((n + 3) / 7)}`, own);
    for (let i = 1; m > 0; i++) {
      if (i === 8) throw new ReferenceRefusal('edge coefficients left over');
      const raster = places[i - 1];
      const z = firstZ + i - 1;
      const q = quantizers[raster];
      let prior = 0;
      if (neighbor !== null) {
        if (q === 0) throw new ReferenceRefusal('zero quantizer');
        prior = referencePrior(referenceEdgeSum(neighbor.D, D, i, isColumn), q);
      }
      const b = Math.min(10, bitlen(Math.abs(prior)));
      const x = F[raster];
      const length = this.unary((index) => `exponentEdge ${color} ${m - 1} ${z} ${b} ${index}`, bitlen(Math.abs(x)));
      if (length === 0) continue;
      const s = s16(prior) === 0 ? 0 : s16(prior) > 0 ? 1 : 2;
      const isPositive = this.bit(`sign ${color} ${s} ${b}`, x > 0 ? 1 : 0);
      const t = referenceThreshold(q, z);
      const context = `threshold ${color} ${Math.min((Math.abs(prior) & 0xffff) >> t, 255)} ${Math.min(length - t - 2, 5)}`;
      let k = 1;
      let magnitude = 1;
      for (let position = length - 2; position >= 0; position--) {
        const bin = position >= t ? `${context} ${k}` : `residualEdge ${color} ${m - 1} ${z} ${position}`;
        const bit = this.bit(bin, (Math.abs(x) >> position) & 1);
        if (position >= t) k = Math.min(2 * k + bit, 127);
        magnitude = 2 * magnitude + bit;
      }
      keep(raster, isPositive === 1 ? magnitude : -magnitude);
      m--;
    }
  }

  private codeDc(F: number[], D: number[], color: number, q: number, { left, above }: Neighbors): Borders {
    const { prediction, u1, u2, borders } = referenceDcContext(
      D,
      q,
      left?.borders ?? null,
      above?.borders ?? null,
      this.flavor,
    );
    const wanted = wrapDc(F[0] - prediction);
    const e = Math.min(11, bitlen(Math.abs(u1)));
    const delta = this.value(
      wanted,
      (index) => `dcExponent ${e} ${bitlen(Math.abs(u2))} ${index}`,
      `sign ${color} 0 ${u2 === 0 ? 1 : u2 > 0 ? 2 : 3}`,
      (position) => `dcResidual ${e} ${position}`,
    );
    const dc = wrapDc(delta + prediction);
    if (Math.abs(dc) > 1024) throw new ReferenceRefusal(`DC coefficient ${dc}`);
    if (this.coder instanceof ReferenceEncoder && dc !== F[0]) {
      throw new ReferenceRefusal(`DC coefficient ${F[0]} with prediction ${prediction}`);
    }
    F[0] = dc;
    return withDc(borders, dc, q);
  }

  private bit(name: string, bit: number): number {
    let bin = this.bins.get(name);
    if (bin === undefined) {
      bin = new ReferenceBin();
      this.bins.set(name, bin);
    }
    const coded = this.coder.code(bin.probability, bit);
    bin.learn(coded);
    return coded;
  }

  private tree(bits: number, name: string, value: number): number {
    let index = 1;
    for (let position = bits - 1; position >= 0; position--) {
      index = 2 * index + this.bit(`${name} ${index}`, (value >> position) & 1);
    }
    return index - (1 << bits);
  }

  private unary(name: (index: number) => string, length: number): number {
    if (length > 11) throw new ReferenceRefusal(`a number of ${length} bits`);
    for (let index = 0; index < 11; index++) {
      if (this.bit(name(index), index < length ? 1 : 0) === 0) return index;
    }
    return 11;
  }

  private value(x: number, exponent: (i: number) => string, sign: string, residual: (position: number) => string) {
    const length = this.unary(exponent, bitlen(Math.abs(x)));
    if (length === 0) return 0;
    const isPositive = this.bit(sign, x > 0 ? 1 : 0);
    let magnitude = 1;
    for (let position = length - 2; position >= 0; position--) {
      magnitude = 2 * magnitude + this.bit(residual(position), (Math.abs(x) >> position) & 1);
    }
    return isPositive === 1 ? magnitude : -magnitude;
  }
}

/** Codes the blocks of a segment in place with any coder: the leading bit, then row after row. */
export function codeReferenceSegment(segment: ReferenceSegment, coder: DecisionCoder, blocks: number[][][]): void {
  if (coder.code(128, 0) !== 0) throw new ReferenceRefusal('the leading bit is 1');
  const model = new Model(coder, segment.flavor);
  const rowsAbove: (Block[] | null)[] = segment.components.map(() => null);
  for (let mcuRow = segment.firstMcuRow; mcuRow < segment.endMcuRow; mcuRow++) {
    for (let index = segment.components.length - 1; index >= 0; index--) {
      const { blocksPerRow, verticalSampling, quantizers } = segment.components[index];
      const n = segment.limits?.[index] ?? Number.POSITIVE_INFINITY;
      const rows = Math.ceil(Math.ceil(n / blocksPerRow) / verticalSampling) * verticalSampling;
      for (let y = mcuRow * verticalSampling; y < (mcuRow + 1) * verticalSampling && y < rows; y++) {
        const row: Block[] = [];
        const above = rowsAbove[index];
        for (let x = 0; x < blocksPerRow; x++) {
          const neighbors = { left: row[x - 1] ?? null, above: above?.[x] ?? null, corner: above?.[x - 1] ?? null };
          row.push(model.codeBlock(blocks[index][y * blocksPerRow + x], index === 0 ? 0 : 1, quantizers, neighbors));
          if (y * blocksPerRow + x + 1 >= n) break;
        }
        rowsAbove[index] = row;
      }
    }
  }
}

/** @throws ReferenceRefusal for blocks that the format cannot hold */
export function encodeReferenceSegment(segment: ReferenceSegment, blocks: readonly number[][][]): Uint8Array {
  const encoder = new ReferenceEncoder();
  const copy = blocks.map((component) => component.map((block) => block.slice()));
  codeReferenceSegment(segment, encoder, copy);
  return encoder.finish();
}

/**
 * @param blockCounts number of blocks of each component of the whole image
 * @returns all blocks, zero where the segment has none
 * @throws ReferenceRefusal for inconsistent streams
 */
export function decodeReferenceSegment(
  segment: ReferenceSegment,
  coded: Uint8Array,
  blockCounts: readonly number[],
): number[][][] {
  const blocks = blockCounts.map((count) => Array.from({ length: count }, () => new Array<number>(64).fill(0)));
  codeReferenceSegment(segment, new ReferenceDecoder(coded), blocks);
  return blocks;
}
