import { describe, expect, test } from 'vitest';
import { type BytePieces, byteTransform, streamOf } from '../../src/streams/byte-stream.js';
import { ANY_CALL } from '../helpers/pipelines.js';
import { letTurn, readAll, sendThrough } from '../helpers/streams.js';

const EMPTY = new Uint8Array(0);

/** A source that counts what it does. */
function counting(pieces: (state: { pushed: number[]; isEnded: boolean; made: number }) => BytePieces) {
  const state = { pushed: [] as number[], isEnded: false, made: 0 };
  const source = {
    push: (bytes: Uint8Array) => state.pushed.push(bytes.length),
    end: () => {
      state.isEnded = true;
    },
    pieces: pieces(state),
  };
  return { state, source };
}

describe('a stream over a generator', () => {
  test('makes chunks of at most 64 KiB of pieces of any size', async () => {
    function* pieces(): BytePieces {
      for (const size of [1, 100_000, 0, 200_000, 7]) yield new Uint8Array(size).fill(size % 251);
    }
    const { bytes, sizes, error } = await readAll(streamOf(pieces(), ANY_CALL));
    expect(error).toBe(undefined);
    expect(bytes.length).toBe(300_008);
    expect([bytes[0], bytes[1], bytes[100_001], bytes[300_007]]).toEqual([1, 102, 204, 7]);
    expect(Math.max(...sizes)).toBe(65_536);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('copies pieces, which are valid until the next one only', async () => {
    function* pieces(): BytePieces {
      const piece = new Uint8Array(40_000);
      for (let i = 1; i <= 5; i++) yield piece.fill(i);
    }
    const { bytes } = await readAll(streamOf(pieces(), ANY_CALL));
    expect([0, 1, 2, 3, 4].every((i) => bytes.subarray(40_000 * i, 40_000 * (i + 1)).every((b) => b === i + 1))).toBe(
      true,
    );
  });

  test('waits where something else must come first', async () => {
    let isThere = false;
    function* pieces(): BytePieces {
      yield Uint8Array.of(1);
      yield new Promise<void>((resolve) => {
        setTimeout(() => {
          isThere = true;
          resolve();
        }, 20);
      });
      yield Uint8Array.of(isThere ? 2 : 0);
    }
    expect([...(await readAll(streamOf(pieces(), ANY_CALL))).bytes]).toEqual([1, 2]);
  });

  test('may be empty', async () => {
    function* pieces(): BytePieces {
      yield EMPTY;
    }
    expect(await readAll(streamOf(pieces(), ANY_CALL))).toEqual({ bytes: EMPTY, sizes: [] });
  });

  test('gives an error behind all bytes before it', async () => {
    function* pieces(): BytePieces {
      yield Uint8Array.of(1, 2);
      yield Uint8Array.of(3);
      throw new TypeError('broken');
    }
    const { bytes, error } = await readAll(streamOf(pieces(), ANY_CALL));
    expect([...bytes]).toEqual([1, 2, 3]);
    expect(error).toMatchObject({ code: 'INTERNAL_ERROR', cause: new TypeError('broken') });
  });

  test('lets the event loop turn where nothing comes out', async () => {
    let turns = 0;
    let isDone = false;
    function* pieces(): BytePieces {
      for (let i = 0; i < 100; i++) yield EMPTY;
      yield Uint8Array.of(1);
    }
    const count = async () => {
      while (!isDone) {
        await letTurn(1);
        turns++;
      }
    };
    const counted = count();
    await readAll(streamOf(pieces(), ANY_CALL));
    isDone = true;
    await counted;
    expect(turns).toBeGreaterThan(50);
  });

  test('does nothing before it is read, and tidies up when it is cancelled', async () => {
    let made = 0;
    let isClosed = false;
    function* pieces(): BytePieces {
      try {
        for (;;) {
          made++;
          yield new Uint8Array(30_000);
        }
      } finally {
        isClosed = true;
      }
    }
    const reader = streamOf(pieces(), ANY_CALL).getReader();
    await letTurn();
    expect(made).toBe(0);
    await reader.read();
    await letTurn();
    expect(made).toBe(3);
    await reader.cancel();
    await letTurn();
    expect([made, isClosed]).toEqual([3, true]);
  });
});

describe('a transform over a generator', () => {
  /** Asks for input four times, and then ends. */
  const fourTimes = () =>
    counting(function* (state) {
      for (let i = 0; i < 4; i++) {
        yield null;
        yield Uint8Array.of(state.pushed.length, state.isEnded ? 1 : 0);
      }
    });

  test('takes input when it is wanted', async () => {
    const { state, source } = fourTimes();
    const { bytes } = await sendThrough(new Uint8Array(30), byteTransform(source, {}, ANY_CALL), [10]);
    expect([...bytes]).toEqual([1, 0, 2, 0, 3, 0, 3, 1]);
    expect([state.pushed, state.isEnded]).toEqual([[10, 10, 10], true]);
  });

  test('says that a write is done when its bytes are used up', async () => {
    const { state, source } = fourTimes();
    const { writable, readable } = byteTransform(source, {}, ANY_CALL);
    const [writer, reader] = [writable.getWriter(), readable.getReader()];
    const done: number[] = [];
    const writes = [1, 2].map((size) => writer.write(new Uint8Array(size)).then(() => done.push(size)));
    await letTurn();
    expect([state.pushed, done]).toEqual([[], []]);
    await reader.read();
    await letTurn();
    expect([state.pushed, done]).toEqual([[1], []]);
    await reader.read();
    await letTurn();
    expect([state.pushed, done]).toEqual([[1, 2], [1]]);
    await reader.cancel();
    await Promise.allSettled(writes);
  });

  test('takes input ahead if it may, only while it is read, and behind the first bytes', async () => {
    const { state, source } = counting(function* (state) {
      yield null;
      for (;;) {
        yield Uint8Array.of(state.pushed.length, state.isEnded ? 1 : 0);
        yield EMPTY;
      }
    });
    const { writable, readable } = byteTransform(
      {
        ...source,
        get wantsInput() {
          return state.pushed.length < 4;
        },
      },
      {},
      ANY_CALL,
    );
    const [writer, reader] = [writable.getWriter(), readable.getReader()];
    const done: number[] = [];
    const writes = [1, 2, 3, 4, 5, 6].map((size) => writer.write(new Uint8Array(size)).then(() => done.push(size)));
    expect([...(await reader.read()).value!]).toEqual([1, 0]);
    await letTurn();
    expect([state.pushed, done]).toEqual([[1], []]);
    expect([...(await reader.read()).value!]).toEqual([4, 0]);
    await letTurn();
    // The last one that was taken may still be in use.
    expect([state.pushed, done]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3],
    ]);
    await reader.cancel();
    await Promise.allSettled(writes);
  });

  test('takes the end ahead, but only says so when the output is over', async () => {
    const { source } = counting(function* (state) {
      yield null;
      for (let i = 0; i < 4; i++) {
        yield Uint8Array.of(state.isEnded ? 1 : 0);
        yield EMPTY;
      }
    });
    const { writable, readable } = byteTransform({ ...source, wantsInput: true }, {}, ANY_CALL);
    const [writer, reader] = [writable.getWriter(), readable.getReader()];
    const written = writer.write(new Uint8Array(1));
    let isClosed = false;
    const closed = writer.close().then(() => {
      isClosed = true;
    });
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) seen.push(...(await reader.read()).value!);
    await letTurn();
    expect([seen, isClosed]).toEqual([[0, 1, 1, 1], false]);
    expect((await reader.read()).done).toBe(true);
    await Promise.all([written, closed]);
  });

  test('ends when the generator does, and lets go of further input', async () => {
    const { source } = counting(function* () {
      yield null;
      yield Uint8Array.of(1);
    });
    const { bytes, error } = await sendThrough(new Uint8Array(10), byteTransform(source, {}, ANY_CALL), [3]);
    expect([[...bytes], error]).toEqual([[1], undefined]);
  });

  test('fails on both sides', async () => {
    const { source } = counting(function* () {
      yield null;
      throw new TypeError('broken');
    });
    const { writable, readable } = byteTransform(source, {}, ANY_CALL);
    const writer = writable.getWriter();
    const closed = expect(writer.closed).rejects.toThrow('broken');
    const outcome = readAll(readable);
    await writer.write(new Uint8Array(5)).catch(() => undefined);
    expect((await outcome).error).toMatchObject({ code: 'INTERNAL_ERROR', cause: new TypeError('broken') });
    await closed;
    await expect(writer.write(new Uint8Array(5))).rejects.toThrow('broken');
  });
});
