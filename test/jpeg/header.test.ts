import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.js';
import { createHeaderState, type HeaderState, readSegments } from '../../src/jpeg/header.js';
import { standardHuffmanTables } from '../../src/jpeg/standard-huffman-tables.js';
import { codeOf, errorOf } from '../helpers/error-code.js';
import { STANDARD_TABLES } from '../helpers/reference-huffman.js';

const segment = (marker: number, ...body: number[]): number[] => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
];
const { luminanceDc, luminanceAc } = STANDARD_TABLES;
const SOF0 = segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x11, 0);
const SOS = segment(0xda, 1, 1, 0x00, 0, 63, 0);
const DQT = segment(0xdb, 0, ...new Array<number>(64).fill(7));
const DHT = segment(0xc4, 0x00, ...luminanceDc.counts, ...luminanceDc.symbols);
const DHT_AC = segment(0xc4, 0x10, ...luminanceAc.counts, ...luminanceAc.symbols);
const DRI = segment(0xdd, 1, 2);

function read(bytes: readonly number[], offset = 0, state: HeaderState = createHeaderState()) {
  return { ...readSegments(Uint8Array.from(bytes), offset, bytes.length, state), state };
}

describe('the header segments', () => {
  test('of a whole header lead to its scan', () => {
    const bytes = [...segment(0xe0, 1, 2, 3), ...DQT, ...SOF0, ...DHT, ...DHT_AC, ...DRI, ...SOS, 0x12, 0x34];
    const { scan, offset, state } = read(bytes);
    expect(offset).toBe(bytes.length - 2);
    expect(scan?.components.map(({ component }) => component.id)).toEqual([1]);
    expect(scan?.components[0].dcTable).toBe(state.huffmanTables.dc[0]);
    expect(scan?.components[0].acTable).toBe(state.huffmanTables.ac[0]);
    expect(scan?.restartInterval).toBe(0x102);
    expect(state.frame).toMatchObject({ width: 8, height: 8 });
    expect([...state.quantizationTables[0]!]).toEqual(new Array(64).fill(7));
  });

  test('may name tables that were never defined; whoever needs one asks for it', () => {
    const { scan } = read([...SOF0, ...SOS]);
    expect(scan?.components[0]).toMatchObject({ dcTable: null, acTable: null });
  });

  test('go on where a scan ended, with what was defined before', () => {
    const first = [...DQT, ...SOF0, ...DHT, ...SOS];
    const bytes = [...first, ...segment(0xdd, 0, 9), ...DHT_AC, ...SOS];
    const { state, offset } = read(bytes);
    expect(offset).toBe(first.length);
    const again = read(bytes, offset, state);
    expect(again.offset).toBe(bytes.length);
    expect(again.scan).toMatchObject({ restartInterval: 9 });
    expect(again.scan?.components[0].dcTable).toBe(state.huffmanTables.dc[0]);
  });

  test('replace what was defined before them', () => {
    const other = segment(0xdb, 0, ...new Array<number>(64).fill(9));
    expect(read([...DQT, ...other, ...SOF0]).state.quantizationTables[0]?.[5]).toBe(9);
    expect(read([...DRI, ...segment(0xdd, 0, 0)]).state.restartInterval).toBe(0);
  });

  test.each<[string, number[], number]>([
    ['EOI', [...DQT, 0xff, 0xd9, ...SOF0], 0],
    ['bytes that are no marker', [...DQT, 0x54, 0xdd], 0],
    ['FF 00', [...DQT, 0xff, 0x00], 0],
    ['the end', [...DQT], 0],
    ['a last byte', [...DQT, 0xff], 0],
  ])('end without a scan at %s', (_what, bytes) => {
    expect(read(bytes)).toMatchObject({ scan: null, offset: DQT.length });
  });

  test('may be markers that stand alone, application data, comments and what the standard reserves', () => {
    const bytes = [
      0xff,
      0x01,
      0xff,
      0xd3,
      ...segment(0xef),
      ...segment(0xfe, 65),
      ...segment(0xf0, 1),
      ...SOF0,
      ...SOS,
    ];
    expect(read(bytes)).toMatchObject({ offset: bytes.length });
  });

  test.each<[string, number[], ErrorCode]>([
    ['that is cut off in its length', [...DQT, 0xff, 0xdb, 0], 'DAMAGED_JPEG'],
    ['that leads past the end', DQT.slice(0, -1), 'DAMAGED_JPEG'],
    ['of length 0', [0xff, 0xe0, 0, 0, 0, 0], 'DAMAGED_JPEG'],
    ['of length 1', [0xff, 0xe0, 0, 1, 0, 0], 'DAMAGED_JPEG'],
    ['DRI of one byte', segment(0xdd, 1), 'DAMAGED_JPEG'],
    ['SOS before the frame', SOS, 'DAMAGED_JPEG'],
    ['SOF a second time', [...SOF0, ...SOF0], 'UNSUPPORTED_JPEG'],
    ['DNL', [...SOF0, ...segment(0xdc, 0, 8)], 'UNSUPPORTED_JPEG'],
    ['DHP', segment(0xde, 8, 0, 8, 0, 8, 1, 1, 0x11, 0), 'UNSUPPORTED_JPEG'],
    ['EXP', segment(0xdf, 0x11), 'UNSUPPORTED_JPEG'],
  ])('are refused with one %s', (_what, bytes, code) => {
    expect(codeOf(() => read(bytes))).toBe(code);
  });

  test('name the marker and the offset of the one that is bad', () => {
    const { message } = errorOf(() => read([...DQT, ...DHT.slice(0, -1)]));
    expect(message).toContain('FFC4');
    expect(message).toContain(`offset ${DQT.length} `);
  });

  test('are read up to the given end only', () => {
    const bytes = Uint8Array.from([...DQT, ...SOF0, ...SOS]);
    const state = createHeaderState();
    expect(readSegments(bytes, 0, DQT.length, state)).toEqual({ scan: null, offset: DQT.length });
    expect(state.frame).toBeNull();
  });

  test('are found behind stray bytes only in a state that passes over them', () => {
    const bytes = [1, 2, ...DQT, 0xff, 0x00, 7, ...SOF0, 0xff, 0xff, ...SOS, 0x55];
    expect(read(bytes).scan).toBeNull();
    const { scan, offset, state } = read(bytes, 0, createHeaderState(true));
    expect(offset).toBe(bytes.length - 1);
    expect(scan?.components.length).toBe(1);
    expect(state.quantizationTables[0]).not.toBeNull();
    expect(read([1, 2, 0xff], 0, createHeaderState(true))).toMatchObject({ scan: null, offset: 3 });
  });

  test('may begin with Huffman tables in force, which segments replace', () => {
    const standard = standardHuffmanTables();
    const { scan } = read([...SOF0, ...SOS], 0, createHeaderState(false, standard));
    expect(scan?.components[0].dcTable).toBe(standard.dc[0]);
    const replaced = read([...SOF0, ...DHT_AC, ...SOS], 0, createHeaderState(false, standard));
    expect(replaced.scan?.components[0].acTable).not.toBe(standard.ac[0]);
    expect(standardHuffmanTables()).toEqual(standard);
  });
});
