import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binOf, createBins, FIRST_BIN, PROBABILITY_SHIFT } from '../../src/coder/bins.js';
import {
  ENCODER,
  encodeBit,
  encodeFixedBit,
  finishEncoder,
  INTERVAL,
  LOW,
  PENDING,
  startEncoder,
  WORDS,
} from '../../src/coder/range-encoder.js';
import { BINS_END } from '../../src/model/bin-layout.js';
import { DECISIONS, DECISIONS_FULL, encodeDecisions, noteExponent } from '../../src/model/decisions.js';
import { BINS, BLOCK, createKernelState, leaveKernel, NOTED, startKernel } from '../../src/model/kernel.js';

/** Bins of the first test, far from each other. */
const SPREAD = [0, 1, 2, 5000, BINS_END - FIRST_BIN - 1].map((index) => FIRST_BIN + index);

const decision = fc.tuple(fc.integer({ min: 0, max: SPREAD.length - 1 }), fc.integer({ min: 0, max: 1 }));
const counts = fc.tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 255 }));

describe('noted decisions', () => {
  test('are coded as one after the other, however many are gathered', () => {
    const runs = fc.array(fc.array(decision, { maxLength: DECISIONS_FULL, size: 'max' }), {
      maxLength: 6,
      size: 'max',
    });
    const startCounts = fc.array(counts, { minLength: SPREAD.length, maxLength: SPREAD.length });
    fc.assert(
      fc.property(runs, startCounts, (batches, pairs) => {
        const bins = createBins(FIRST_BIN + SPREAD.length);
        bins.set(
          pairs.map(([zeros, ones]) => binOf(zeros, ones)),
          FIRST_BIN,
        );
        const plainWords = new Uint32Array(10000);
        startEncoder(plainWords);
        for (const [which, bit] of batches.flat()) encodeBit(plainWords, bins, FIRST_BIN + which, bit);
        const expected = finishEncoder(plainWords);

        const kernel = createKernelState();
        const words = new Uint32Array(10000);
        startKernel(kernel);
        for (const [which, [zeros, ones]] of pairs.entries()) BINS[SPREAD[which] as number] = binOf(zeros, ones);
        startEncoder(words);
        for (const batch of batches) {
          for (const [i, [which, bit]] of batch.entries()) DECISIONS[i] = (SPREAD[which] as number) ^ -bit;
          BLOCK[NOTED] = batch.length;
          encodeDecisions(words);
          expect(BLOCK[NOTED]).toBe(0);
        }
        expect(finishEncoder(words)).toEqual(expected);
        expect(SPREAD.map((index) => BINS[index])).toEqual([...bins.subarray(FIRST_BIN)]);
        leaveKernel(kernel);
      }),
      { numRuns: 100 },
    );
  });

  test('divide every interval as the plain coder does, at every number of finished bits', () => {
    const words = new Uint32Array(10000);
    for (let interval = 128; interval <= 255; interval++) {
      for (let probability = 1; probability <= 255; probability++) {
        for (const bit of [0, 1]) {
          const pending = (interval + probability) & 15;
          const before = new Int32Array(4);
          before[LOW] = (1 << (pending + 8)) - 1;
          before[PENDING] = pending;
          before[INTERVAL] = interval;
          before[WORDS] = 0;
          ENCODER.set(before);
          encodeFixedBit(words, probability, bit);
          const expected = [...ENCODER, ENCODER[WORDS] === 0 ? 0 : words[0]];
          ENCODER.set(before);
          BINS[FIRST_BIN + 7] = (probability << PROBABILITY_SHIFT) | 2;
          DECISIONS[0] = (FIRST_BIN + 7) ^ -bit;
          BLOCK[NOTED] = 1;
          encodeDecisions(words);
          const coded = [...ENCODER, ENCODER[WORDS] === 0 ? 0 : words[0]];
          if (coded.join() !== expected.join()) expect.fail(`${interval}, ${probability}, ${bit}: ${coded}`);
        }
      }
    }
  });

  test('of an exponent are its length in unary, and an end unless it is the longest', () => {
    for (let length = 0; length <= 11; length++) {
      const noted = noteExponent(3, 100, 10, length);
      const expected = Array.from(
        { length: Math.min(length + 1, 11) },
        (_, bit) => (100 + 10 * bit) ^ -Number(bit < length),
      );
      expect([...DECISIONS.subarray(3, noted)]).toEqual(expected);
    }
  });
});
