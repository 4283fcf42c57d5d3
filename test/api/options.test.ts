import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as library from '../../src/index.js';
import { codeOf, errorOf } from '../helpers/error-code.js';
import { readFixture } from '../helpers/fixtures.js';

const JPEG = readFixture('sampling-420.jpg');
const LEPTON = library.compressSync(JPEG);

type Loose = (...args: unknown[]) => unknown;

/** Every function with what it needs in front of its options. */
const FUNCTIONS: Readonly<Record<string, readonly unknown[]>> = {
  compress: [JPEG],
  compressSync: [JPEG],
  decompress: [LEPTON],
  decompressSync: [LEPTON],
  verify: [JPEG, LEPTON],
  verifySync: [JPEG, LEPTON],
  inspect: [LEPTON],
  createCompressStream: [],
  createDecompressStream: [],
  createRangeStream: [LEPTON, 0, 10],
  decompressRange: [LEPTON, 0, 10],
  decompressRangeSync: [LEPTON, 0, 10],
  compressPieces: [JPEG],
  compressPiecesSync: [JPEG],
  decompressPieces: [[LEPTON]],
  decompressPiecesSync: [[LEPTON]],
};

/** What calling a function ends with: its error, or null. */
async function failureOf(name: string, ...args: readonly unknown[]): Promise<unknown> {
  const called = (library as unknown as Record<string, Loose>)[name];
  try {
    const result = await called(...args);
    const isIterated = typeof result === 'object' && result !== null && 'next' in result;
    if (isIterated) await (result as AsyncGenerator).next();
    return null;
  } catch (error) {
    return error;
  }
}

test('every public function is tried', () => {
  const functions = Object.entries(library).filter(
    ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name),
  );
  expect(
    functions
      .map(([name]) => name)
      .filter((name) => !(name in FUNCTIONS) && !['formatOf', 'peekLepton'].includes(name)),
  ).toEqual([]);
});

describe.each(Object.keys(FUNCTIONS))('%s', (name) => {
  const args = FUNCTIONS[name];

  test('takes no options, and undefined ones', async () => {
    expect(await failureOf(name, ...args)).toBe(null);
    expect(await failureOf(name, ...args, { memoryLimit: undefined, threads: undefined, signal: undefined })).toBe(
      null,
    );
  });

  test.each<[string, unknown]>([
    ['an unknown name', { sgments: 3 }],
    ['a name of all objects', { toString: 3 }],
    ['null', null],
    ['a string', 'fast'],
    ['a memory limit of 0', { memoryLimit: 0 }],
    ['a memory limit as text', { memoryLimit: '512MiB' }],
    ['a time limit of NaN', { timeLimit: Number.NaN }],
    ['no threads', { threads: 0 }],
    ['half a thread', { threads: 1.5 }],
    ['65 threads', { threads: 65 }],
    ['a signal that is none', { signal: {} }],
  ])('refuses %s', async (_what, options) => {
    expect(await failureOf(name, ...args, options)).toMatchObject({ name: 'LeptonError', code: 'USAGE' });
  });

  test('stops at once for a signal that was given before, with its reason', async () => {
    if (name.startsWith('create')) return;
    const signal = AbortSignal.abort(new RangeError('no more'));
    expect(await failureOf(name, ...args, { signal })).toMatchObject({
      code: 'ABORTED',
      cause: new RangeError('no more'),
    });
  });

  test('refuses whatever else, but never with a foreign error', async () => {
    const anything = fc.oneof(fc.anything(), fc.object(), fc.record({ [name]: fc.anything() }));
    await fc.assert(
      fc.asyncProperty(anything, fc.nat({ max: Math.max(0, args.length - 1) }), async (value, place) => {
        const changed = args.map((arg, index) => (index === place ? value : arg));
        for (const all of [changed, [...args, value]]) {
          const failure = await failureOf(name, ...all);
          if (failure !== null) expect(failure).toBeInstanceOf(library.LeptonError);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test.each<[string, unknown]>([
  ['segments', 0],
  ['segments', 9],
  ['segments', '2'],
  ['verify', 1],
  ['extended', 'yes'],
  ['any', null],
])('compress refuses %s: %s and names it', (option, value) => {
  const error = errorOf(() => library.compressSync(JPEG, { [option]: value }));
  expect(error.code).toBe('USAGE');
  expect(error.message).toContain(option);
});

test.each<[string, unknown]>([
  ['flavor', '64'],
  ['brotliDecompress', {}],
])('decompress refuses %s: %s', (option, value) => {
  expect(codeOf(() => library.decompressSync(LEPTON, { [option]: value }))).toBe('USAGE');
});

test('options that an object has from another one count', () => {
  const options = Object.create({ memoryLimit: 1000 }) as library.CompressOptions;
  expect(codeOf(() => library.compressSync(JPEG, options))).toBe('LIMIT_EXCEEDED');
});

test('pieces that are not there are refused', () => {
  expect(codeOf(() => library.decompressPiecesSync(new Array(2)))).toBe('USAGE');
});

test.each([1023, 2 ** 31, 4096.5])('pieces cannot have %d bytes', (pieceSize) => {
  expect(codeOf(() => [...library.compressPiecesSync(JPEG, { pieceSize })])).toBe('USAGE');
});

test.each([-1, Number.NaN, '3'])('a stream cannot keep %s chunks', (highWaterMark) => {
  const readableStrategy = { highWaterMark } as QueuingStrategy<Uint8Array>;
  expect(codeOf(() => library.createDecompressStream({ readableStrategy }))).toBe('USAGE');
  expect(codeOf(() => library.createCompressStream({ writableStrategy: readableStrategy }))).toBe('USAGE');
});

describe('bytes', () => {
  test('may be a view of shared memory', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(JPEG.length));
    shared.set(JPEG);
    expect(Buffer.compare(library.compressSync(shared), LEPTON)).toBe(0);
    expect(Buffer.compare(await library.decompress(await library.compress(shared)), JPEG)).toBe(0);
  });

  test('that were transferred before are refused', async () => {
    const gone = JPEG.slice();
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(await failureOf('compress', gone)).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('transferred'),
    });
    expect(await failureOf('compress', new Uint8Array(0))).toMatchObject({ code: 'NOT_A_JPEG' });
  });

  test('that are transferred meanwhile are refused, whatever came of them', async () => {
    const jpeg = readFixture('scene.jpg').slice();
    const call = failureOf('compress', jpeg, { verify: false });
    await new Promise((resolve) => setTimeout(resolve, 30));
    structuredClone(jpeg.buffer, { transfer: [jpeg.buffer] });
    expect(await call).toMatchObject({ code: 'USAGE', message: expect.stringContaining('transferred') });
  });
});

test('options of a stream that an object has from another one count, for all of its work', async () => {
  // More than the input needs by itself, and less than its compression.
  const options = Object.create({ memoryLimit: 3 * JPEG.length }) as library.CompressStreamOptions;
  const compressed = new Response(new Blob([JPEG]).stream().pipeThrough(library.createCompressStream(options)));
  await expect(compressed.arrayBuffer()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
});

test('a queuing strategy with functions stays with the stream, wherever the work is done', async () => {
  const readableStrategy = { highWaterMark: 3, size: () => 1 };
  const calls = [1, 2, 3].map(async () => {
    const stream = library.createCompressStream({ readableStrategy, threads: 2 });
    return new Uint8Array(await new Response(new Blob([JPEG]).stream().pipeThrough(stream)).arrayBuffer());
  });
  for (const lepton of await Promise.all(calls)) expect(Buffer.compare(lepton, LEPTON)).toBe(0);
});
