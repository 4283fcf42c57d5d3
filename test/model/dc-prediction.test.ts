import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createComponentModel } from '../../src/model/component-model.js';
import { DC_CONTEXT, DEVIATION, keepBorders, PREDICTION, predictDc, SPREAD } from '../../src/model/dc-prediction.js';
import { FLAVOR_16, FLAVOR_32, FLAVOR_MIXED } from '../../src/model/flavor.js';
import { BLOCK, clearScratch, DEQUANTIZED, LEFT_PIXELS, USED_ROWS } from '../../src/model/kernel.js';
import { type Borders, type ReferenceFlavor, referenceDcContext, withDc } from '../helpers/reference-dc.js';

beforeEach(clearScratch);

const FLAVORS = [
  ['16-bit', FLAVOR_16, { dcEstimate: 16, edgeExtrapolation: 16 }],
  ['32-bit', FLAVOR_32, { dcEstimate: 32, edgeExtrapolation: 32 }],
  ['mixed', FLAVOR_MIXED, { dcEstimate: 32, edgeExtrapolation: 16 }],
] as const satisfies readonly (readonly [string, typeof FLAVOR_16, ReferenceFlavor])[];

const s16 = fc.oneof(
  fc.integer({ min: -9000, max: 9000 }),
  fc.integer({ min: -0x8000, max: 0x7fff }),
  fc.constantFrom(-0x8000, 0x7fff, 0, -1),
);
const eight = fc.array(s16, { minLength: 8, maxLength: 8 });
const border: fc.Arbitrary<Borders> = fc.record({ right: eight, below: eight });
const coefficient = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: -2000, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -2047 * 255, max: 2047 * 255 }) },
  { weight: 1, arbitrary: fc.integer({ min: -2047 * 65535, max: 2047 * 65535 }) },
);
const block = fc.array(coefficient, { minLength: 64, maxLength: 64 });
const quantizer = fc.oneof(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 65535 }));

/** Puts a block with its neighbors into the kernel and predicts. */
function predict(
  D: readonly number[],
  dcQuantizer: number,
  left: Borders | null,
  above: Borders | null,
  flavor: typeof FLAVOR_16,
) {
  const model = createComponentModel(0, 3, new Uint16Array(64).fill(dcQuantizer));
  model.hasAbove = above !== null;
  const column = left === null ? 0 : 2;
  if (left !== null) LEFT_PIXELS.set(left.right);
  model.pixelsAbove.fill(12345);
  if (above !== null) model.pixelsAbove.set(above.below, 8 * column);
  BLOCK[USED_ROWS] = 0;
  D.forEach((value, raster) => {
    if (raster === 0) return;
    DEQUANTIZED[raster] = value;
    if (value !== 0) BLOCK[USED_ROWS] |= 1 << (raster >> 3);
  });
  predictDc(model, column, flavor);
  const context = { prediction: DC_CONTEXT[PREDICTION], u1: DC_CONTEXT[SPREAD], u2: DC_CONTEXT[DEVIATION] };
  return { model, column, context };
}

describe.each(FLAVORS)('DC prediction, %s', (_name, flavor, referenceFlavor) => {
  test.each([
    ['no neighbors', false, false],
    ['a left neighbor', true, false],
    ['an upper neighbor', false, true],
    ['both neighbors', true, true],
  ])('with %s is that of format section 5.4', (_what, hasLeft, hasAbove) => {
    fc.assert(
      fc.property(block, quantizer, border, border, (D, q, someLeft, someAbove) => {
        const left = hasLeft ? someLeft : null;
        const above = hasAbove ? someAbove : null;
        const { borders, ...expected } = referenceDcContext(D, q, left, above, referenceFlavor);
        expect(predict(D, q, left, above, flavor).context).toEqual(expected);
        expect(borders.right.length).toBe(8);
      }),
      { numRuns: 150 },
    );
  });

  test('keeps the borders with the DC in them', () => {
    fc.assert(
      fc.property(block, quantizer, fc.integer({ min: -1024, max: 1024 }), (D, q, dc) => {
        const { model, column } = predict(D, q, null, null, flavor);
        keepBorders(model, column, dc);
        const expected = withDc(referenceDcContext(D, q, null, null, referenceFlavor).borders, dc, q);
        expect([...LEFT_PIXELS]).toEqual(expected.right);
        expect([...model.pixelsAbove.subarray(8 * column, 8 * column + 8)]).toEqual(expected.below);
      }),
      { numRuns: 200 },
    );
  });
});

test('the flavors differ where pixels lie far apart', () => {
  const D = new Array<number>(64).fill(0);
  for (let raster = 1; raster < 64; raster++) D[raster] = raster % 2 === 0 ? 30000 : -30000;
  const far = new Array<number>(8).fill(0);
  const contexts = FLAVORS.map(([, flavor]) => {
    const { model, column, context } = predict(D, 3, { right: far, below: far }, { right: far, below: far }, flavor);
    keepBorders(model, column, 0);
    return JSON.stringify([context, [...LEFT_PIXELS]]);
  });
  expect(new Set(contexts).size).toBe(3);
});

// The pixels of a block without AC coefficients are 4, and a DC coefficient moves them by DC * Q.
test.each([1, 7])('a flat block between flat neighbors is predicted exactly, quantizer %d', (q) => {
  for (const dc of [-1000, -3, 0, 1, 250, 1000]) {
    const flat = { right: new Array<number>(8).fill(4 + dc * q), below: new Array<number>(8).fill(4 + dc * q) };
    const { context } = predict(new Array<number>(64).fill(0), q, flat, flat, FLAVOR_16);
    expect(context).toEqual({ prediction: dc, u1: 0, u2: 0 });
  }
});
