import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../src/bytes/byte-reader.js';
import { ByteWriter } from '../../src/bytes/byte-writer.js';

test('what is written is read again, however small the writer begins', () => {
  const item = fc.oneof(
    fc.tuple(fc.constant('uint8' as const), fc.integer({ min: 0, max: 0xff })),
    fc.tuple(fc.constant('uint16' as const), fc.integer({ min: 0, max: 0xffff })),
    fc.tuple(fc.constant('uint32' as const), fc.integer({ min: 0, max: 0xffffffff })),
    fc.tuple(fc.constant('bytes' as const), fc.uint8Array({ maxLength: 300 })),
  );
  fc.assert(
    fc.property(fc.nat(40), fc.array(item), (capacity, items) => {
      const writer = new ByteWriter(capacity);
      for (const [kind, value] of items) {
        if (kind === 'bytes') writer.append(value);
        else writer[kind](value);
      }
      const bytes = writer.finish();
      expect(bytes.length).toBe(writer.size);
      const reader = new ByteReader(bytes, 0, bytes.length, 'test');
      for (const [kind, value] of items) {
        expect(kind === 'bytes' ? reader.take(value.length) : reader[kind]()).toEqual(value);
      }
      expect(reader.remaining).toBe(0);
    }),
  );
});

test('negative numbers keep their low bits, and text is ISO 8859-1', () => {
  const writer = new ByteWriter(1);
  writer.uint16(-2);
  writer.text('Aé');
  expect([...writer.finish()]).toEqual([0xfe, 0xff, 0x41, 0xe9]);
});
