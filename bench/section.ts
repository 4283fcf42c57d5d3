import type { Input } from './inputs.js';
import type { Library } from './library.js';

/** What a section of the benchmark works with. */
export interface Context {
  readonly library: Library;
  readonly inputs: readonly Input[];
  /** How often each task is run. */
  readonly rounds: number;
  /** Prints for people; does nothing if they asked for JSON. */
  tell(text: string): void;
}

/** Measures something, tells people about it on the way, and returns what belongs into the JSON document. */
export type Section = (context: Context) => Promise<unknown>;
