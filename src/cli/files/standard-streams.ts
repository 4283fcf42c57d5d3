/** Standard output and standard error, as far as they need care. */

import { fstatSync } from 'node:fs';
import { LeptonError } from '../../errors.js';
import { describeSystemError, isBrokenPipe } from '../report/failure.js';
import { writeFile } from './file-calls.js';

/**
 * Makes errors of standard output and standard error arrive at the writes that cause them. Without a listener they would
 * end the process with a stack trace before the write could reject.
 */
export function keepStreamErrorsCatchable(): void {
  for (const stream of [process.stdout, process.stderr]) {
    // The same error also comes to the callback of the write, and is dealt with there.
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
  }
}

/** @throws LeptonError `USAGE` if standard output is a terminal, which is no place for data. */
export function refuseTerminalAsOutput(): void {
  if (!process.stdout.isTTY) return;
  throw new LeptonError('USAGE', 'Standard output is a terminal; name an output file or redirect it.');
}

/**
 * Writes to standard output, every byte or an error.
 *
 * @param data bytes or text.
 * @throws LeptonError `OS_ERROR`; one for which `isBrokenPipe` holds if the reader has gone away.
 */
export async function writeToStandardOutput(data: Uint8Array | string): Promise<void> {
  try {
    await writeAll(process.stdout, data);
  } catch (error) {
    throw describeSystemError('Cannot write to standard output', error);
  }
}

/**
 * Writes a line to standard error.
 *
 * @param text the text with its line feed.
 */
export async function writeToStandardError(text: string): Promise<void> {
  try {
    await writeAll(process.stderr, text);
  } catch (error) {
    // Nobody listens to what we have to say; the work and the exit status are not affected.
    if (!isBrokenPipe(error)) throw describeSystemError('Cannot write to standard error', error);
  }
}

async function writeAll(stream: typeof process.stdout | typeof process.stderr, data: Uint8Array | string) {
  const status = fstatSync(stream.fd);
  if (!stream.isTTY && (status.isFile() || status.isCharacterDevice())) {
    // Node's own stream does not look at how much of a chunk a file took: on a full disk the rest would be lost silently.
    await writeFile(stream.fd, data);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()));
  });
}
