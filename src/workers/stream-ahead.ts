/** The threads of a pool for the segments of streams. */
import type { SegmentJob, SegmentThreads } from '../codec/segments-ahead.js';
import type { CodedSegment, LeptonFile } from '../container/lepton-file.js';
import { LeptonError } from '../errors.js';
import { segmentFile } from './segment-file.js';
import type { RestoreTask } from './tasks.js';
import type { Threads } from './thread-pool.js';

/** Bytes of output below which a thread that must be started first brings nothing: the first segment is done without it. */
const SMALL_OUTPUT = 2_000_000;

/**
 * The threads that a stream may use beside the one that it is read on.
 *
 * @param threads null if there are no others
 * @param smallOutput bytes of output below which they are not used
 */
export function segmentThreads(threads: Threads | null, smallOutput: number = SMALL_OUTPUT): SegmentThreads | null {
  if (threads === null) return null;
  const own = { pool: threads.pool, count: threads.count - 1 };
  return {
    count: own.count,
    smallOutput,
    restore: (file, index, coded, output, flavor) =>
      new PoolJob(own, () => ({ kind: 'restore', file: fileOf(file, index, coded), flavor, output })),
  };
}

/** The file with nothing but a segment of which the coded bytes are these. */
function fileOf(file: LeptonFile, index: number, coded: CodedSegment): LeptonFile {
  const codedSegments: CodedSegment[] = [];
  codedSegments[index] = coded;
  return segmentFile({ ...file, codedSegments }, index);
}

/** A segment that a thread of the pool restores. It is a call of its own, so that streams that nobody reads are none. */
class PoolJob implements SegmentJob {
  isBegun = false;
  readonly result: Promise<Uint8Array>;
  private isDropped = false;
  private reject: (error: LeptonError) => void = () => undefined;

  constructor({ pool, count }: Threads, makeTask: () => RestoreTask) {
    this.result = pool.share(count, (share) => {
      const restored = share.run(() => {
        if (this.isDropped) throw notWanted();
        this.isBegun = true;
        return makeTask();
      });
      return new Promise((resolve, reject) => {
        this.reject = reject;
        restored.then(resolve, reject);
      });
    });
    // It may be dropped before anybody listens.
    this.result.catch(() => undefined);
  }

  drop(): void {
    this.isDropped = true;
    this.reject(notWanted());
  }
}

function notWanted(): LeptonError {
  return new LeptonError('INTERNAL_ERROR', 'The segment is not wanted any more.');
}
