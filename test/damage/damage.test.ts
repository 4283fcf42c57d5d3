import { describe, expect, it } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { leptonFamilies } from './families/lepton.js';
import { runJpegFamilies, runLeptonFamilies } from './run-families.js';
import { JPEG_FAMILIES } from './variants.js';

// A sample of what damage.long.ts goes through completely.
describe('damage', async () => {
  const library = await loadBuiltLibrary();

  it('makes tens of thousands of variants', () => {
    const count = JPEG_FAMILIES.reduce((sum, { variants }) => sum + variants.length, 0);
    expect(count).toBeGreaterThan(100_000);
    for (const { name, variants } of JPEG_FAMILIES) expect(variants.length, name).toBeGreaterThan(0);
  });

  it('is restored exactly or refused with a reason, in JPEGs', () => {
    runJpegFamilies(library, JPEG_FAMILIES, 150);
  });

  it('is refused or does not matter, in Lepton files', () => {
    runLeptonFamilies(library, leptonFamilies(library.compressSync), 1500);
  });
});
