import { describe, expect, test } from 'vitest';
import { SegmentQueues } from '../../src/container/segment-queues.js';
import { codeOf, errorOf } from '../helpers/error-code.js';

const NO_LIMIT = 1e9;
const completeOf = (queues: SegmentQueues, count: number) =>
  Array.from({ length: count }, (_, segment) => queues.isComplete(segment));

describe('queues of segments', () => {
  test('keep the bytes of each apart', () => {
    const queues = new SegmentQueues(2, false, NO_LIMIT);
    queues.append(1, Uint8Array.of(4, 5, 6));
    queues.append(0, Uint8Array.of(1));
    queues.append(1, Uint8Array.of(7));
    expect([queues.bytesOf(0), queues.bytesOf(1)]).toEqual([1, 4]);
    const target = new Uint8Array(3);
    expect(queues.read(1, target)).toBe(3);
    expect([...target]).toEqual([4, 5, 6]);
    expect([queues.bytesOf(0), queues.bytesOf(1)]).toEqual([1, 1]);
    expect(queues.read(0, target)).toBe(1);
    expect(queues.read(0, target)).toBe(0);
  });

  test('hold no more than the limit, all together', () => {
    const queues = new SegmentQueues(2, false, 10);
    queues.append(0, new Uint8Array(6));
    queues.append(1, new Uint8Array(4));
    expect(errorOf(() => queues.append(1, new Uint8Array(1))).code).toBe('LIMIT_EXCEEDED');
  });

  test('have room again for what was read', () => {
    const queues = new SegmentQueues(2, false, 10);
    for (let i = 0; i < 50; i++) {
      queues.append(i % 2, new Uint8Array(10));
      queues.read(i % 2, new Uint8Array(10));
    }
    expect(codeOf(() => queues.append(0, new Uint8Array(11)))).toBe('LIMIT_EXCEEDED');
  });

  test('without a promised order are complete at the end only', () => {
    const queues = new SegmentQueues(3, false, NO_LIMIT);
    for (const segment of [0, 1, 2, 2, 1, 0]) queues.startPacket(segment, 5);
    expect(completeOf(queues, 3)).toEqual([false, false, false]);
    queues.completeAll();
    expect(completeOf(queues, 3)).toEqual([true, true, true]);
  });

  test('with a promised order are complete when a later segment goes on', () => {
    const queues = new SegmentQueues(4, true, NO_LIMIT);
    const completeAfter = (segment: number) => {
      queues.startPacket(segment, 5);
      return completeOf(queues, 4);
    };
    const nothing = [false, false, false, false];
    expect([0, 1, 2, 3].map(completeAfter)).toEqual([nothing, nothing, nothing, nothing]);
    expect(completeAfter(0)).toEqual(nothing);
    expect(completeAfter(2)).toEqual([true, true, false, false]);
    expect(completeAfter(2)).toEqual([true, true, false, false]);
    expect(completeAfter(3)).toEqual([true, true, true, false]);
  });

  test('with a promised order refuse what comes too late', () => {
    const queues = new SegmentQueues(2, true, NO_LIMIT);
    for (const segment of [0, 1, 1]) queues.startPacket(segment, 5);
    const error = errorOf(() => queues.startPacket(0, 777));
    expect([error.code, error.message]).toEqual(['DAMAGED_LEPTON_FILE', expect.stringContaining('777')]);
  });

  test('may have no segments', () => {
    const queues = new SegmentQueues(0, true, 0);
    queues.completeAll();
    expect(codeOf(() => queues.append(0, Uint8Array.of(1)))).toBe('LIMIT_EXCEEDED');
  });
});
