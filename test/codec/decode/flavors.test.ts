import { describe, expect, test } from 'vitest';
import { candidateFlavors, isEarlyRustLayout } from '../../../src/codec/decode/flavors.js';
import { FLAVOR_16, FLAVOR_32, FLAVOR_MIXED } from '../../../src/model/flavor.js';

/** Bytes 8 to 19 of a file of the Rust library. */
const rust = (flags: number, version = 0) => Uint8Array.of(0x4d, 0x53, 9, 9, 9, 9, flags, version, 1, 2, 3, 4);
const ALL = [FLAVOR_16, FLAVOR_32, FLAVOR_MIXED];

describe('the arithmetic flavors to try', () => {
  test.each([
    [0x83, FLAVOR_16],
    [0x80, FLAVOR_32],
    [0x82, FLAVOR_MIXED],
    [0x81, { dcEstimateCut: 16, edgeExtrapolationCut: 0 }],
    [0xff, FLAVOR_16],
  ])('are the one that valid flags %d tell', (flags, flavor) => {
    expect(candidateFlavors(rust(flags), undefined)).toEqual([flavor]);
  });

  test.each([
    ['the C++ tool', Uint8Array.of(0x12, 0x34, 0, 0, 0, 0, 0x83, 0, 0, 0, 0, 0)],
    ['flags that are not valid', rust(0x03)],
    ['no mark', new Uint8Array(12)],
  ])('are all known ones, both 16-bit first, for %s', (_what, revision) => {
    expect(candidateFlavors(revision, undefined)).toEqual(ALL);
  });

  test('are the one that is forced, whatever the file says', () => {
    expect(candidateFlavors(rust(0x83), '32')).toEqual([FLAVOR_32]);
    expect(candidateFlavors(new Uint8Array(12), 'mixed')).toEqual([FLAVOR_MIXED]);
    expect(candidateFlavors(rust(0x80), '16')).toEqual([FLAVOR_16]);
  });
});

test('the early layout is that of version 0.5.5 of the Rust library', () => {
  expect(isEarlyRustLayout(rust(0x83, 55))).toBe(true);
  expect(isEarlyRustLayout(rust(0x83, 56))).toBe(false);
  expect(isEarlyRustLayout(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 55, 0, 0, 0, 0))).toBe(false);
});
