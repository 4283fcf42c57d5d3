/** Range of the coefficients of 8-bit samples (ITU T.81 tables F.1 and F.2). */

/** Largest magnitude of a DC coefficient: 8 * 255 / 2, rounded up to a power of two. */
export const MAX_DC = 1024;

/** Most bits of an AC coefficient: one more than the standard's 10, because files with 11 exist. */
export const MAX_AC_SIZE = 11;
