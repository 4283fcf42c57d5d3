import type { Rename } from './output-name.js';
import type { Form } from './report.js';

/** Options that `compress` and `decompress` share. */
export interface ConvertOptions {
  /** Replace existing outputs; never an input. */
  readonly force?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
  /** Most bytes of memory for one file. */
  readonly memoryLimit: number;
  /** Most threads; default: the machine's parallelism. */
  readonly threads?: number;
  /** Folder of the outputs; all positional arguments are inputs then. */
  readonly outDir?: string;
}

/** What differs between `compress` and `decompress`. */
export interface Conversion {
  readonly command: string;
  readonly rename: Rename;
  /** Whether `convert` compares its result with the original before it returns. */
  readonly verified: boolean;
  /** From the bytes of an input to the bytes of its output. */
  convert(bytes: Uint8Array): Promise<Uint8Array>;
  /** The same for pipes, from stream to stream; not there where it cannot be done. */
  readonly passing?: Passing;
  /** What kind of output this is, by its beginning; not told where there is only one. */
  classify?(output: Uint8Array): Form;
}

/** A conversion from stream to stream. */
export interface Passing {
  open(): TransformStream<Uint8Array, Uint8Array>;
  /** Most bytes that the input may have. */
  readonly inputLimit: number;
}
