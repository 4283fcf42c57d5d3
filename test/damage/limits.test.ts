import { describe, expect, it } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { changeLepton, putLeptonTogether, takeLeptonApart } from '../helpers/lepton-surgery.js';
import { attempt } from './attempt.js';
import { layOut } from './jpeg-layout.js';
import { concat } from './variant.js';

const MEBIBYTE = 1024 * 1024;

/** Coded row by row: a few rows have to fit. */
const SINGLE_SCAN = ['size-8x8-grey.jpg', 'size-17x33-420.jpg'];

/** Coded when all is read: all of the picture has to fit. */
const SEVERAL_SCANS = ['progressive-17x33.jpg', 'scans-separate-420.jpg'];

describe('memory limit', async () => {
  const library = await loadBuiltLibrary();
  const { compressSync, decompressSync } = library;
  const codeOf = (run: () => Uint8Array): string => {
    const result = attempt(library, run);
    return 'code' in result ? result.code : Object.keys(result)[0];
  };

  it.each(SINGLE_SCAN)('takes the few rows that %s has of 65500x65500, or stops it', (file) => {
    const huge = withSize(readFixture(file), 65500, 65500);
    for (const memoryLimit of [1, 1000, MEBIBYTE]) {
      expect(codeOf(() => compressSync(huge, { memoryLimit }))).toBe('LIMIT_EXCEEDED');
    }
    expect(decompressSync(compressSync(huge, { memoryLimit: 16 * MEBIBYTE }))).toEqual(huge);
  });

  it.each(SEVERAL_SCANS)('stops %s with the size 65500x65500, under any limit', (file) => {
    const huge = withSize(readFixture(file), 65500, 65500);
    for (const memoryLimit of [1, 1000, MEBIBYTE, 16 * MEBIBYTE, 512 * MEBIBYTE]) {
      expect(codeOf(() => compressSync(huge, { memoryLimit }))).toBe('LIMIT_EXCEEDED');
      expect(codeOf(() => compressSync(huge, { memoryLimit, extended: true }))).toBe('LIMIT_EXCEEDED');
    }
    expect(decompressSync(compressSync(huge, { any: true }))).toEqual(huge);
  });

  it.each([...SINGLE_SCAN, ...SEVERAL_SCANS])('lets %s with the size 1000x1000 through or stops it', (file) => {
    const big = withSize(readFixture(file), 1000, 1000);
    const memoryLimit = SINGLE_SCAN.includes(file) ? 32_000 : MEBIBYTE;
    expect(codeOf(() => compressSync(big, { memoryLimit }))).toBe('LIMIT_EXCEEDED');
    expect(decompressSync(compressSync(big, { memoryLimit: 32 * MEBIBYTE }))).toEqual(big);
  });

  it('stops a Lepton file that announces a large output', () => {
    const lepton = compressSync(readFixture('size-17x33-420.jpg'));
    const large = changeLepton(lepton, (parts) => {
      parts.outputSize = 0xffffffff;
    });
    for (const memoryLimit of [1000, MEBIBYTE, 512 * MEBIBYTE]) {
      expect(codeOf(() => decompressSync(large, { memoryLimit }))).toBe('LIMIT_EXCEEDED');
    }
  });

  it('stops a Lepton file whose picture is large and coefficients are gathered', () => {
    const lepton = compressSync(withSize(readFixture('progressive-17x33.jpg'), 1500, 1500));
    expect(codeOf(() => decompressSync(lepton, { memoryLimit: MEBIBYTE }))).toBe('LIMIT_EXCEEDED');
  });

  it('stops headers that grow when they are decompressed', () => {
    const lepton = compressSync(readFixture('size-17x33-420.jpg'));
    const parts = takeLeptonApart(lepton);
    const bomb = putLeptonTogether({ ...parts, header: new Uint8Array(20 * MEBIBYTE) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(codeOf(() => decompressSync(bomb, { memoryLimit: 4 * MEBIBYTE }))).toBe('LIMIT_EXCEEDED');
    const trailing = concat(
      [...'GRB'].map((letter) => letter.charCodeAt(0)),
      [0, 0, 0, 1],
      new Uint8Array(16 * MEBIBYTE),
    );
    const long = putLeptonTogether({ ...parts, header: concat(parts.header, trailing) });
    expect(codeOf(() => decompressSync(long, { memoryLimit: 4 * MEBIBYTE }))).toBe('LIMIT_EXCEEDED');
  });
});

function withSize(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const frame = layOut(jpeg).pieces.find(({ marker }) => marker >= 0xc0 && marker <= 0xc2);
  if (frame === undefined) throw new RangeError('the JPEG has no frame');
  const changed = jpeg.slice();
  changed.set([height >> 8, height & 0xff, width >> 8, width & 0xff], frame.start + 5);
  return changed;
}
