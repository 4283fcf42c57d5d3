import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../src/bytes/byte-reader.js';
import { codeOf, errorOf } from '../helpers/error-code.js';

const BYTES = Uint8Array.of(0x01, 0xfe, 0xff, 0x78, 0x56, 0x34, 0xf2, 0x41, 0xe9);

describe('the byte reader', () => {
  test('reads little-endian numbers and ISO 8859-1 text', () => {
    const reader = new ByteReader(BYTES, 0, BYTES.length, 'test');
    expect(reader.uint8()).toBe(1);
    expect(reader.int16()).toBe(-2);
    expect(reader.uint32()).toBe(0xf2345678);
    expect(reader.text(2)).toBe('Aé');
    expect([reader.position, reader.remaining]).toEqual([9, 0]);
    expect(new ByteReader(BYTES, 1, 3, 'test').uint16()).toBe(0xfffe);
  });

  test('takes bytes without a copy', () => {
    const reader = new ByteReader(BYTES, 2, 6, 'test');
    const taken = reader.take(3);
    expect([...taken]).toEqual([0xff, 0x78, 0x56]);
    expect(taken.buffer).toBe(BYTES.buffer);
    expect(reader.take(0).length).toBe(0);
    expect(reader.remaining).toBe(1);
  });

  test.each([
    ['a byte', (reader: ByteReader) => reader.uint8(), 4],
    ['a number of two bytes', (reader: ByteReader) => reader.uint16(), 3],
    ['a number of four bytes', (reader: ByteReader) => reader.uint32(), 1],
    ['text', (reader: ByteReader) => reader.text(3), 2],
    ['many bytes', (reader: ByteReader) => reader.take(0xffffffff), 0],
  ])('refuses %s past its end, although there are bytes', (_what, read, position) => {
    expect(codeOf(() => read(new ByteReader(BYTES, position, 4, 'test')))).toBe('SHORT_READ');
  });

  test('tells what ends where', () => {
    const reader = new ByteReader(BYTES, 2, 4, 'thing');
    expect(errorOf(() => reader.take(7)).message).toMatch(/thing ends at byte 4.* 7 bytes from byte 2/);
  });
});
