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
   * 63 - k of the second. Kept by the readers of sequential blocks and the model decoder, for the scan writer and the
   * model encoder; after other scans {@link markNonzero} fills it.
   */
  readonly nonzero: Int32Array;
}

/**
 * Makes a plane of zeros.
 *
 * @param isShared whether other threads must be able to use it
 */
export function createPlane(blocksPerRow: number, rows: number, isShared = false): CoefficientPlane {
  const blocks = blocksPerRow * rows;
  const allocate = (bytes: number): ArrayBufferLike =>
    isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return {
    blocksPerRow,
    rows,
    coefficients: new Int16Array(allocate(128 * blocks)),
    nonzero: new Int32Array(allocate(8 * blocks)),
  };
}

/** Bytes of memory that {@link createPlane} takes. */
export function planeBytes(blocksPerRow: number, rows: number): number {
  return 136 * blocksPerRow * rows;
}

/** Index of the first block of row y. */
export function firstBlockOfRow(plane: CoefficientPlane, y: number): number {
  return (y % plane.rows) * plane.blocksPerRow;
}

/**
 * Fills `nonzero` of a plane from its coefficients.
 *
 * @param first the first block to look at
 * @param end behind the last one
 */
export function markNonzero(plane: CoefficientPlane, first: number, end: number): void {
  const { coefficients, nonzero } = plane;
  nonzero.fill(0, 2 * first, 2 * end);
  for (let index = 64 * first; index < 64 * end; index++) {
    const k = index & 63;
    if (k === 0 || coefficients[index] === 0) continue;
    const word = index >> 5;
    nonzero[word] = nonzero[word]! | (0x80000000 >>> (k & 31));
  }
}

/** Sets blocks `[first, end)` to zero. */
export function clearBlocks({ coefficients, nonzero }: CoefficientPlane, first: number, end: number): void {
  coefficients.fill(0, 64 * first, 64 * end);
  nonzero.fill(0, 2 * first, 2 * end);
}
