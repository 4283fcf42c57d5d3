import { expect } from 'vitest';
import type { BuiltLibrary } from '../helpers/built-library.js';
import { attempt, describeAttempt, isSame, LEPTON_REFUSALS } from './attempt.js';
import { checkJpeg } from './check-jpeg.js';
import { CountTable } from './count-table.js';
import type { LeptonFamily } from './families/lepton.js';
import { sample, type VariantFamily } from './variant.js';

/** Longest that one file may take before it counts as a hang. Nothing comes near: it guards, it does not measure. */
const HANG_MILLISECONDS = 20_000;

/** Faults shown if a test fails; more would only hide them. */
const MAX_SHOWN = 30;

/** Checks up to `perFamily` damaged JPEGs of each family, prints the counts and expects no fault. */
export function runJpegFamilies(library: BuiltLibrary, families: readonly VariantFamily[], perFamily: number): void {
  const table = new CountTable('damaged JPEGs');
  const extendedTable = new CountTable('of the refused, with --extended');
  const faults: string[] = [];
  for (const { name, variants } of families) {
    for (const variant of sample(variants, perFamily)) {
      const took = table.time(variant.name, () => {
        const verdict = checkJpeg(library, variant.bytes());
        table.count(name, verdict.plain);
        if (verdict.extended !== null) extendedTable.count(name, verdict.extended);
        faults.push(...verdict.faults.map((fault) => `${name}: ${variant.name}: ${fault}`));
      });
      if (took > HANG_MILLISECONDS) faults.push(`${variant.name} took ${took} ms`);
    }
  }
  console.log(`${table}\n\n${extendedTable}`);
  expect(sample(faults, MAX_SHOWN)).toEqual([]);
}

/** Checks up to `perFamily` changed Lepton files of each family, prints the counts and expects no fault. */
export function runLeptonFamilies(library: BuiltLibrary, families: readonly LeptonFamily[], perFamily: number): void {
  const table = new CountTable('changed Lepton files');
  const faults: string[] = [];
  for (const { name, variants } of families) {
    for (const variant of sample(variants, perFamily)) {
      const took = table.time(variant.name, () => {
        const result = attempt(library, () => library.decompressSync(variant.bytes()));
        if ('bytes' in result) {
          table.count(name, isSame(result.bytes, variant.original) ? 'restored' : 'undetected');
          return;
        }
        table.count(name, 'code' in result ? result.code : 'CRASH');
        if ('code' in result && LEPTON_REFUSALS.includes(result.code)) return;
        faults.push(`${name}: ${variant.name}: ${describeAttempt(result)}`);
      });
      if (took > HANG_MILLISECONDS) faults.push(`${variant.name} took ${took} ms`);
    }
  }
  console.log(`${table}`);
  for (const { name, maxUndetected, reason } of families) {
    const [undetected, all] = [table.total(name, 'undetected'), table.total(name)];
    console.log(`${name}: ${undetected} of ${all} undetected, at most ${maxUndetected * 100}% expected (${reason})`);
    if (undetected > maxUndetected * all) faults.push(`${name}: ${undetected} of ${all} changes were not detected`);
  }
  expect(sample(faults, MAX_SHOWN)).toEqual([]);
}
