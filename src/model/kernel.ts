/**
 * The working state of the model of this thread: bins and per-block scratch.
 *
 * They are module-level constants because V8 then knows their address: 15% of the whole against fields of an object.
 * Two segments that take turns on one thread each hold a {@link KernelState} and are switched by {@link enterKernel};
 * nothing outside `model/` and `coder/` can see any of this.
 */
import { createBins, FIRST_BIN, INITIAL_BIN } from '../coder/bins.js';
import { DECODER, LOOKAHEAD } from '../coder/range-decoder.js';
import { ENCODER } from '../coder/range-encoder.js';
import { BINS_END } from './bin-layout.js';

/** All bins of the segment that is being coded, at the places of `bin-layout`, behind their successors. */
export const BINS: Int32Array = createBins(BINS_END);

/** The part of {@link BINS} that learns. */
export const LEARNING: Int32Array = BINS.subarray(FIRST_BIN);

/**
 * Sums over the inner coefficients of the current block, dequantized and weighed with cosines: along each column for
 * even v (0..7, by u) and odd v (8..15), along each row for even u (16..23, by v) and odd u (24..31); zero between blocks.
 */
export const EDGE_SUMS: Int32Array = new Int32Array(32);

/** Dequantized AC coefficients of the current block, raster order; zero between blocks. */
export const DEQUANTIZED: Int32Array = new Int32Array(64);

/** What the decoder or encoder of one part of a block leaves for the next; see the index constants below. */
export const BLOCK: Int32Array = new Int32Array(new ArrayBuffer(32));
/** Index in {@link BLOCK}: number of nonzero inner coefficients, 0..49. */
export const INNER_NONZERO = 0;
/** Index in {@link BLOCK}: bit u is set if an inner coefficient of column u is nonzero. */
export const INNER_COLUMNS = 1;
/** Index in {@link BLOCK}: bit v is set if row v of {@link DEQUANTIZED} holds something. */
export const USED_ROWS = 2;
/** Index in {@link BLOCK}: nonzero AC coefficients with zig-zag position k < 32, at bit 31 - k. */
export const NONZERO_LOW = 3;
/** Index in {@link BLOCK}: nonzero AC coefficients with zig-zag position k >= 32, at bit 63 - k. */
export const NONZERO_HIGH = 4;
/** Index in {@link BLOCK}: how many decisions are noted in `DECISIONS`, also of blocks before. */
export const NOTED = 5;

/** Edge sums of the block to the left, by v = 1..7 (format section 5.2). */
export const LEFT_EDGE: Int32Array = new Int32Array(new ArrayBuffer(32));

/** Extrapolated right border of the block to the left, by y. */
export const LEFT_PIXELS: Int16Array = new Int16Array(new ArrayBuffer(16));

/** A place to keep the kernel while another segment uses it. */
export interface KernelState {
  bins: Int32Array | null;
  lookahead: Int32Array | null;
  readonly leftEdge: Int32Array;
  readonly leftPixels: Int16Array;
  readonly decoder: Int32Array;
  readonly encoder: Int32Array;
}

/** Who owns the kernel of this thread. */
const OWNER: { current: KernelState | null } = { current: null };

/** Makes a state with an untrained model; the large parts are allocated only if another segment interrupts this one. */
export function createKernelState(): KernelState {
  return {
    bins: null,
    lookahead: null,
    leftEdge: new Int32Array(8),
    leftPixels: new Int16Array(8),
    decoder: new Int32Array(DECODER.length),
    encoder: new Int32Array(ENCODER.length),
  };
}

/** Resets the bins for a new segment, which from now on owns the kernel. */
export function startKernel(state: KernelState): void {
  suspendCurrent();
  LEARNING.fill(INITIAL_BIN);
  OWNER.current = state;
}

/** Makes sure that the kernel holds the state of this segment; a copy of 2 MB each way if another one was there. */
export function enterKernel(state: KernelState): void {
  if (OWNER.current === state) return;
  suspendCurrent();
  if (state.bins !== null) LEARNING.set(state.bins);
  if (state.lookahead !== null) LOOKAHEAD.set(state.lookahead);
  LEFT_EDGE.set(state.leftEdge);
  LEFT_PIXELS.set(state.leftPixels);
  DECODER.set(state.decoder);
  ENCODER.set(state.encoder);
  OWNER.current = state;
}

/** Says that this segment needs the kernel no more, so that nothing is saved for it. */
export function leaveKernel(state: KernelState): void {
  if (OWNER.current === state) OWNER.current = null;
  state.bins = null;
  state.lookahead = null;
}

/** Empties the per-block scratch and forgets what is noted, which an error in the middle of a block may leave filled. */
export function clearScratch(): void {
  EDGE_SUMS.fill(0);
  DEQUANTIZED.fill(0);
  BLOCK[NOTED] = 0;
}

function suspendCurrent(): void {
  const { current } = OWNER;
  if (current === null) return;
  current.bins ??= new Int32Array(LEARNING.length);
  current.bins.set(LEARNING);
  current.lookahead ??= new Int32Array(LOOKAHEAD.length);
  current.lookahead.set(LOOKAHEAD);
  current.leftEdge.set(LEFT_EDGE);
  current.leftPixels.set(LEFT_PIXELS);
  current.decoder.set(DECODER);
  current.encoder.set(ENCODER);
}
