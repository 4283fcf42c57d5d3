import { describe, it } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { leptonFamilies } from './families/lepton.js';
import { runJpegFamilies, runLeptonFamilies } from './run-families.js';
import { JPEG_FAMILIES } from './variants.js';

describe('all damage', async () => {
  const library = await loadBuiltLibrary();

  it('is restored exactly or refused with a reason, in JPEGs', () => {
    runJpegFamilies(library, JPEG_FAMILIES, Number.POSITIVE_INFINITY);
  });

  it('is refused or does not matter, in Lepton files', () => {
    runLeptonFamilies(library, leptonFamilies(library.compressSync), Number.POSITIVE_INFINITY);
  });
});
