import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeExtension, type Extension, encodeExtension } from '../../src/container/extension.js';
import { codeOf } from '../helpers/error-code.js';

const number = fc.oneof(
  fc.nat(300),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.constantFrom(0, 127, 128, 2 ** 32 - 1),
);
const blocks = fc
  .uniqueArray(fc.oneof(fc.nat(50), fc.nat()), { maxLength: 20 })
  .map((list) => list.sort((a, b) => a - b));
const extension: fc.Arbitrary<Extension> = fc.record({
  standardTables: fc.boolean(),
  strayBytes: fc.boolean(),
  runBreaks: fc.array(blocks, { maxLength: 6 }),
  writtenBytes: number,
  patches: fc.array(fc.record({ gap: number, removed: number, inserted: fc.uint8Array({ maxLength: 200 }) }), {
    maxLength: 10,
  }),
});
const NOTHING: Extension = { standardTables: false, strayBytes: false, runBreaks: [], writtenBytes: 0, patches: [] };

describe('the EXT item', () => {
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(extension, (wanted) => {
        expect(decodeExtension(encodeExtension(wanted))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused when it is cut off anywhere', () => {
    const body = encodeExtension({
      ...NOTHING,
      runBreaks: [[1, 2, 300], []],
      writtenBytes: 70_000,
      patches: [{ gap: 1000, removed: 3, inserted: Uint8Array.of(1, 2, 3) }],
    });
    for (let length = 0; length < body.length; length++) {
      expect(['SHORT_READ', 'DAMAGED_LEPTON_FILE']).toContain(codeOf(() => decodeExtension(body.subarray(0, length))));
    }
  });

  test.each<[string, number[]]>([
    ['an unknown layout', [0, 0, 0, 0, 0]],
    ['a later layout', [2, 0, 0, 0, 0]],
    ['an unknown flag', [1, 4, 0, 0, 0]],
    ['bytes behind it', [1, 0, 0, 0, 0, 0]],
    ['more scans than it has bytes', [1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ['more patches than it has bytes', [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ['a number of six bytes', [1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0, 0]],
  ])('is refused with %s', (_what, body) => {
    expect(codeOf(() => decodeExtension(Uint8Array.from(body)))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('is five bytes when it tells nothing', () => {
    expect([...encodeExtension(NOTHING)]).toEqual([1, 0, 0, 0, 0]);
  });
});
