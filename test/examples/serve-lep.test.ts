import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compressSync, createRangeStream } from 'lepton-ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPhotoServer, type PhotoServerOptions } from '../../examples/serve-lep.js';
import { readFixture } from '../helpers/fixtures.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const PHOTO = readFixture('scene.jpg');
const SMALL = ['scene-grey.jpg', 'quality-60.jpg', 'restart-3-mcus-420.jpg', 'progressive-420.jpg', 'text.jpg'];
const folder = useTemporaryFolder();
let server: Server;
let port = 0;

async function serve(options: Partial<PhotoServerOptions> = {}): Promise<void> {
  server = createPhotoServer({ folder: folder.path, ...options });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
}

beforeEach(() => folder.write('photo.lep', compressSync(PHOTO, { segments: 8 })));

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One request, of which nothing is left when it resolves. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET', agent?: Agent): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port, path, headers, method, timeout: 30_000, ...(agent && { agent }) });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) };
}

describe('the example server', () => {
  test('sends the JPEG with its length', async () => {
    await serve();
    const { status, headers, body } = await ask('/photo.jpg?size=full');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(PHOTO.length),
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[\w-]+"$/),
    });
    expect(Buffer.compare(body, PHOTO)).toBe(0);
  });

  test('tells all that without the bytes for HEAD', async () => {
    await serve();
    const whole = await ask('/photo.jpg');
    const head = await ask('/photo.jpg', { Range: 'bytes=0-9' }, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ['content-type', 'content-length', 'accept-ranges', 'etag']) {
      expect(head.headers[name]).toBe(whole.headers[name]);
    }
  });

  test.each([
    ['bytes=0-99', 0, 100],
    ['bytes=100000-150000', 100_000, 150_001],
    ['bytes=201000-', 201_000, PHOTO.length],
    ['bytes=-5', PHOTO.length - 5, PHOTO.length],
    ['bytes=0-999999999', 0, PHOTO.length],
  ])('sends a part: %s', async (range, start, end) => {
    await serve();
    const { status, headers, body } = await ask('/photo.jpg', { Range: range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/${PHOTO.length}`);
    expect(headers['content-length']).toBe(String(end - start));
    expect(Buffer.compare(body, PHOTO.subarray(start, end))).toBe(0);
  });

  test('refuses a part behind the end', async () => {
    await serve();
    const { status, headers, body } = await ask('/photo.jpg', { Range: `bytes=${PHOTO.length}-` });
    expect([status, headers['content-range'], body.length]).toEqual([416, `bytes */${PHOTO.length}`, 0]);
  });

  test('sends all of it for several ranges or nonsense', async () => {
    await serve();
    for (const range of ['bytes=0-1,5-6', 'lines=1-2', 'bytes=9-3']) {
      const { status, body } = await ask('/photo.jpg', { Range: range });
      expect([status, body.length]).toEqual([200, PHOTO.length]);
    }
  });

  test('sends nothing that the client has already, and no part of another version', async () => {
    await serve();
    const { etag } = (await ask('/photo.jpg', {}, 'HEAD')).headers;
    for (const tags of [etag!, `"x", W/${etag}`, '*']) {
      const { status, body } = await ask('/photo.jpg', { 'If-None-Match': tags });
      expect([status, body.length]).toEqual([304, 0]);
    }
    expect((await ask('/photo.jpg', { 'If-None-Match': '"x"' })).status).toBe(200);
    expect((await ask('/photo.jpg', { Range: 'bytes=0-1', 'If-Range': etag! })).status).toBe(206);
    expect((await ask('/photo.jpg', { Range: 'bytes=0-1', 'If-Range': '"x"' })).status).toBe(200);
    folder.write('photo.lep', compressSync(readFixture('quality-60.jpg')));
    const changed = await ask('/photo.jpg', { 'If-None-Match': etag! });
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
  });

  test.each(['/', '/photo.lep', '/other.jpg', '/../photo.jpg', '/%2e%2e/photo.jpg', '/a/photo.jpg', '/.jpg'])(
    'finds nothing at %s',
    async (path) => {
      await serve();
      expect((await ask(path)).status).toBe(404);
    },
  );

  test('takes no other methods', async () => {
    await serve();
    const { status, headers } = await ask('/photo.jpg', {}, 'DELETE');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('breaks the connection when the file turns out to be damaged', async () => {
    const lepton = folder.read('photo.lep');
    folder.write('photo.lep', lepton.fill(0x5a, lepton.length - 9000, lepton.length - 3000));
    const errors: unknown[] = [];
    await serve({ onError: (error) => errors.push(error) });
    await expect(ask('/photo.jpg')).rejects.toThrow(/aborted|hang up/);
    expect(errors).toHaveLength(1);
    folder.write('photo.lep', lepton.subarray(0, 1000));
    expect((await ask('/photo.jpg')).status).toBe(502);
  });

  test('stops decoding when the client goes away', async () => {
    let read = 0;
    let cancelled = () => {};
    const isCancelled = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    /** The same stream, slow enough for a client to leave in the middle. */
    const openRange: typeof createRangeStream = (...args) => {
      const reader = createRangeStream(...args).getReader();
      return new ReadableStream({
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
          read += value?.length ?? 0;
          await new Promise((resolve) => setTimeout(resolve, 200));
        },
        async cancel(reason) {
          await reader.cancel(reason);
          expect(await reader.read()).toEqual({ done: true, value: undefined });
          cancelled();
        },
      });
    };
    await serve({ openRange, concurrency: 1 });
    const sent = get({ host: '127.0.0.1', port, path: '/photo.jpg' });
    sent.on('error', () => undefined);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    await once(response, 'data');
    response.destroy();
    await isCancelled;
    expect(read).toBeLessThan(PHOTO.length);
    // The place is free again for others.
    expect((await ask('/photo.jpg', { Range: 'bytes=0-9' })).status).toBe(206);
  });

  test('bears 500 small requests at once, each with the right bytes', async () => {
    const photos = SMALL.map((file) => readFixture(file));
    SMALL.forEach((file, i) => {
      folder.write(file.replace('.jpg', '.lep'), compressSync(photos[i], { segments: 4 }));
    });
    await serve();
    const agent = new Agent({ maxSockets: 100 });
    const answers = Array.from({ length: 500 }, async (_, i) => {
      const which = i % SMALL.length;
      const photo = photos[which];
      const start = (i * 7919) % photo.length;
      const end = Math.min(photo.length, start + 1 + ((i * 104_729) % 3000));
      const isWhole = i % 25 === 0;
      const headers: Record<string, string> = isWhole ? {} : { Range: `bytes=${start}-${end - 1}` };
      const { status, body } = await ask(`/${SMALL[which]}`, headers, 'GET', agent);
      return [status, body.equals(isWhole ? photo : photo.subarray(start, end))] as const;
    });
    const results = await Promise.all(answers);
    agent.destroy();
    expect(results.filter(([status, isRight]) => isRight && (status === 200 || status === 206))).toHaveLength(500);
  });
});
