/**
 * An HTTP server that keeps photographs as Lepton files and serves them as the JPEG files they were made of.
 *
 *     npx tsx examples/serve-lep.ts <folder> [port]
 *
 * `GET /photo.jpg` restores the photograph from `photo.lep` in the folder while it is being sent. Requests for a part of
 * it (`Range`) decode only the segments that touch the part, and nothing is decoded any more for a client that has gone.
 * `ETag`, `If-None-Match`, `If-Range` and `HEAD` work as caches and players expect (RFC 9110).
 */
import { open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { createRangeStream, inspect, LeptonError } from 'lepton-ts';
import { parseRange } from './http-range.js';
import { Turnstile } from './turnstile.js';

/** What the server depends on. */
export interface PhotoServerOptions {
  /** Folder of the Lepton files. */
  readonly folder: string;
  /** Most requests that hold a file and decode at the same time; the others wait. Default 4. */
  readonly concurrency?: number;
  /** Restores a part of a photograph; default: that of lepton-ts. */
  readonly openRange?: typeof createRangeStream;
  /** Told about damaged files and bugs; default: standard error. */
  readonly onError?: (error: unknown) => void;
}

/** A name without folders that ends like a JPEG: nothing else is ever looked for. */
const PHOTO_PATH = /^\/([\w-][\w.-]*)\.jpe?g$/;

/** Makes the server; the caller makes it listen. */
export function createPhotoServer(options: PhotoServerOptions): Server {
  const turnstile = new Turnstile(options.concurrency ?? 4);
  const { onError = console.error } = options;
  return createServer((request, response) => {
    answer(request, response, options, turnstile).catch((error: unknown) => {
      if (isClientGone(error)) return;
      onError(error);
      // Once the size is promised, only a broken connection can say that the bytes are not what they should be.
      if (response.headersSent) response.destroy();
      else response.writeHead(error instanceof LeptonError ? 502 : 500).end();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: PhotoServerOptions,
  turnstile: Turnstile,
): Promise<void> {
  const { method = '', headers } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const [path = ''] = (request.url ?? '').split('?');
  const [, name] = PHOTO_PATH.exec(path) ?? [];
  if (name === undefined) {
    response.writeHead(404).end();
    return;
  }
  await turnstile.enter();
  try {
    // Whoever has gone while waiting costs nothing.
    if (response.destroyed) return;
    const photo = await readPhoto(join(options.folder, `${name}.lep`));
    if (photo === null) {
      response.writeHead(404).end();
      return;
    }
    const { lepton, etag } = photo;
    response.setHeader('ETag', etag);
    response.setHeader('Accept-Ranges', 'bytes');
    if (headers['if-none-match']?.split(/\s*,\s*/).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)) {
      response.writeHead(304).end();
      return;
    }
    const size = originalSize(lepton);
    // A range of another version of the photograph is worth nothing: then all of it is sent.
    const isSameVersion = headers['if-range'] === undefined || headers['if-range'] === etag;
    const range = method === 'GET' && isSameVersion ? parseRange(headers.range, size) : null;
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: size };
    response.setHeader('Content-Type', 'image/jpeg');
    response.setHeader('Content-Length', end - start);
    if (range === null) response.writeHead(200);
    else response.writeHead(206, { 'Content-Range': `bytes ${start}-${end - 1}/${size}` });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    // Reads as the client reads, and cancels the stream, which stops decoding, when the client goes.
    const { openRange = createRangeStream } = options;
    await pipeline(Readable.fromWeb(openRange(lepton, start, end)), response);
  } finally {
    turnstile.leave();
  }
}

async function readPhoto(path: string): Promise<{ lepton: Uint8Array; etag: string } | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs } = await file.stat();
      return { lepton: await file.readFile(), etag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"` };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether the connection ended before everything was sent. */
function isClientGone(error: unknown): boolean {
  const codes = ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE', 'ECONNRESET', 'EPIPE'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function originalSize(lepton: Uint8Array): number {
  const info = inspect(lepton);
  if (info.format === 'lepton') return info.outputSize;
  throw new LeptonError('NOT_A_LEPTON_FILE', 'The file of a photograph is not a Lepton file.');
}

if (process.argv[1] !== undefined && pathToFileURL(resolve(process.argv[1])).href === import.meta.url) {
  const [, , folder = '.', port = '8080'] = process.argv;
  createPhotoServer({ folder }).listen(Number(port), '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${port}/ serves the photographs in ${folder}\n`);
  });
}
