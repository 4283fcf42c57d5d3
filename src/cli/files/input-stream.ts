/** Inputs that are read as they are wanted. */

import type { FileHandle } from 'node:fs/promises';
import { STANDARD_STREAM } from '../report/shown-name.js';
import {
  type Input,
  inputError,
  refuseDirectory,
  refuseTerminalAsInput,
  tooLargeFile,
  tooLargeInput,
  USUAL_MODE,
} from './whole-input.js';

/** Bytes of one read from a file. */
const READ_BYTES = 65536;

/** An input that is read as it is wanted. */
export interface InputStream extends Pick<Input, 'mode'> {
  /** Fails with LeptonErrors; closes the input when it ends or is cancelled. */
  readonly readable: ReadableStream<Uint8Array>;
  /** Bytes that were read so far. */
  readonly bytesRead: () => number;
}

/**
 * Opens an input without reading it.
 *
 * @param name a path, or `-` for standard input.
 * @param limit most bytes that it may have.
 * @param beforeReading called once the file is known to be there, to refuse the work for another reason.
 * @throws LeptonError `FILE_NOT_FOUND`, `OS_ERROR`, `LIMIT_EXCEEDED`; `USAGE` if standard input is a terminal.
 */
export async function openInput(name: string, limit: number, beforeReading: () => Promise<void>): Promise<InputStream> {
  try {
    if (name !== STANDARD_STREAM) return await openFile(name, limit, beforeReading);
    refuseTerminalAsInput();
    await beforeReading();
    return streamOf(standardInput(), USUAL_MODE, limit);
  } catch (error) {
    throw inputError(error);
  }
}

/** Where bytes come from. */
interface Source {
  /** The next bytes; null at the end. */
  read(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

async function openFile(path: string, limit: number, beforeReading: () => Promise<void>): Promise<InputStream> {
  // Loaded here, as it takes a millisecond; its handles wait with closing for a read that is under way.
  const { open } = process.getBuiltinModule('node:fs/promises');
  const handle = await open(path, 'r');
  try {
    const status = await handle.stat();
    refuseDirectory(status);
    await beforeReading();
    if (status.isFile() && status.size > limit) throw tooLargeFile(status.size, limit);
    return streamOf(file(handle), status.isFile() ? status.mode & USUAL_MODE : USUAL_MODE, limit);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function file(handle: FileHandle): Source {
  return {
    async read() {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(READ_BYTES), 0, READ_BYTES, null);
      return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

function standardInput(): Source {
  const chunks = (process.stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  return {
    async read() {
      const { done, value } = await chunks.next();
      return done === true ? null : value;
    },
    // Without this the process would wait for whoever holds the other end of the pipe.
    close: async () => {
      process.stdin.destroy();
    },
  };
}

function streamOf(source: Source, mode: number, limit: number): InputStream {
  let length = 0;
  const readable = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = await source.read();
          if (bytes === null) {
            await source.close();
            controller.close();
            return;
          }
          length += bytes.length;
          if (length > limit) throw tooLargeInput(limit);
          controller.enqueue(bytes);
        } catch (error) {
          await source.close();
          throw inputError(error);
        }
      },
      cancel: () => source.close(),
    },
    { highWaterMark: 0 },
  );
  return { readable, mode, bytesRead: () => length };
}
