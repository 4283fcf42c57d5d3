import { readdirSync } from 'node:fs';
import { expect, describe as suite, test } from 'vitest';
import { describe } from '../fixtures/describe.js';
import { RECIPES } from '../fixtures/recipes.js';
import { FIXTURES_FOLDER, listFixtures, readFixture } from './helpers/fixtures.js';

suite('fixtures', () => {
  const fixtures = listFixtures();

  test('the list, the folder and the recipes name the same files', () => {
    const listed = fixtures.map(({ file }) => file).sort();
    const present = readdirSync(FIXTURES_FOLDER).filter((file) => file.endsWith('.jpg'));
    expect(listed).toEqual(present.sort());
    expect(listed).toEqual(Object.keys(RECIPES).sort());
  });

  test.each(fixtures)('$file is what the list says', ({ file, bytes, how, ...description }) => {
    const jpeg = readFixture(file);
    expect(jpeg.length).toBe(bytes);
    expect(describe(jpeg)).toEqual(description);
    expect(how).toBe(RECIPES[file]);
  });
});
