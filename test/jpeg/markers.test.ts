import { expect, test } from 'vitest';
import { isStandalone, isStartOfFrame, processName } from '../../src/jpeg/markers.js';

const ALL = Array.from({ length: 256 }, (_, marker) => marker);

test('frames begin with SOF0 to SOF15, between which DHT, JPG and DAC stand (T.81 table B.1)', () => {
  const frames = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
  expect(ALL.filter(isStartOfFrame)).toEqual(frames);
});

test('TEM, RSTn, SOI and EOI stand alone', () => {
  const standalone = [0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9];
  expect(ALL.filter(isStandalone)).toEqual(standalone);
});

test('every frame marker has a process with a name of its own', () => {
  const names = ALL.filter(isStartOfFrame).map(processName);
  expect(names).not.toContain('unknown');
  expect(new Set(names).size).toBe(13);
  expect(processName(0xc0)).toBe('baseline sequential');
  expect(processName(0xc4)).toBe('unknown');
});
