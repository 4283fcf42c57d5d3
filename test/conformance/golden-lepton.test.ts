import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const { decompressSync, inspect } = await loadBuiltLibrary();
const TABLE = 'golden/LEP.tsv';
const rows = readSharedTable(TABLE);
skipWithoutTable(TABLE);

describe.runIf(rows.length > 0)('golden Lepton files, made by the existing tools', () => {
  test('are all there', () => {
    expect(rows.length).toBeGreaterThanOrEqual(38);
  });

  test.each(rows)('$lep restores $decodes_to from $offset on', ({ lep, decodes_to, offset, length }) => {
    const expected = readShared(`golden/${decodes_to}`).subarray(Number(offset), Number(offset) + Number(length));
    const lepton = readShared(`golden/${lep}`);
    const restored = decompressSync(lepton);
    expect(restored.length).toBe(expected.length);
    expect(Buffer.compare(restored, expected)).toBe(0);
    const info = inspect(lepton);
    expect(info).toMatchObject({ format: 'lepton', fileSize: lepton.length });
    if (!('furtherFiles' in info) || info.furtherFiles > 0) return;
    expect(info.outputSize).toBe(expected.length);
  });

  test('in the three flavors of arithmetic are three different files', () => {
    const flavors = rows.filter(({ decodes_to }) => decodes_to === 'mathoverflow.jpg').map(({ lep }) => lep);
    expect(flavors.sort()).toEqual(['mathoverflow_16.lep', 'mathoverflow_32.lep', 'mathoverflow_scalar.lep']);
    expect(new Set(flavors.map((lep) => readShared(`golden/${lep}`).length)).size).toBe(3);
  });
});
