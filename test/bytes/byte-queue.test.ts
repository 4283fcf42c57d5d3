import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteQueue } from '../../src/bytes/byte-queue.js';

/** Adding (positive) or reading (negative) so many bytes. */
const arbitraryStep = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: -40_000, max: 40_000 }),
  fc.constantFrom(16_384, -16_384, 32_768, -32_768, 1, -1),
);

test('a queue gives back what it was given, in order', () => {
  fc.assert(
    fc.property(fc.array(arbitraryStep, { maxLength: 40 }), (steps) => {
      const queue = new ByteQueue();
      let written = 0;
      let read = 0;
      for (const step of steps) {
        if (step >= 0) {
          queue.append(Uint8Array.from({ length: step }, (_, i) => (written + i) % 251));
          written += step;
        } else {
          const target = new Uint8Array(-step);
          const count = queue.read(target);
          expect(count).toBe(Math.min(-step, written - read));
          expect(target.every((byte, i) => byte === (i < count ? (read + i) % 251 : 0))).toBe(true);
          read += count;
        }
        expect(queue.length).toBe(written - read);
      }
    }),
    { numRuns: 200 },
  );
});

test('a queue keeps a copy', () => {
  const queue = new ByteQueue();
  const bytes = Uint8Array.of(1, 2, 3);
  queue.append(bytes);
  bytes.fill(9);
  const target = new Uint8Array(3);
  queue.read(target);
  expect([...target]).toEqual([1, 2, 3]);
});
