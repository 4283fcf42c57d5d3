import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binOf, createBins, FIRST_BIN, INITIAL_BIN } from '../../src/coder/bins.js';
import {
  DECODER,
  DECODER_PADDING,
  decodeBit,
  decodeFixedBit,
  decoderBytesRead,
  POSITION,
  startDecoder,
} from '../../src/coder/range-decoder.js';
import { encodeFixedBit, finishEncoder, startEncoder } from '../../src/coder/range-encoder.js';
import { ReferenceBin, ReferenceDecoder, ReferenceEncoder } from '../helpers/reference-range-coder.js';

const probability = fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(1, 2, 127, 128, 254, 255));
const bit = fc.integer({ min: 0, max: 1 });
const decisions = fc.array(fc.tuple(probability, bit), { maxLength: 1500, size: 'max' });

function padded(bytes: ArrayLike<number>, padding = DECODER_PADDING): Uint8Array {
  const result = new Uint8Array(bytes.length + padding);
  result.set(bytes);
  return result;
}

describe('the range decoder', () => {
  test('reads what the coder of RFC 6386 wrote', () => {
    fc.assert(
      fc.property(decisions, (wanted) => {
        const encoder = new ReferenceEncoder();
        encoder.code(128, 0);
        for (const [p, value] of wanted) encoder.code(p, value);
        const input = padded(encoder.finish());
        expect(startDecoder(input)).toBe(true);
        expect(wanted.map(([p]) => decodeFixedBit(input, p))).toEqual(wanted.map(([, value]) => value));
      }),
      { numRuns: 150 },
    );
  });

  // Only streams with the leading 0: from 0x80 on there are bytes that lie outside of every interval.
  test('finds in any bytes what the decoder of RFC 6386 finds, and zeros past their end', () => {
    const bytes = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 255)), { maxLength: 60 });
    const cycle = fc.array(probability, { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 127 }), bytes, cycle, (first, others, probabilities) => {
        const reference = new ReferenceDecoder(Uint8Array.of(first, ...others));
        const ours = padded([first, ...others]);
        expect([startDecoder(ours), reference.code(128)]).toEqual([true, 0]);
        for (let i = 0; i < 900; i++) {
          const p = probabilities[i % probabilities.length];
          const found = decodeFixedBit(ours, p);
          if (found !== reference.code(p)) expect.fail(`decision ${i} is ${found}`);
          if (decoderBytesRead() !== reference.bytesRead) expect.fail(`${decoderBytesRead()} bytes at decision ${i}`);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('lets a bin learn as the format says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        bytes[0] &= 127;
        const input = padded(bytes);
        const bins = createBins(FIRST_BIN + 2);
        bins.set([7, INITIAL_BIN], FIRST_BIN);
        const reference = new ReferenceDecoder(bytes);
        const bin = new ReferenceBin();
        startDecoder(input);
        reference.code(128);
        for (let i = 0; i < 600; i++) {
          const value = reference.code(bin.probability);
          bin.learn(value);
          if (decodeBit(input, bins, FIRST_BIN + 1) !== value) expect.fail(`decision ${i}`);
        }
        expect(bins[FIRST_BIN + 1]).toBe(binOf(bin.zeros, bin.ones));
        expect(bins[FIRST_BIN]).toBe(7);
      }),
      { numRuns: 50 },
    );
  });

  // Files of other writers may leave one byte (format section 5.4); ours end with exactly what is read.
  test('has read all bytes at the end of what the encoder wrote', () => {
    fc.assert(
      fc.property(decisions, (wanted) => {
        const words = new Uint32Array(wanted.length + 16);
        startEncoder(words);
        for (const [p, value] of wanted) encodeFixedBit(words, p, value);
        const coded = finishEncoder(words);
        const input = padded(coded);
        startDecoder(input);
        for (const [p] of wanted) decodeFixedBit(input, p);
        expect(decoderBytesRead()).toBe(coded.length);
      }),
      { numRuns: 200 },
    );
  });

  test('tells a wrong leading bit', () => {
    expect(startDecoder(padded([0x7f, 0xff, 0xff]))).toBe(true);
    expect(startDecoder(padded([0x80, 0, 0]))).toBe(false);
    expect(startDecoder(padded([0xff, 0xff, 0xff]))).toBe(false);
    expect(startDecoder(padded([]))).toBe(true);
  });

  // The padding promises room for one block: 1,500 decisions that cost 7 bits each.
  test('stays inside its padding for one block past the end', () => {
    const input = padded([0x7f, 0xff]);
    startDecoder(input);
    for (let i = 0; i < 1500; i++) decodeFixedBit(input, 1);
    expect(DECODER[POSITION]).toBeLessThanOrEqual(input.length);
  });
});
