import { LeptonError } from '../src/errors.js';
import { measureCold } from './cold.js';
import { measureMemory } from './memory.js';
import { measureParts } from './parts.js';
import { measureScaling } from './scaling.js';
import type { Section } from './section.js';
import { measureStreams } from './streams.js';
import { measureThreads } from './threads.js';
import { measureWarm } from './warm.js';

/** Everything that can be measured, in the order in which it is. */
export const SECTIONS = {
  warm: measureWarm,
  cold: measureCold,
  threads: measureThreads,
  parts: measureParts,
  memory: measureMemory,
  streams: measureStreams,
  scaling: measureScaling,
} satisfies Record<string, Section>;

export type SectionName = keyof typeof SECTIONS;

/** What sections have found. */
export type SectionResults = { [Name in SectionName]?: Awaited<ReturnType<(typeof SECTIONS)[Name]>> };

export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];

/** Those that take neither minutes nor gigabytes. */
export const DEFAULT_SECTIONS: readonly SectionName[] = ['warm', 'cold', 'threads', 'parts'];

/** Those that can measure two builds in the same rounds: all they measure goes through child processes. */
export const COMPARABLE_SECTIONS: readonly SectionName[] = ['warm', 'cold', 'threads'];

/**
 * The sections that a list names.
 *
 * @param list names with commas between them, or `all`
 * @throws LeptonError USAGE for a name that is none
 */
export function sectionsOf(list: string): readonly SectionName[] {
  if (list === 'all') return SECTION_NAMES;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(SECTION_NAMES as string[]).includes(name));
  if (unknown !== undefined) {
    throw new LeptonError('USAGE', `--only takes ${SECTION_NAMES.join(', ')} or all, not "${unknown}".`);
  }
  return SECTION_NAMES.filter((name) => names.includes(name));
}
