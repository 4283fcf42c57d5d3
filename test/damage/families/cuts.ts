import { readFixture } from '../../helpers/fixtures.js';
import { range, type VariantFamily } from '../variant.js';

/** Small files of every kind: sequential with and without restarts, grey, progressive, multi-scan. */
const SOURCES = {
  'cut: sequential': ['size-17x33-420.jpg', 'size-17x33-grey-2x2.jpg', 'size-7x9-422.jpg'],
  'cut: restarts': ['trailing-byte-restart.jpg', 'size-17x33-440.jpg', 'padding-zeros-restart.jpg'],
  'cut: progressive': ['progressive-17x33.jpg', 'progressive-1x1.jpg', 'progressive-restart.jpg'],
  'cut: multi-scan': ['scans-separate-restart.jpg', 'scans-partly-interleaved.jpg'],
} as const;

/** Files cut off at every byte. */
export const CUTS: readonly VariantFamily[] = Object.entries(SOURCES).map(([name, files]) => ({
  name,
  variants: files.flatMap((file) => {
    const jpeg = readFixture(file);
    return range(jpeg.length).map((length) => ({
      name: `${file} cut to ${length} bytes`,
      bytes: () => jpeg.slice(0, length),
    }));
  }),
}));
