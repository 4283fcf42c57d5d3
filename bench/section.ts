import type { Input } from './inputs.js';
import type { Build, Library } from './library.js';

/** What a section of the benchmark works with. */
export interface Context {
  /** The build of this project. */
  readonly build: Build;
  /** Its library. */
  readonly library: Library;
  /** A build that it is compared with, which some sections measure in the same rounds; null if there is none. */
  readonly other: Build | null;
  readonly inputs: readonly Input[];
  /** How often each task is run. */
  readonly rounds: number;
  /** Prints for people; does nothing if they asked for JSON. */
  tell(text: string): void;
}

/** Measures something, tells people about it on the way, and returns what belongs into the JSON document. */
export type Section = (context: Context) => Promise<unknown>;
