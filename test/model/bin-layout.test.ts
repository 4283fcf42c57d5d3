import { expect, test } from 'vitest';
import { FIRST_BIN } from '../../src/coder/bins.js';
import * as layout from '../../src/model/bin-layout.js';

/** An array of bins: the offset of its first one, and the size and stride of each dimension. */
interface BinArray {
  readonly name: string;
  readonly start: number;
  readonly dimensions: readonly (readonly [size: number, stride: number])[];
}

// The dimensions of the table in format section 5, with the strides that the hot code uses.
const ARRAYS: readonly BinArray[] = [
  {
    name: 'count7x7',
    start: layout.COUNT_7X7,
    dimensions: [
      [2, layout.COUNT_7X7_PER_COLOR],
      [9, 64],
      [64, 1],
    ],
  },
  {
    name: 'exponent7x7',
    start: layout.EXPONENT_7X7,
    dimensions: [
      [2, layout.EXPONENT_7X7_PER_COLOR],
      [11, layout.EXPONENT_7X7_PER_BIT],
      [9, layout.EXPONENT_7X7_PER_REMAINING],
      [12, layout.EXPONENT_7X7_PER_PRIOR],
      [49, 1],
    ],
  },
  {
    name: 'residual7x7',
    start: layout.RESIDUAL_7X7,
    dimensions: [
      [2, layout.RESIDUAL_7X7_PER_COLOR],
      [10, layout.RESIDUAL_7X7_PER_BIT],
      [9, layout.RESIDUAL_7X7_PER_REMAINING],
      [49, 1],
    ],
  },
  {
    name: 'countEdgeH and countEdgeV',
    start: layout.COUNT_EDGE,
    dimensions: [
      [2, layout.COUNT_EDGE_PER_DIRECTION],
      [2, layout.COUNT_EDGE_PER_COLOR],
      [8, 64],
      [8, 8],
      [8, 1],
    ],
  },
  {
    name: 'exponentEdge',
    start: layout.EXPONENT_EDGE,
    dimensions: [
      [2, layout.EXPONENT_EDGE_PER_COLOR],
      [11, layout.EXPONENT_EDGE_PER_BIT],
      [7, layout.EXPONENT_EDGE_PER_REMAINING],
      [11, layout.EXPONENT_EDGE_PER_PRIOR],
      [14, 1],
    ],
  },
  {
    name: 'residualEdge',
    start: layout.RESIDUAL_EDGE,
    dimensions: [
      [2, layout.RESIDUAL_EDGE_PER_COLOR],
      [10, layout.RESIDUAL_EDGE_PER_BIT],
      [7, layout.RESIDUAL_EDGE_PER_REMAINING],
      [14, 1],
    ],
  },
  {
    name: 'threshold',
    start: layout.THRESHOLD,
    dimensions: [
      [2, layout.THRESHOLD_PER_COLOR],
      [256, layout.THRESHOLD_PER_PREDICTION],
      // All length classes together: see the next test.
      [256, 1],
    ],
  },
  {
    name: 'sign',
    start: layout.SIGN,
    dimensions: [
      [2, layout.SIGN_PER_COLOR],
      [3, layout.SIGN_PER_KIND],
      [12, 1],
    ],
  },
  {
    name: 'dcExponent',
    start: layout.DC_EXPONENT,
    dimensions: [
      [12, layout.DC_EXPONENT_PER_SPREAD],
      [17, layout.DC_EXPONENT_PER_DEVIATION],
      [11, 1],
    ],
  },
  {
    name: 'dcResidual',
    start: layout.DC_RESIDUAL,
    dimensions: [
      [12, layout.DC_RESIDUAL_PER_SPREAD],
      [10, 1],
    ],
  },
];

function indicesOf({ start, dimensions }: BinArray): number[] {
  return dimensions.reduce(
    (bases, [size, stride]) => bases.flatMap((base) => Array.from({ length: size }, (_, i) => base + i * stride)),
    [start],
  );
}

test('every bin of every array has a place of its own', () => {
  const owner = new Array<string | undefined>(layout.BINS_END).fill(undefined);
  for (const array of ARRAYS) {
    const indices = indicesOf(array);
    expect(indices.length, array.name).toBe(array.dimensions.reduce((product, [size]) => product * size, 1));
    for (const index of indices) {
      if (index >= layout.BINS_END) expect.fail(`${array.name} reaches bin ${index}`);
      if (index < FIRST_BIN) expect.fail(`${array.name} begins among the successors`);
      if (owner[index] !== undefined) expect.fail(`bin ${index} is of ${owner[index]} and of ${array.name}`);
      owner[index] = array.name;
    }
  }
  expect(owner.slice(FIRST_BIN).filter((name) => name === undefined).length).toBe(0);
});

// Of a coefficient with `length` bits, those from the threshold on are coded after the bits above them, which begin with
// the leading one: at most `length - threshold - 1` of them, capped at 127 (format section 5.3).
test('the length classes of the threshold bins do not meet', () => {
  const owner = new Map<number, number>();
  for (let lengthClass = 0; lengthClass <= 5; lengthClass++) {
    const contexts = lengthClass === 5 ? 128 : 2 << lengthClass;
    for (let context = 1; context < contexts; context++) {
      const place = (2 << lengthClass) + context;
      expect(place).toBeLessThan(layout.THRESHOLD_PER_PREDICTION);
      expect(owner.get(place), `class ${lengthClass}, context ${context}`).toBeUndefined();
      owner.set(place, lengthClass);
    }
  }
});
