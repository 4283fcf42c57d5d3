import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBins, FIRST_BIN, INITIAL_BIN, PROBABILITY_SHIFT } from '../../src/coder/bins.js';
import { encodeBit, encodeFixedBit, finishEncoder, startEncoder } from '../../src/coder/range-encoder.js';
import { ReferenceBin, ReferenceDecoder, ReferenceEncoder } from '../helpers/reference-range-coder.js';

type Decision = readonly [probability: number, bit: number];

function encode(decisions: readonly Decision[]): Uint8Array {
  const words = new Uint32Array(decisions.length + 16);
  startEncoder(words);
  for (const [probability, bit] of decisions) encodeFixedBit(words, probability, bit);
  return finishEncoder(words);
}

function encodeByReference(decisions: readonly Decision[]): Uint8Array {
  const encoder = new ReferenceEncoder();
  encoder.code(128, 0);
  for (const [probability, bit] of decisions) encoder.code(probability, bit);
  return encoder.finish();
}

const probability = fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(1, 2, 127, 128, 254, 255));
const bit = fc.integer({ min: 0, max: 1 });

describe('the range encoder', () => {
  test('writes the bytes of the coder of RFC 6386 for any decisions', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(probability, bit), { maxLength: 2000, size: 'max' }), (decisions) => {
        expect(encode(decisions)).toEqual(encodeByReference(decisions));
      }),
      { numRuns: 150 },
    );
  });

  test('writes the same for decisions that a bin learns from', () => {
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 3000, size: 'max' }), fc.integer({ min: 1, max: 40 }), (bits, rarity) => {
        const biased = bits.map((value, i) => (i % rarity === 0 ? value : 0));
        const words = new Uint32Array(biased.length + 16);
        const bins = createBins(FIRST_BIN + 2);
        bins[FIRST_BIN + 1] = INITIAL_BIN;
        const encoder = new ReferenceEncoder();
        const bin = new ReferenceBin();
        startEncoder(words);
        encoder.code(128, 0);
        for (const value of biased) {
          encodeBit(words, bins, FIRST_BIN + 1, value);
          encoder.code(bin.probability, value);
          bin.learn(value);
        }
        expect(finishEncoder(words)).toEqual(encoder.finish());
        expect((bins[FIRST_BIN + 1] as number) >>> PROBABILITY_SHIFT).toBe(bin.probability);
        expect(bins[FIRST_BIN]).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  // A number that begins 40 00 00 ... in hexadecimal is approached from below, so that 3F FF FF ... is written; then a
  // 1 is coded where a decoder of that number would find a 0, and the carry runs back to the first byte.
  test('carries through long runs of 0xFF', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 4000 }),
        fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.tuple(probability, bit)),
        (length, probabilities, tail) => {
          const decoder = new ReferenceDecoder(Uint8Array.of(0x40));
          decoder.code(128);
          const decisions: Decision[] = [];
          for (let i = 0; ; i++) {
            const p = probabilities[i % probabilities.length];
            const value = decoder.code(p);
            decisions.push([p, value]);
            if (i < length || value === 1) continue;
            const encoder = new ReferenceEncoder();
            encoder.code(128, 0);
            for (const [q, earlier] of decisions.slice(0, -1)) encoder.code(q, earlier);
            const before = encoder.output.slice();
            // Where the interval begins exactly at the number there is nothing to carry.
            fc.pre(before.length > 3 && before[0] === 0x3f);
            expect(before.slice(1).every((byte) => byte === 0xff)).toBe(true);
            decisions[i] = [p, 1];
            const carried = encode([...decisions, ...tail]);
            expect([...carried.subarray(0, before.length)]).toEqual([0x40, ...before.slice(1).map(() => 0)]);
            expect(carried).toEqual(encodeByReference([...decisions, ...tail]));
            return;
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('writes only zeros for the leading 0 alone', () => {
    expect([...encode([])]).toEqual([0, 0]);
  });
});
