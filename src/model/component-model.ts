/** What the model of one component needs while it codes a segment: its quantizer and summaries of the row above. */

import { LeptonError } from '../errors.js';
import { RASTER_TO_ZIGZAG } from '../jpeg/zigzag.js';
import { EDGE_MAXIMUM, EDGE_RASTER } from './tables.js';

/** Entries per block in the arrays of magnitudes: 49 used. */
export const MAGNITUDES_PER_BLOCK = 64;

/** Model of one component in one segment. Index `column + 1` leaves an empty block left of the first. */
export interface ComponentModel {
  /** 0 for component 0, 1 for all others: which set of bins is used. */
  readonly color: number;
  /** Blocks in a row, padding to whole MCUs included. */
  readonly blocksPerRow: number;
  /** Quantisation table, zig-zag order. */
  readonly quantization: Int32Array;
  /** Quantiser of the DC coefficient. */
  readonly dcQuantizer: number;
  /** 1 / (Q << 13) for each of the 14 edge coefficients; infinite for a zero quantizer. */
  readonly edgeReciprocals: Float64Array;
  /** Number of low bits coded without the prediction, for each of the 14 edge coefficients. */
  readonly edgeThresholds: Uint8Array;
  /** Whether a row of blocks above the current one exists in this segment. */
  hasAbove: boolean;
  /** Magnitudes of the inner coefficients of the current row, in coded order. */
  magnitudes: Uint16Array;
  /** The same for the row above. */
  magnitudesAbove: Uint16Array;
  /** Number of nonzero inner coefficients of each block of the current row. */
  counts: Uint8Array;
  /** The same for the row above. */
  countsAbove: Uint8Array;
  /** Edge sums of the block above (8 per block, by u = 1..7), replaced block by block by the current row's. */
  readonly edgesAbove: Int32Array;
  /** Extrapolated lower border of the block above (8 per block, by x), replaced in the same way. */
  readonly pixelsAbove: Int16Array;
}

/**
 * Makes the model of a component for a new segment.
 *
 * @param index number of the component in the frame
 * @param blocksPerRow blocks in a row, padding to whole MCUs included
 * @param quantization quantization table in zig-zag order, 64 entries of 0..65535
 * @throws LeptonError ZERO_QUANTIZER if the DC quantizer, by which every block is divided, is zero
 */
export function createComponentModel(index: number, blocksPerRow: number, quantization: Uint16Array): ComponentModel {
  const dcQuantizer = quantization[0]!;
  if (dcQuantizer === 0) throw zeroQuantizer();
  const edgeQuantizers = Array.from(EDGE_RASTER, (r) => quantization[RASTER_TO_ZIGZAG[r]!]!);
  return {
    color: index === 0 ? 0 : 1,
    blocksPerRow,
    quantization: Int32Array.from(quantization),
    dcQuantizer,
    edgeReciprocals: Float64Array.from(edgeQuantizers, (q) => 1 / (q * 8192)),
    edgeThresholds: Uint8Array.from(edgeQuantizers, edgeThreshold),
    hasAbove: false,
    magnitudes: new Uint16Array((blocksPerRow + 1) * MAGNITUDES_PER_BLOCK),
    magnitudesAbove: new Uint16Array((blocksPerRow + 1) * MAGNITUDES_PER_BLOCK),
    counts: new Uint8Array(blocksPerRow + 1),
    countsAbove: new Uint8Array(blocksPerRow + 1),
    edgesAbove: new Int32Array(8 * blocksPerRow),
    pixelsAbove: new Int16Array(8 * blocksPerRow),
  };
}

/** Makes a model as good as new, for the next segment of the same component. */
export function resetModel(model: ComponentModel): void {
  model.hasAbove = false;
  const { magnitudes, magnitudesAbove, counts, countsAbove, edgesAbove, pixelsAbove } = model;
  for (const array of [magnitudes, magnitudesAbove, counts, countsAbove, edgesAbove, pixelsAbove]) array.fill(0);
}

/** The error for a zero in a quantization table where the model divides by it. */
export function zeroQuantizer(): LeptonError {
  return new LeptonError('ZERO_QUANTIZER', 'A quantization table holds a zero where the model divides by it.');
}

/** Makes the current row of blocks the one above; call it after each row. */
export function finishRow(model: ComponentModel): void {
  const magnitudes = model.magnitudesAbove;
  model.magnitudesAbove = model.magnitudes;
  model.magnitudes = magnitudes;
  magnitudes.fill(0);
  const counts = model.countsAbove;
  model.countsAbove = model.counts;
  model.counts = counts;
  model.hasAbove = true;
}

/** Number of low bits of edge coefficient z that its prediction says nothing about (format section 5.3). */
function edgeThreshold(quantizer: number, z: number): number {
  if (quantizer >= 9) return 0;
  const rounded = EDGE_MAXIMUM[z]! + quantizer - 1;
  const maximum = quantizer === 0 ? rounded : Math.floor(rounded / quantizer);
  return Math.max(0, 32 - Math.clz32(maximum) - 7);
}
