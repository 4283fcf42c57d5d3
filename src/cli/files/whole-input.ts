/** Inputs that are read at once, and the reasons for which inputs are refused. */

import type { Stats } from 'node:fs';
import { LeptonError } from '../../errors.js';
import { describeSystemError, isSystemError } from '../report/failure.js';
import { groupThousands } from '../report/measures.js';
import { STANDARD_STREAM } from '../report/shown-name.js';
import { close, fstat, open, read } from './file-calls.js';

/** Bytes of one read: Linux moves at most 2 GiB at a time, and a smaller step lets signals through. */
const MOST_AT_ONCE = 64 * 1024 * 1024;
/** Room to start with where the size is not known beforehand (pipes, devices, /proc). */
const FIRST_ROOM = 64 * 1024;
/** Permission bits of a file that no input file speaks for; the umask of the user is applied to them. */
export const USUAL_MODE = 0o666;

/** A whole input. */
export interface Input {
  readonly bytes: Uint8Array;
  /** Read and write permissions that an output made of it may have at most. */
  readonly mode: number;
}

/**
 * Reads a whole input.
 *
 * @param name a path, or `-` for standard input.
 * @param memoryLimit most bytes to read; a larger file is refused before anything is read.
 * @param beforeReading called once the file is known to be there, to refuse the work for another reason.
 * @throws LeptonError `FILE_NOT_FOUND`, `OS_ERROR`, `LIMIT_EXCEEDED`; `USAGE` if standard input is a terminal.
 */
export async function readInput(
  name: string,
  memoryLimit: number,
  beforeReading: () => Promise<void> = async () => undefined,
): Promise<Input> {
  try {
    return await (name === STANDARD_STREAM
      ? readStandardInput(memoryLimit, beforeReading)
      : readFile(name, memoryLimit, beforeReading));
  } catch (error) {
    throw inputError(error);
  }
}

/** What is to be told of an error while an input was opened or read. */
export function inputError(error: unknown): unknown {
  if (isSystemError(error) && error.code === 'ENOENT') {
    return new LeptonError('FILE_NOT_FOUND', 'There is no such file.', { cause: error });
  }
  return describeSystemError('Cannot read it', error);
}

async function readFile(path: string, memoryLimit: number, beforeReading: () => Promise<void>): Promise<Input> {
  const descriptor = await open(path, 'r');
  try {
    const status = await fstat(descriptor);
    refuseDirectory(status);
    await beforeReading();
    const size = status.isFile() ? status.size : 0;
    if (size > memoryLimit) throw tooLargeFile(size, memoryLimit);
    const bytes = await readToEnd(descriptor, size, memoryLimit);
    return { bytes, mode: status.isFile() ? status.mode & USUAL_MODE : USUAL_MODE };
  } finally {
    await close(descriptor);
  }
}

/** Reads until the end is seen and not only as far as the size says, because a file can grow meanwhile. */
async function readToEnd(descriptor: number, size: number, memoryLimit: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(size > 0 ? size + 1 : FIRST_ROOM);
  let length = 0;
  for (;;) {
    const { bytesRead } = await read(descriptor, bytes, length, Math.min(bytes.length - length, MOST_AT_ONCE), null);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
    if (length > memoryLimit) throw tooLargeInput(memoryLimit);
    if (length === bytes.length) {
      const larger = new Uint8Array(Math.min(2 * length, memoryLimit + 1));
      larger.set(bytes);
      bytes = larger;
    }
  }
}

async function readStandardInput(memoryLimit: number, beforeReading: () => Promise<void>): Promise<Input> {
  refuseTerminalAsInput();
  await beforeReading();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > memoryLimit) throw tooLargeInput(memoryLimit);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes, mode: USUAL_MODE };
}

/** @throws LeptonError `USAGE` if standard input is a terminal. */
export function refuseTerminalAsInput(): void {
  if (!process.stdin.isTTY) return;
  throw new LeptonError('USAGE', 'Standard input is a terminal; name an input file or pipe one in.');
}

/** @throws LeptonError `OS_ERROR` if the input is a directory. */
export function refuseDirectory(status: Stats): void {
  if (status.isDirectory()) throw new LeptonError('OS_ERROR', 'It is a directory, not a file.');
}

/** The error for a file of this size. */
export function tooLargeFile(size: number, memoryLimit: number): LeptonError {
  return tooLarge(`The file has ${groupThousands(size)} bytes`, memoryLimit);
}

/** The error for an input of which nobody knows where it ends. */
export function tooLargeInput(memoryLimit: number): LeptonError {
  return tooLarge('The input goes on', memoryLimit);
}

function tooLarge(what: string, memoryLimit: number): LeptonError {
  const limit = groupThousands(memoryLimit);
  return new LeptonError('LIMIT_EXCEEDED', `${what}, beyond the memory limit of ${limit} bytes (--memory-limit).`);
}
