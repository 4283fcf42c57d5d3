import { BITS } from './families/bits.js';
import { CUTS } from './families/cuts.js';
import { PADDING } from './families/padding.js';
import { RANDOM } from './families/random.js';
import { RESTARTS } from './families/restarts.js';
import { SCANS } from './families/scans.js';
import { SEGMENTS } from './families/segments.js';
import { TAILS } from './families/tails.js';
import type { VariantFamily } from './variant.js';

/** All damaged and odd JPEGs, by kind of damage. Every run makes the same ones. */
export const JPEG_FAMILIES: readonly VariantFamily[] = [
  ...CUTS,
  ...BITS,
  ...RESTARTS,
  ...TAILS,
  ...SCANS,
  ...SEGMENTS,
  ...PADDING,
  ...RANDOM,
];
