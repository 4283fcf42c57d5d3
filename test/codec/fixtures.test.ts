import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.js';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { type Fixture, listFixtures, readFixture } from '../helpers/fixtures.js';

const { compressSync, decompressSync, inspect, verifySync } = await loadBuiltLibrary();

/** What no Lepton file can hold. */
const REFUSED: Record<string, ErrorCode> = {
  'arithmetic.jpg': 'UNSUPPORTED_JPEG',
  'four-components.jpg': 'FOUR_COMPONENTS',
  'four-components-sampled.jpg': 'FOUR_COMPONENTS',
  'sampling-411.jpg': 'SAMPLING_BEYOND_TWO',
  'sampling-1x4.jpg': 'SAMPLING_BEYOND_TWO',
  'sampling-3x1.jpg': 'SAMPLING_BEYOND_TWO',
};

const accepted = listFixtures().filter(({ file }) => !(file in REFUSED));
const isSequential = ({ process }: Fixture) => /^SOF[01]$/.test(process);

test('the names of refused fixtures are right', () => {
  expect(listFixtures().map(({ file }) => file)).toEqual(expect.arrayContaining(Object.keys(REFUSED)));
});

describe('fixtures come back bit for bit', () => {
  test.each(accepted)('$file', (fixture) => {
    const jpeg = readFixture(fixture.file);
    for (let segments = 1; segments <= 8; segments++) {
      const lepton = compressSync(jpeg, { segments, verify: false });
      expect(Buffer.compare(decompressSync(lepton), jpeg)).toBe(0);
    }
    const lepton = compressSync(jpeg);
    expect(() => verifySync(jpeg, lepton)).not.toThrow();
    expect(inspect(lepton)).toMatchObject({
      format: 'lepton',
      kind: isSequential(fixture) ? 'Z' : 'X',
      version: 1,
      outputSize: jpeg.length,
      frame: { width: fixture.width, height: fixture.height },
    });
    // The coefficients were coded and not just kept: there is little left behind the scan unless it was put there.
    if (!/append|padding=mixed/.test(fixture.how)) expect(inspect(lepton)).toMatchObject({ trailingSize: 0 });
  });

  test.each(Object.entries(REFUSED))('but %s is refused: %s', (file, code) => {
    expect(() => compressSync(readFixture(file))).toThrow(expect.objectContaining({ code }));
  });
});

describe('single-scan fixtures are smaller as Lepton files', () => {
  const photos = accepted.filter((fixture) => isSequential(fixture) && fixture.bytes > 10_000);
  test.each(photos)('$file', ({ file }) => {
    const jpeg = readFixture(file);
    expect(compressSync(jpeg).length).toBeLessThan(0.98 * jpeg.length);
  });
});
