import { describe, expect, test } from 'vitest';
import { deriveOutputPath, jpegName, leptonName } from '../../../src/cli/files/output-name.js';

describe('output names', () => {
  test.each([
    ['photo.jpg', 'photo.lep'],
    ['photo.JPG', 'photo.lep'],
    ['photo.jpeg', 'photo.lep'],
    ['photo.Jpe', 'photo.lep'],
    ['photo.jfif', 'photo.lep'],
    ['photo.jpg.jpg', 'photo.jpg.lep'],
    ['photo', 'photo.lep'],
    ['photo.png', 'photo.png.lep'],
    ['.jpg', '.jpg.lep'],
    ['xjpg', 'xjpg.lep'],
  ])('compressing %s makes %s', (input, output) => {
    expect(leptonName(input)).toBe(output);
  });

  test.each([
    ['photo.lep', 'photo.jpg'],
    ['photo.LEP', 'photo.jpg'],
    ['photo', 'photo.jpg'],
    ['photo.jpg', 'photo.jpg.jpg'],
    ['.lep', '.lep.jpg'],
  ])('decompressing %s makes %s', (input, output) => {
    expect(jpegName(input)).toBe(output);
  });

  test.each([
    ['photo.jpg', undefined, 'photo.lep'],
    ['./photo.jpg', undefined, './photo.lep'],
    ['../a.jpg/photo.jpg', undefined, '../a.jpg/photo.lep'],
    ['/photo.jpg/photo.jpg', undefined, '/photo.jpg/photo.lep'],
    ['../a/photo.jpg', 'out', 'out/photo.lep'],
    ['photo.jpg', 'out/', 'out/photo.lep'],
  ])('%s with folder %s goes to %s', (input, folder, output) => {
    expect(deriveOutputPath(input, leptonName, folder)).toBe(output);
  });
});
