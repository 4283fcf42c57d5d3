import { type Figure, figuresOf } from './figures.js';
import type { SectionResults } from './sections.js';
import { table } from './table.js';

/** One task, held against the same task of another commit or another run. */
export interface Ratio extends Pick<Figure, 'section' | 'file' | 'task' | 'of'> {
  /** New divided by old: below 1 is better. */
  readonly ratio: number;
}

/** Medians of one run divided by those of another, for all that both have measured. */
export function ratiosOfRuns(run: SectionResults, before: readonly Figure[]): Ratio[] {
  const olds = new Map(before.map((figure) => [keyOf(figure), figure.value]));
  return figuresOf(run).flatMap((figure) => {
    const old = olds.get(keyOf(figure));
    return old === undefined ? [] : [ratioOf(figure, figure.of, figure.value / old)];
  });
}

/** Medians over the rounds of the time with this build divided by that with the other one in the same round. */
export function ratiosOfBuilds(run: SectionResults): Ratio[] {
  return figuresOf(run).flatMap((figure) =>
    figure.timesOtherBuild === null ? [] : [ratioOf(figure, 'time', figure.timesOtherBuild)],
  );
}

function ratioOf({ section, file, task }: Figure, of: Ratio['of'], ratio: number): Ratio {
  return { section, file, task, of, ratio };
}

function keyOf({ section, file, task, of }: Figure): string {
  return JSON.stringify([section, file, task, of]);
}

/** The ratios, for people. @param title what was held against what */
export function ratiosTable(title: string, ratios: readonly Ratio[]): string {
  if (ratios.length === 0) return `\n${title}: nothing that both have measured\n`;
  const lines = ratios.flatMap(({ section, file, task, of, ratio }, index) => {
    const before = ratios[index - 1];
    const isNewGroup = before?.section !== section || before.file !== file;
    return [...(isNewGroup ? [[`  ${section}, ${file}`]] : []), [`    ${task}`, of, ratio.toFixed(3)]];
  });
  return `\n${title}\n${table([['', 'of', 'new / old'], ...lines])}`;
}
