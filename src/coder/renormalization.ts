/**
 * How the interval of the range coder grows back to 128..255 after a decision (RFC 6386 section 7.3).
 *
 * Sizes are kept less one in the hot loops: then the part that belongs to a 0 bit is one product and one shift, and what
 * the next decision has to wait for is one look-up after it.
 */

/** Size of the interval, less one, at the size of the part that was chosen, less one (0..254): doubled until it is large enough. */
export const RENORMALIZED: Uint8Array = Uint8Array.from(
  { length: 256 },
  (_, part) => ((part + 1) << Math.max(0, Math.clz32(part + 1) - 24)) - 1,
);
