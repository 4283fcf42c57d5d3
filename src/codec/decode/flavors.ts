/** Which arithmetic flavors a file may have (format section 5.4). */
import { FLAVOR_16, FLAVOR_32, FLAVOR_MIXED, type Flavor } from '../../model/flavor.js';

/** Name of an arithmetic flavor: both estimates 16-bit, both 32-bit, or DC 32-bit with edges 16-bit. */
export type FlavorName = '16' | '32' | 'mixed';

const IS_VALID = 0x80;
const DC_ESTIMATE_16 = 0x01;
const EDGE_EXTRAPOLATION_16 = 0x02;

/** Offset of the flag byte in a revision that begins with "MS". */
const FLAG_OFFSET = 6;

/** Offset of the encoder version behind it. */
const ENCODER_VERSION_OFFSET = 7;

/** Encoder version of the Rust library 0.5.5. */
const RUST_0_5_5 = 55;

const BY_NAME: Record<FlavorName, Flavor> = { '16': FLAVOR_16, '32': FLAVOR_32, mixed: FLAVOR_MIXED };

/**
 * The flavors to try, in order: the one that is forced or that the writer tells, or else all known ones.
 *
 * @param revision bytes 8..19 of the file
 */
export function candidateFlavors(revision: Uint8Array, forced: FlavorName | undefined): readonly Flavor[] {
  if (forced !== undefined) return [BY_NAME[forced]];
  const flags = revision[FLAG_OFFSET]!;
  if (isRustRevision(revision) && (flags & IS_VALID) !== 0) {
    return [
      {
        dcEstimateCut: (flags & DC_ESTIMATE_16) !== 0 ? 16 : 0,
        edgeExtrapolationCut: (flags & EDGE_EXTRAPOLATION_16) !== 0 ? 16 : 0,
      },
    ];
  }
  return [FLAVOR_16, FLAVOR_32, FLAVOR_MIXED];
}

/** Whether the file is of the early Rust layout, which cuts cut-off files behind their trailing bytes (section 8.10). */
export function isEarlyRustLayout(revision: Uint8Array): boolean {
  return isRustRevision(revision) && revision[ENCODER_VERSION_OFFSET] === RUST_0_5_5;
}

function isRustRevision(revision: Uint8Array): boolean {
  return revision[0] === 0x4d && revision[1] === 0x53;
}

/**
 * Most that the dequantized AC coefficients of a block may sum up to, signs aside, if no flavor is to differ: they differ
 * where a difference of two pixels, which are scaled by 8, has more than 16 bits (format section 5.4). Each coefficient
 * adds at most twice itself to a pixel. Blocks of samples of 8 bits stay below 8 * 1024, but for their rounding.
 */
const FLAVORLESS_SUM = 8000;

/**
 * Whether no arithmetic flavor reads these blocks in another way.
 *
 * @param coefficients whole blocks, zig-zag order
 * @param quantization quantization table, zig-zag order
 */
export function isFlavorless(coefficients: Int16Array, quantization: Uint16Array): boolean {
  for (let base = 0; base < coefficients.length; base += 64) {
    let sum = 0;
    for (let k = 1; k < 64; k++) sum += Math.abs(coefficients[base + k]!) * quantization[k]!;
    if (sum > FLAVORLESS_SUM) return false;
  }
  return true;
}
