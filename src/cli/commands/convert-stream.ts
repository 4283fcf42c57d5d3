/** The conversion of a pipe: output is written while input still comes in. */

import { LeptonError } from '../../errors.js';
import { checkOutput, writeOutput } from '../files/atomic-output.js';
import { openInput } from '../files/input-stream.js';
import { writeToStandardOutput } from '../files/standard-streams.js';
import { STANDARD_STREAM } from '../report/shown-name.js';
import type { Job } from './jobs.js';
import type { ConvertOptions } from './options.js';

/** A conversion from stream to stream. */
export interface StreamConversion {
  open(): TransformStream<Uint8Array, Uint8Array>;
  /** Most bytes that the input may have. */
  readonly inputLimit: number;
}

/** What went through. */
export interface ConvertedStream {
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** The first chunk of the output. */
  readonly beginning: Uint8Array;
}

/**
 * Converts one input while it comes in, as fast as the output takes it.
 *
 * @throws LeptonError of the conversion. A file is then not there; of what went into a pipe before, the message says that it
 * is not all.
 */
export async function convertStream(
  { input, output }: Job,
  { force: overwrite = false }: ConvertOptions,
  conversion: StreamConversion,
): Promise<ConvertedStream> {
  const { readable, mode, bytesRead } = await openInput(input, conversion.inputLimit, async () => {
    if (output !== STANDARD_STREAM) await checkOutput(output, overwrite);
  });
  const isPipe = output === STANDARD_STREAM;
  const observer = new OutputObserver(readable.pipeThrough(conversion.open()), isPipe);
  try {
    if (isPipe) for await (const chunk of observer.chunks()) await writeToStandardOutput(chunk);
    else await writeOutput(output, observer.chunks(), { overwrite, mode, createFolder: false });
  } finally {
    await observer.close();
  }
  return { inputBytes: bytesRead(), outputBytes: observer.length, beginning: observer.beginning };
}

/** Looks at an output as it goes by. */
class OutputObserver {
  length = 0;
  /** The first chunk. */
  beginning: Uint8Array = new Uint8Array(0);
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;

  /** @param isFinal whether what was written cannot be taken back */
  constructor(
    readable: ReadableStream<Uint8Array>,
    private readonly isFinal: boolean,
  ) {
    this.reader = readable.getReader();
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const { done, value } = await this.read();
      if (done) return;
      if (this.length === 0) this.beginning = value;
      this.length += value.length;
      yield value;
    }
  }

  /** Lets go of the input, where it has not come to its end. */
  async close(): Promise<void> {
    // It only fails with what the last read has failed with and told.
    await this.reader.cancel().catch(() => undefined);
  }

  private async read() {
    try {
      return await this.reader.read();
    } catch (error) {
      if (!this.isFinal || this.length === 0 || !(error instanceof LeptonError)) throw error;
      throw new LeptonError(error.code, `${error.message} The output is incomplete.`, { cause: error });
    }
  }
}
