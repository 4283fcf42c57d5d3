import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { flavoredFile, REFERENCE_FLAVORS, type ReferenceFlavorName } from '../helpers/flavored-files.js';
import { arbitraryImage, makeImage, type RandomImage } from '../helpers/random-image.js';
import { isPrefix, sendThrough } from '../helpers/streams.js';

const { createDecompressStream, decompressSync, LeptonError } = await loadBuiltLibrary();
const NAMES = Object.keys(REFERENCE_FLAVORS) as ReferenceFlavorName[];

/** An image that each arithmetic codes in another way, beginning with rows that they agree about. */
const IMAGE: RandomImage = (() => {
  const setting = {
    sampling: [
      [2, 1],
      [1, 1],
    ],
    mcusPerRow: 3,
    mcuRows: 24,
    quantizerMaximum: 200,
    dcQuantizerMinimum: 60,
  } as const;
  const calm = makeImage({ ...setting, styles: ['small'], seed: 3 });
  const wild = makeImage({ ...setting, styles: ['extreme', 'dense'], seed: 4 });
  const isWild = (component: number, block: number) => {
    const { blocksPerRow } = calm.frame.components[component];
    return Math.floor(block / blocksPerRow) % 12 >= 6;
  };
  const blocks = calm.blocks.map((list, component) =>
    list.map((block, index) => (isWild(component, index) ? wild.blocks[component][index] : block)),
  );
  return { ...wild, blocks };
})();

/** A stream gives what decompressSync gives; it may only fail where that succeeds if `mayFail`. */
async function expectSame(lepton: Uint8Array, sizes: readonly number[], mayFail: boolean): Promise<void> {
  const outcome = await sendThrough(lepton, createDecompressStream(), sizes);
  let expected: Uint8Array;
  try {
    expected = decompressSync(lepton);
  } catch {
    expect(outcome.error).toBeInstanceOf(LeptonError);
    return;
  }
  if (outcome.error !== undefined && !mayFail) throw outcome.error;
  if (outcome.error === undefined) expect(Buffer.compare(outcome.bytes, expected)).toBe(0);
}

describe('a segment of unknown arithmetic that arrives', () => {
  test.each(NAMES)('is restored: %s', async (name) => {
    for (const count of [1, 2, 4]) {
      const { jpeg, lepton } = flavoredFile(IMAGE, new Array<ReferenceFlavorName>(count).fill(name));
      expect(Buffer.compare(decompressSync(lepton), jpeg)).toBe(0);
      for (const sizes of [[1_000_000], [700], [1]]) {
        const outcome = await sendThrough(lepton, createDecompressStream(), sizes);
        expect(outcome.error).toBe(undefined);
        expect(Buffer.compare(outcome.bytes, jpeg)).toBe(0);
      }
    }
  });

  test('gives nothing that another arithmetic would give otherwise', async () => {
    for (const name of NAMES) {
      const { jpeg, lepton } = flavoredFile(IMAGE, [name, name]);
      for (let length = lepton.length - 1; length > 0; length -= 97) {
        const outcome = await sendThrough(lepton.subarray(0, length), createDecompressStream(), [500]);
        expect(outcome.error).toBeInstanceOf(LeptonError);
        expect(isPrefix(outcome.bytes, jpeg)).toBe(true);
      }
    }
  });

  test('is never a mixture that decompressSync does not give', async () => {
    for (const first of NAMES) {
      for (const second of NAMES) {
        const { jpeg, lepton } = flavoredFile(IMAGE, [first, second]);
        const outcome = await sendThrough(lepton, createDecompressStream(), [5000]);
        if (first === second) expect(Buffer.compare(outcome.bytes, jpeg)).toBe(0);
        else expect(outcome.error).toMatchObject({ code: 'STREAM_INCONSISTENT' });
        await expectSame(lepton, [5000], false);
      }
    }
  });

  test('is restored whatever the picture', async () => {
    const drawn = arbitraryImage({ maxMcus: 5, dcQuantizerMinimum: 16 });
    const names = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(drawn, names, fc.integer({ min: 1, max: 9000 }), async (image, flavors, size) => {
        const segments = image.frame.mcuRows < 4 ? [flavors[0]] : flavors;
        const isOne = new Set(segments).size === 1;
        await expectSame(flavoredFile(image, segments).lepton, [size], !isOne);
      }),
      { numRuns: 150 },
    );
  });

  test('holds to the memory limit', async () => {
    const { lepton } = flavoredFile(IMAGE, ['32']);
    const { error } = await sendThrough(lepton, createDecompressStream({ memoryLimit: 2 * lepton.length }));
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});
