import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { INITIAL_BIN } from '../../src/coder/bins.js';
import {
  clearScratch,
  createKernelState,
  enterKernel,
  LEARNING,
  leaveKernel,
  startKernel,
} from '../../src/model/kernel.js';
import { codeOf } from '../helpers/error-code.js';
import { decodeSegment, encodeSegment, startDecoder, startEncoder } from '../helpers/model-segments.js';
import { arbitraryImage, makeImage, type RandomImage } from '../helpers/random-image.js';

/** Work that goes on a row of MCUs at a time and then says what it made. */
interface Job {
  readonly rows: number;
  next(): void;
  finish(): unknown;
}

function encodeJob(image: RandomImage): Job {
  const encoder = startEncoder(image);
  let row = 0;
  return { rows: image.frame.mcuRows, next: () => encoder.encodeMcuRow(row++), finish: () => encoder.finish() };
}

function decodeJob(image: RandomImage, coded: Uint8Array): Job {
  const running = startDecoder(image, coded);
  return {
    rows: image.frame.mcuRows,
    next: running.next,
    finish: () => {
      const atEnd = running.decoder.isAtEnd();
      running.decoder.close();
      return [atEnd, running.blocks];
    },
  };
}

/** Runs the jobs a row at a time, the one that `turns` names next, and finishes each when it has its rows. */
function interleave(start: readonly (() => Job)[], turns: readonly number[]): unknown[] {
  const jobs = start.map((begin) => begin());
  const results: unknown[] = jobs.map(() => undefined);
  const done = jobs.map(() => 0);
  for (let turn = 0; done.some((rows, i) => rows <= jobs[i].rows); turn++) {
    const open = jobs.map((_, i) => i).filter((i) => done[i] <= jobs[i].rows);
    const i = open[turns[turn % turns.length] % open.length];
    if (done[i] < jobs[i].rows) jobs[i].next();
    else results[i] = jobs[i].finish();
    done[i]++;
  }
  return results;
}

const image = arbitraryImage({ maxMcus: 3, dcQuantizerMinimum: 16 });
const turns = fc.array(fc.nat(2), { minLength: 1, maxLength: 12 });

const plain = (seed: number, mcuRows = 4) =>
  makeImage({
    sampling: [
      [2, 2],
      [1, 1],
    ],
    mcusPerRow: 2,
    mcuRows,
    styles: ['photo', 'dense', 'sparse'],
    quantizerMaximum: 40,
    dcQuantizerMinimum: 16,
    seed,
  });

afterEach(clearScratch);

describe('segments that take turns on one thread give what they give alone', () => {
  test('three encoders', () => {
    fc.assert(
      fc.property(image, image, image, turns, (a, b, c, order) => {
        const alone = [a, b, c].map((each) => encodeSegment(each));
        expect(
          interleave(
            [a, b, c].map((each) => () => encodeJob(each)),
            order,
          ),
        ).toEqual(alone);
      }),
      { numRuns: 30 },
    );
  });

  test('three decoders', () => {
    fc.assert(
      fc.property(image, image, image, turns, (a, b, c, order) => {
        const coded = [a, b, c].map((each) => encodeSegment(each));
        const jobs = [a, b, c].map((each, i) => () => decodeJob(each, coded[i]));
        expect(interleave(jobs, order)).toEqual([a, b, c].map((each) => [true, each.blocks]));
      }),
      { numRuns: 30 },
    );
  });

  test('encoders and a decoder', () => {
    fc.assert(
      fc.property(image, image, image, turns, (a, b, c, order) => {
        const [codedA, codedB, codedC] = [a, b, c].map((each) => encodeSegment(each));
        const jobs = [() => encodeJob(a), () => decodeJob(b, codedB), () => encodeJob(c)];
        expect(interleave(jobs, order)).toEqual([codedA, [true, b.blocks], codedC]);
      }),
      { numRuns: 30 },
    );
  });

  test('a decoder whose neighbor runs into an error', () => {
    const [a, b] = [plain(1), plain(2)];
    const codedA = encodeSegment(a);
    const broken = encodeSegment(b).fill(0xaa, 40);
    const running = startDecoder(a, codedA);
    running.next();
    expect(codeOf(() => decodeSegment(b, broken))).toBe('STREAM_INCONSISTENT');
    for (let row = 1; row < a.frame.mcuRows; row++) running.next();
    expect(running.blocks).toEqual(a.blocks);
  });

  // The error comes between the inner coefficients and the edges, when the sums of the block stand in the scratch.
  test('an encoder whose neighbor runs into an error in the middle of a block', () => {
    const [a, b] = [plain(3), plain(4)];
    const alone = encodeSegment(a);
    b.blocks[1][1].fill(7);
    b.blocks[1][1][3] = 2048;
    const encoder = startEncoder(a);
    encoder.encodeMcuRow(0);
    expect(codeOf(() => encodeSegment(b))).toBe('COEFFICIENT_OUT_OF_RANGE');
    for (let row = 1; row < a.frame.mcuRows; row++) encoder.encodeMcuRow(row);
    expect(encoder.finish()).toEqual(alone);
  });

  test('a segment after one that ran into an error', () => {
    const [a, b] = [plain(5), plain(6)];
    const alone = encodeSegment(a);
    b.blocks[0][2].fill(-9);
    b.blocks[0][2][8] = -2048;
    expect(codeOf(() => encodeSegment(b))).toBe('COEFFICIENT_OUT_OF_RANGE');
    expect(encodeSegment(a)).toEqual(alone);
    b.blocks[0][2][8] = 0;
    b.blocks[0][2][0] = 1025;
    expect(codeOf(() => encodeSegment(b))).toBe('COEFFICIENT_OUT_OF_RANGE');
    expect(encodeSegment(a)).toEqual(alone);
  });

  test('a segment after one that was given up in the middle', () => {
    const [a, b] = [plain(7), plain(8)];
    const alone = encodeSegment(a);
    const encoder = startEncoder(b);
    encoder.encodeMcuRow(0);
    encoder.close();
    const left = startEncoder(b); // not even closed
    left.encodeMcuRow(0);
    expect(encodeSegment(a)).toEqual(alone);
    for (let row = 1; row < b.frame.mcuRows; row++) left.encodeMcuRow(row);
    expect(left.finish()).toEqual(encodeSegment(b));
  });
});

describe('the kernel', () => {
  test('gives every segment that starts untrained bins', () => {
    const first = createKernelState();
    startKernel(first);
    expect(LEARNING.every((bin) => bin === INITIAL_BIN)).toBe(true);
    LEARNING.fill(5);
    const second = createKernelState();
    startKernel(second);
    expect(LEARNING.every((bin) => bin === INITIAL_BIN)).toBe(true);
    enterKernel(first);
    expect(LEARNING.every((bin) => bin === 5)).toBe(true);
    enterKernel(second);
    expect(LEARNING.every((bin) => bin === INITIAL_BIN)).toBe(true);
    leaveKernel(first);
    leaveKernel(second);
  });

  test('saves nothing for a segment that has left', () => {
    const state = createKernelState();
    startKernel(state);
    leaveKernel(state);
    const other = createKernelState();
    startKernel(other);
    expect(state.bins).toBeNull();
    leaveKernel(other);
  });
});
