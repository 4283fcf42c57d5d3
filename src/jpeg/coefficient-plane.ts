/** Quantized coefficients of one component. */

/** Rows of blocks, all of the component or only a few at a time. */
export interface CoefficientPlane {
  readonly blocksPerRow: number;
  /** Rows of blocks held at the same time; row y stands at `y % rows`. */
  readonly rows: number;
  /** 64 coefficients per block, zig-zag order. */
  readonly coefficients: Int16Array;
  /**
   * Two words per block that tell which AC coefficients are nonzero: zig-zag position k at bit 31 - k of the first, or
   * 63 - k of the second. Kept by the model decoder for the scan writer; null where nobody needs it.
   */
  readonly nonzero: Int32Array | null;
}

/**
 * Makes a plane of zeros.
 *
 * @param isShared whether other threads must be able to use it
 */
export function createPlane(
  blocksPerRow: number,
  rows: number,
  withNonzero: boolean,
  isShared = false,
): CoefficientPlane {
  const blocks = blocksPerRow * rows;
  const allocate = (bytes: number): ArrayBufferLike =>
    isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return {
    blocksPerRow,
    rows,
    coefficients: new Int16Array(allocate(128 * blocks)),
    nonzero: withNonzero ? new Int32Array(allocate(8 * blocks)) : null,
  };
}

/** Bytes of memory that {@link createPlane} takes. */
export function planeBytes(blocksPerRow: number, rows: number, withNonzero: boolean): number {
  return blocksPerRow * rows * (withNonzero ? 136 : 128);
}

/** Index of the first block of row y. */
export function firstBlockOfRow(plane: CoefficientPlane, y: number): number {
  return (y % plane.rows) * plane.blocksPerRow;
}

/**
 * Fills `nonzero` of a plane from its coefficients.
 *
 * @param blocks number of blocks to look at; all others are zero
 */
export function markNonzero(plane: CoefficientPlane, blocks: number): void {
  const { coefficients, nonzero } = plane;
  if (nonzero === null) return;
  nonzero.fill(0, 0, 2 * blocks);
  for (let index = 0; index < 64 * blocks; index++) {
    const k = index & 63;
    if (k === 0 || coefficients[index] === 0) continue;
    const word = index >> 5;
    nonzero[word] = (nonzero[word] as number) | (0x80000000 >>> (k & 31));
  }
}
