/** Measures this build and, in the same rounds, another one that it is compared with. */
import type { Build } from './library.js';
import { runRounds, type Samples, type Task } from './rounds.js';
import type { Context } from './section.js';

/** Something that can be measured with any build. */
export interface BuildTask {
  readonly name: string;
  /** Whether the build has a part in it; what has nothing to do with builds is measured once. */
  readonly usesBuild: boolean;
  /** Does the work once. @returns milliseconds that it took */
  run(build: Build): number | Promise<number>;
}

/** Milliseconds of one task with this build, one number per round. */
export interface BuildSamples extends Samples {
  /** The same with the other build; null if there is none, or if it has no part in the task. */
  readonly other: Samples | null;
}

type Builds = Pick<Context, 'build' | 'other'>;

/** The builds to measure. */
export function buildsOf({ build, other }: Builds): Build[] {
  return other === null ? [build] : [build, other];
}

/** All that is to be run: each task with the builds it uses, one behind the other. */
export function tasksOfBuilds(tasks: readonly BuildTask[], builds: Builds): Task[] {
  return tasks.flatMap((task) => {
    const used = task.usesBuild ? buildsOf(builds) : [builds.build];
    return used.map((build) => ({ name: task.name, run: () => task.run(build) }));
  });
}

/** Runs every task with every build once per round. */
export async function runBuildRounds(tasks: readonly BuildTask[], context: Context): Promise<BuildSamples[]> {
  const samples = (await runRounds(tasksOfBuilds(tasks, context), context.rounds)).values();
  const next = () => samples.next().value!;
  return tasks.map(({ usesBuild }) => ({ ...next(), other: usesBuild && context.other !== null ? next() : null }));
}
