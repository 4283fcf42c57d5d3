import { describe, expect, test } from 'vitest';
import {
  compressPiecesSync,
  compressSync,
  EXTENDED_VERSION,
  FLAVOR_NAMES,
  formatOf,
  inspect,
  peekLepton,
} from '../../src/index.js';
import { readFixture } from '../helpers/fixtures.js';

const PHOTO = readFixture('sampling-420.jpg');
const LEPTON = compressSync(PHOTO);

describe('what the command line has from the library: formatOf', () => {
  test('tells JPEGs and Lepton files by two bytes', () => {
    expect(formatOf(PHOTO)).toBe('jpeg');
    expect(formatOf(PHOTO.subarray(0, 2))).toBe('jpeg');
    expect(formatOf(LEPTON)).toBe('lepton');
    expect(formatOf(LEPTON.subarray(0, 2))).toBe('lepton');
  });

  test.each([[[]], [[0xff]], [[0xcf]], [[0xff, 0x84]], [[0xcf, 0xd8]], [[0x89, 0x50, 0x4e, 0x47]]])(
    'is null for %j',
    (bytes) => {
      expect(formatOf(Uint8Array.from(bytes))).toBe(null);
    },
  );
});

describe('what the command line has from the library: peekLepton', () => {
  test.each([
    ['sequential', LEPTON, { version: 1, kind: 'Z' }],
    ['progressive', compressSync(readFixture('progressive-420.jpg')), { version: 1, kind: 'X' }],
    [
      'extended',
      compressSync(readFixture('sampling-411.jpg'), { extended: true }),
      { version: EXTENDED_VERSION, kind: 'X' },
    ],
    ['stored', compressSync(new Uint8Array(5), { any: true }), { version: 1, kind: 'Y' }],
  ])('says of a %s file what inspect says, by four bytes', (_what, lepton, expected) => {
    expect(peekLepton(lepton.subarray(0, 4))).toEqual(expected);
    expect(inspect(lepton)).toMatchObject(expected);
  });

  test('says of the second piece of a JPEG that it is a part', () => {
    const [first, second] = compressPiecesSync(readFixture('scene.jpg'), { pieceSize: 100_000 });
    expect([peekLepton(first.lepton)?.kind, peekLepton(second.lepton)?.kind]).toEqual(['Z', 'Y']);
  });

  test.each([
    ['a JPEG', PHOTO],
    ['three bytes', LEPTON.subarray(0, 3)],
    ['no bytes', new Uint8Array()],
    ['an unknown kind', Uint8Array.of(0xcf, 0x84, 1, 0x51)],
  ])('is null for %s', (_what, bytes) => {
    expect(peekLepton(bytes)).toBe(null);
  });
});

test('every flavor that has a name can be forced, and no other', () => {
  for (const flavor of FLAVOR_NAMES) expect(inspect(LEPTON, { flavor })).toMatchObject({ format: 'lepton' });
  expect(() => inspect(LEPTON, { flavor: '8' as '16' })).toThrow(/16, 32 or mixed/);
});
