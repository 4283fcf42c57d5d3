/** Zig-zag sequence (ITU T.81 figure A.6): raster index `8 * v + u` of the k-th coefficient in coded order. */
export const ZIGZAG_TO_RASTER: Uint8Array = new Uint8Array([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]);

/** Position in the zig-zag sequence of each raster index: the inverse of {@link ZIGZAG_TO_RASTER}. */
export const RASTER_TO_ZIGZAG: Uint8Array = ZIGZAG_TO_RASTER.map((_, raster) => ZIGZAG_TO_RASTER.indexOf(raster));
