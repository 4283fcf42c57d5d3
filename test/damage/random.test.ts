import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { attempt, describeAttempt, LEPTON_REFUSALS } from './attempt.js';
import { checkJpeg } from './check-jpeg.js';
import { concat, splice } from './variant.js';

const JPEGS = [
  'size-17x33-420.jpg',
  'size-17x33-440.jpg',
  'padding-zeros-restart.jpg',
  'progressive-17x33.jpg',
  'progressive-restart.jpg',
  'scans-separate-restart.jpg',
  'four-components-sampled.jpg',
].map(readFixture);

/** Bytes that mean something in a JPEG come more often than others. */
const telling = fc.oneof(
  fc.constantFrom(0xff, 0x00, 0xd0, 0xd9, 0xda, 0xc4, 0xdb, 0xdd),
  fc.integer({ min: 0, max: 255 }),
);

/** A fixture some stretches of which are removed, replaced, or copied to another place. */
const mutated = fc
  .tuple(
    fc.constantFrom(...JPEGS),
    fc.array(
      fc.record({
        from: fc.double({ min: 0, max: 1, noNaN: true }),
        to: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 0, max: 40 }),
        put: fc.oneof(fc.array(telling, { maxLength: 20 }), fc.constant(null)),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([jpeg, changes]) =>
    changes.reduce((bytes, { from, to, length, put }) => {
      const start = Math.floor(from * bytes.length);
      const target = Math.floor(to * bytes.length);
      if (put !== null) return splice(bytes, start, Math.min(bytes.length, start + length), put);
      return splice(bytes, target, target, bytes.subarray(start, start + length));
    }, jpeg),
  );

describe('any bytes', async () => {
  const library = await loadBuiltLibrary();
  const expectSound = (bytes: Uint8Array): void => {
    expect(checkJpeg(library, bytes).faults).toEqual([]);
  };
  const expectRefusedOrRestored = (bytes: Uint8Array): void => {
    const result = attempt(library, () => library.decompressSync(bytes));
    if ('bytes' in result) return;
    expect(LEPTON_REFUSALS, describeAttempt(result)).toContain('code' in result ? result.code : 'CRASH');
  };

  it('are compressed or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectSound), { numRuns: 300 });
    const behindSoi = fc.array(telling, { maxLength: 400 }).map((bytes) => concat([0xff, 0xd8], bytes));
    fc.assert(fc.property(behindSoi, expectSound), { numRuns: 300 });
  });

  it('are compressed or refused if they come from a JPEG', () => {
    fc.assert(fc.property(mutated, expectSound), { numRuns: 1500 });
  });

  it('are decompressed or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectRefusedOrRestored), { numRuns: 300 });
    const behindMagic = fc.array(telling, { maxLength: 400 }).map((bytes) => concat([0xcf, 0x84, 1, 0x5a], bytes));
    fc.assert(fc.property(behindMagic, expectRefusedOrRestored), { numRuns: 300 });
  });
});
