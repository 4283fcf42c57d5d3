import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Extension } from '../../src/container/extension.js';
import { readHeaderItems, writeHeaderItems } from '../../src/container/header-items.js';
import type { HeaderItems, SegmentEntry } from '../../src/container/lepton-file.js';
import { codeOf, errorOf } from '../helpers/error-code.js';
import { withByte } from '../helpers/with-byte.js';

const text = (characters: string) => [...characters].map((character) => character.charCodeAt(0));
const uint32 = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
const item = (name: string, ...bytes: number[]) => [...text(name), ...uint32(bytes.length), ...bytes];
const SEGMENT = [4, 0, ...uint32(1000), 0xe0, 3, 1, 0, 0xff, 0xff, 0, 4, 0, 0];
const HDR = item('HDR', 0xff, 0xdb);
const P0D = [...text('P0D'), 0x7f];
const HH = [...text('HH'), 1, ...SEGMENT];
const read = (...bytes: number[]) => readHeaderItems(Uint8Array.from(bytes), false);

/** Items that are not there. */
const NOTHING: HeaderItems = read(...HDR, ...HH);

const segments: fc.Arbitrary<SegmentEntry[]> = fc
  .array(
    fc.record({
      lumaYStart: fc.integer({ min: 0, max: 65535 }),
      size: fc.integer({ min: 0, max: 0xffffffff }),
      overhangByte: fc.integer({ min: 0, max: 255 }),
      overhangBits: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 255),
      lastDc: fc.int16Array({ minLength: 4, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 16 },
  )
  .map((entries) => {
    const starts = entries.map(({ lumaYStart }) => lumaYStart).sort((a, b) => a - b);
    return entries.map((entry, i) => ({ ...entry, lumaYStart: starts[i] }));
  });
const bytes = fc.uint8Array({ maxLength: 60 });
const number32 = fc.integer({ min: 0, max: 0xffffffff });
const items: fc.Arbitrary<HeaderItems> = fc
  .record({
    jpegHeader: bytes,
    padByte: fc.integer({ min: 0, max: 255 }),
    segments,
    restartCounts: fc.option(fc.array(number32, { maxLength: 5 })),
    surplusRestarts: fc.option(bytes),
    cutOff: fc.option(fc.array(number32, { minLength: 7, maxLength: 7 })),
    replacingPrefix: fc.option(bytes),
    leadingPrefix: fc.option(bytes),
    trailing: fc.option(bytes),
  })
  .map((known) => ({ ...NOTHING, ...known }));

describe('the header items', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(items, (wanted) => {
        expect(readHeaderItems(writeHeaderItems(wanted), false)).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  test('are written in the order of the existing tools', () => {
    const all = {
      ...NOTHING,
      restartCounts: [],
      surplusRestarts: new Uint8Array(),
      cutOff: new Array<number>(7).fill(0),
      replacingPrefix: new Uint8Array(),
      leadingPrefix: new Uint8Array(),
      trailing: new Uint8Array(),
    };
    const written = String.fromCharCode(...writeHeaderItems(all));
    const places = ['HDR', 'P0D', 'HH', 'CRS', 'FRS', 'EEE', 'PGR', 'PGE', 'GRB'].map((name) => written.indexOf(name));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  test('have the bytes of format sections 1 and 3', () => {
    const [segment] = NOTHING.segments;
    expect(segment).toEqual({
      lumaYStart: 4,
      size: 1000,
      overhangByte: 0xe0,
      overhangBits: 3,
      lastDc: Int16Array.of(1, -1, 1024, 0),
    });
    expect([...writeHeaderItems(NOTHING)]).toEqual([...HDR, ...P0D, ...HH]);
    expect(NOTHING).toMatchObject({ trailing: null, restartCounts: null, cutOff: null, outputSize: null });
  });

  test('may stand in any order', () => {
    expect(read(...item('GRB', 9), ...HH, ...P0D, ...HDR)).toEqual(read(...HDR, ...P0D, ...HH, ...item('GRB', 9)));
  });

  test.each([
    [0, 0x00],
    [1, 0xff],
    [0xff, 0xff],
  ])('take the legacy pad item %d for %d', (flag, padByte) => {
    expect(read(...HDR, ...text('PAD'), flag, ...HH).padByte).toBe(padByte);
  });

  test('take a size that overrides the one of the file', () => {
    expect(read(...HDR, ...HH, ...text('SIZ'), ...uint32(0xfffffffe)).outputSize).toBe(0xfffffffe);
  });

  test.each([1, 15, 16])('take %d segments', (count) => {
    const table = [...text('HH'), count, ...new Array<number[]>(count).fill(SEGMENT).flat()];
    expect(read(...HDR, ...table).segments.length).toBe(count);
  });

  test.each<[string, number[]]>([
    ['an unknown item', [...HDR, ...HH, ...item('XYZ', 1)]],
    ['an item in small letters', [...item('hdr', 1), ...HH]],
    ['no JPEG header', [...P0D, ...HH]],
    ['no segment table', [...HDR, ...P0D]],
    ['no segments', [...HDR, ...text('HH'), 0]],
    ['17 segments', [...HDR, ...text('HH'), 17, ...new Array<number[]>(17).fill(SEGMENT).flat()]],
    ['8 bits in the overhang', [...HDR, ...text('HH'), 1, ...withByte(SEGMENT, 7, 8)]],
    ['254 bits in the overhang', [...HDR, ...text('HH'), 1, ...withByte(SEGMENT, 7, 254)]],
    ['a segment above the one before it', [...HDR, ...text('HH'), 2, ...SEGMENT, ...withByte(SEGMENT, 0, 3)]],
    ...['HDR', 'P0D', 'HH', 'GRB', 'FRS', 'PGE'].map((name): [string, number[]] => {
      const twice = name === 'HH' ? HH : name === 'P0D' ? P0D : item(name, 1);
      return [`${name} twice`, [...HDR, ...HH, ...twice, ...twice]];
    }),
  ])('are refused with %s', (_what, header) => {
    expect(codeOf(() => read(...header))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('name an unknown item and its place', () => {
    const { message } = errorOf(() => read(...HDR, ...HH, ...text('XYZ')));
    expect(message).toContain('"XYZ"');
    expect(message).toContain(`byte ${HDR.length + HH.length} `);
  });

  test.each<[string, number[]]>([
    ['HDR', HDR],
    ['P0D', [...HDR, ...P0D]],
    ['HH', [...HDR, ...HH]],
    ['CRS', [...HDR, ...HH, ...text('CRS'), ...uint32(2), ...uint32(5), ...uint32(6)]],
    ['FRS', [...HDR, ...HH, ...item('FRS', 1, 2, 3)]],
    ['EEE', [...HDR, ...HH, ...text('EEE'), ...new Array<number>(28).fill(1)]],
    ['PGR', [...HDR, ...HH, ...item('PGR', 1)]],
    ['GRB', [...HDR, ...HH, ...item('GRB', 1, 2)]],
    ['SIZ', [...HDR, ...HH, ...text('SIZ'), ...uint32(7)]],
  ])('are refused when they end inside %s', (name, header) => {
    const start = String.fromCharCode(...header).lastIndexOf(name);
    for (let length = start + 1; length < header.length; length++) {
      expect(codeOf(() => read(...header.slice(0, length)))).toBe('SHORT_READ');
    }
  });

  // Numbers that would ask for gigabytes if they were believed.
  test.each(['CRS', 'FRS', 'GRB', 'HDR'])('do not believe the length of %s', (name) => {
    for (const length of [0x7fffffff, 0xffffffff, 0x40000001]) {
      expect(codeOf(() => read(...text(name), ...uint32(length), 1, 2, 3))).toBe('SHORT_READ');
    }
  });

  test('are those of extended files only with EXT, and of others only without', () => {
    const extension: Extension = {
      standardTables: true,
      strayBytes: false,
      runBreaks: [[3], []],
      writtenBytes: 1000,
      patches: [{ gap: 5, removed: 2, inserted: Uint8Array.of(7) }],
    };
    const written = writeHeaderItems({ ...NOTHING, extension });
    expect(readHeaderItems(written, true)).toEqual({ ...NOTHING, extension });
    expect(codeOf(() => readHeaderItems(written, false))).toBe('DAMAGED_LEPTON_FILE');
    expect(codeOf(() => readHeaderItems(writeHeaderItems(NOTHING), true))).toBe('DAMAGED_LEPTON_FILE');
  });
});
