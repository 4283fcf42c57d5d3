/** Sums that a block leaves for the edge predictions of its right and lower neighbors (format section 5.2). */
import type { ComponentModel } from './component-model.js';
import { DEQUANTIZED, EDGE_SUMS, LEFT_EDGE } from './kernel.js';
import { EDGE_COSINE_0 } from './tables.js';

/**
 * Keeps the edge sums of the block at `column`, all of whose AC coefficients are known, for its neighbors, and clears
 * the sums for the next block. In a neighbor's sum the odd frequencies count negative.
 */
export function keepEdgeSums(model: ComponentModel, column: number): void {
  const above = model.edgesAbove;
  const base = 8 * column;
  for (let i = 0; i < 8; i++) {
    const down = Math.imul(EDGE_COSINE_0, DEQUANTIZED[i]!);
    above[base + i] = down + EDGE_SUMS[i]! - EDGE_SUMS[8 + i]!;
    const across = Math.imul(EDGE_COSINE_0, DEQUANTIZED[8 * i]!);
    LEFT_EDGE[i] = across + EDGE_SUMS[16 + i]! - EDGE_SUMS[24 + i]!;
    // One by one: fill() is a call, and a slow one for so few.
    EDGE_SUMS[i] = 0;
    EDGE_SUMS[8 + i] = 0;
    EDGE_SUMS[16 + i] = 0;
    EDGE_SUMS[24 + i] = 0;
  }
}
