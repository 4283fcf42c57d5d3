/** The flavors of arithmetic that existing files have (format section 5.4). */

/**
 * The two places where existing files differ in arithmetic, each as the number of bits (16 or 0) that the difference
 * of two pixels is shifted up and down again.
 */
export interface Flavor {
  /** Cut of the differences that extrapolate this block's own outer borders ("16-bit DC estimate"). */
  readonly dcEstimateCut: number;
  /** Cut of the differences that extrapolate this block's inner borders ("16-bit edge extrapolation"). */
  readonly edgeExtrapolationCut: number;
}

/** Both 16-bit: what every writer uses. */
export const FLAVOR_16: Flavor = { dcEstimateCut: 16, edgeExtrapolationCut: 16 };
/** Both 32-bit: scalar builds of the C++ tool. */
export const FLAVOR_32: Flavor = { dcEstimateCut: 0, edgeExtrapolationCut: 0 };
/** DC estimate 32-bit, edge extrapolation 16-bit: an early version of the Rust library. */
export const FLAVOR_MIXED: Flavor = { dcEstimateCut: 0, edgeExtrapolationCut: 16 };
