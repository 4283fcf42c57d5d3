import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countColumn, countInner, countRow } from '../../src/model/nonzero-count.js';
import { nonzeroWordsOf } from '../helpers/random-blocks.js';
import { walkZigzag } from '../helpers/zigzag.js';

const ZIGZAG = walkZigzag();

test('the nonzero coefficients of each part of a block are counted', () => {
  const flags = fc.array(fc.boolean(), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(flags, (isNonzero) => {
      const [low, high] = nonzeroWordsOf(isNonzero.map(Number));
      const rasters = ZIGZAG.filter((raster, k) => raster !== 0 && isNonzero[k]);
      const [row, column] = [rasters.filter((r) => r < 8), rasters.filter((r) => r % 8 === 0)];
      expect(countRow(low)).toBe(row.length);
      expect(countColumn(low, high)).toBe(column.length);
      expect(countInner(low, high)).toBe(rasters.length - row.length - column.length);
    }),
  );
});
