import { listFixtures } from './fixtures.js';

/** What no Lepton file can hold, and so no piece of it either. */
const REFUSED = /^(?:four-components|sampling-411|sampling-1x4|sampling-3x1)/;

/** Names of the fixtures that are sequential, have a single scan and can be compressed. */
export function sequentialFixtures(): string[] {
  return listFixtures()
    .filter(({ file, process }) => /^SOF[01]$/.test(process) && !REFUSED.test(file))
    .map(({ file }) => file);
}
