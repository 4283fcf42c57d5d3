import { readFixture } from '../../helpers/fixtures.js';
import { firstScan, layOut } from '../jpeg-layout.js';
import { concat, pseudoRandomBytes, range, type Variant, type VariantFamily } from '../variant.js';

/** Nothing but noise, as it is and behind SOI. */
function noise(): Variant[] {
  return range(300).flatMap((seed) => {
    const bytes = pseudoRandomBytes(seed < 40 ? seed : seed * 13, seed);
    return [
      { name: `${bytes.length} random bytes`, bytes: () => bytes },
      { name: `SOI and ${bytes.length} random bytes`, bytes: () => concat([0xff, 0xd8], bytes) },
      {
        name: `SOI and ${bytes.length} bytes, half of them FF`,
        bytes: () =>
          concat(
            [0xff, 0xd8],
            bytes.map((b) => (b & 1 ? 0xff : b)),
          ),
      },
    ];
  });
}

/** A good header and a random scan, which decodes for a while. */
function randomScans(): Variant[] {
  const files = [
    'size-17x33-420.jpg',
    'size-17x33-440.jpg',
    'padding-zeros-restart.jpg',
    'progressive-17x33.jpg',
    'scans-separate-restart.jpg',
  ];
  return files.flatMap((file) => {
    const jpeg = readFixture(file);
    const { start } = firstScan(layOut(jpeg));
    return range(150).map((seed) => ({
      name: `${file} with a random scan of seed ${seed}`,
      bytes: () =>
        concat(
          jpeg.subarray(0, start),
          pseudoRandomBytes(20 * seed, seed).map((b) => (seed & 1 ? b : b & 0x7f)),
          [0xff, 0xd9],
        ),
    }));
  });
}

/** Several bytes changed at once, anywhere. */
function mutations(): Variant[] {
  const files = [
    'size-17x33-420.jpg',
    'size-17x33-440.jpg',
    'progressive-17x33.jpg',
    'scans-separate-restart.jpg',
    'sampling-420.jpg',
  ];
  return files.flatMap((file) => {
    const jpeg = readFixture(file);
    return range(300).map((seed) => ({
      name: `${file} with random changes of seed ${seed}`,
      bytes: () => {
        const changed = jpeg.slice();
        const random = pseudoRandomBytes(60, 1000 + seed);
        for (let i = 0; i < 1 + (seed % 10); i++) {
          const at = ((random[3 * i] << 8) | random[3 * i + 1]) % changed.length;
          changed[at] = random[3 * i + 2];
        }
        return changed;
      },
    }));
  });
}

/** Noise, and files with several changes. */
export const RANDOM: readonly VariantFamily[] = [
  { name: 'random bytes', variants: noise() },
  { name: 'random scans', variants: randomScans() },
  { name: 'random changes', variants: mutations() },
];
