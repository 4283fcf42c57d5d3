/** What a run is held against: the document of another run, or another commit. */
import { resolve } from 'node:path';
import { LeptonError } from '../src/errors.js';
import { type BenchDocument, readDocument } from './document.js';
import { type Figure, figuresOf } from './figures.js';
import { commitHash, shortCommit } from './git.js';
import { type Ratio, ratiosOfBuilds, ratiosOfRuns, ratiosTable } from './ratios.js';
import { type Machine, machineName } from './report.js';
import type { SectionResults } from './sections.js';

/** What `--against` names. */
export type Opponent =
  | {
      readonly kind: 'run';
      readonly file: string;
      readonly document: Partial<BenchDocument>;
      readonly figures: readonly Figure[];
    }
  | { readonly kind: 'commit'; readonly commit: string };

/** What a run was held against, as the document has it. */
export interface Against {
  /** Path of the other document; null if another build was measured in the same rounds. */
  readonly file: string | null;
  /** Hash of the commit that was measured, as far as it is known. */
  readonly commit: string | null;
  readonly ratios: readonly Ratio[];
}

/**
 * Finds what a run is to be held against.
 *
 * @param name path of a .json file, or anything that git takes for a commit
 * @throws LeptonError FILE_NOT_FOUND, USAGE
 */
export function findOpponent(name: string): Opponent {
  if (!name.endsWith('.json')) return { kind: 'commit', commit: commitHash(name) };
  const document = readDocument(resolve(name));
  return { kind: 'run', file: name, document, figures: readFigures(document, name) };
}

/** Before anything is measured, which may take long. */
function readFigures(document: Partial<BenchDocument>, file: string): Figure[] {
  try {
    return figuresOf(document);
  } catch (error) {
    throw new LeptonError('USAGE', `The results in ${file} have another form than those of today.`, { cause: error });
  }
}

/** Holds results against their opponent. */
export function holdAgainst(opponent: Opponent, results: SectionResults): Against {
  if (opponent.kind === 'commit') {
    return { file: null, commit: opponent.commit, ratios: ratiosOfBuilds(results) };
  }
  const { file, document, figures } = opponent;
  return { file, commit: document.commit ?? null, ratios: ratiosOfRuns(results, figures) };
}

/** The same, for people. @param machine where it was measured */
export function againstTable(opponent: Opponent, { ratios }: Against, machine: Machine): string {
  if (opponent.kind === 'commit') {
    return ratiosTable(`against ${shortCommit(opponent.commit)}, in the same rounds`, ratios);
  }
  const { file, document } = opponent;
  const commit = document.commit == null ? 'an unknown commit' : shortCommit(document.commit);
  const isSameMachine = document.machine !== undefined && machineName(document.machine) === machineName(machine);
  const warning = isSameMachine ? 'not measured in one run' : 'neither measured in one run nor on the same machine';
  return ratiosTable(`against ${commit} in ${file}: ${warning}`, ratios);
}
