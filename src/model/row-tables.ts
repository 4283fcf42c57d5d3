/** Tables of the component whose row of blocks is being coded, where the hot loops reach them by constant addresses. */
import type { ComponentModel } from './component-model.js';

/** Quantisation table of the component, zig-zag order. */
export const QUANTIZATION: Int32Array = new Int32Array(64);
/** See `ComponentModel.edgeReciprocals`. */
export const EDGE_RECIPROCALS: Float64Array = new Float64Array(14);
/** See `ComponentModel.edgeThresholds`. */
export const EDGE_THRESHOLDS: Uint8Array = new Uint8Array(new ArrayBuffer(14));

/** Loads the tables; call it before the blocks of a row. */
export function loadRowTables(model: ComponentModel): void {
  QUANTIZATION.set(model.quantization);
  EDGE_RECIPROCALS.set(model.edgeReciprocals);
  EDGE_THRESHOLDS.set(model.edgeThresholds);
}
