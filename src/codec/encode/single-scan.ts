/**
 * Compresses a sequential JPEG with one scan: other threads, where there are some, code segments while this one finds where
 * the next begin; each is checked against the original when it is coded, and in the end what is around them.
 */

import type { HeaderItems } from '../../container/lepton-file.js';
import { type PreparedHeader, prepareHeader, writeLeptonSteps } from '../../container/lepton-writer.js';
import { LeptonError } from '../../errors.js';
import type { Call } from '../../work/call.js';
import type { Job, Spread, Steps, Work } from '../../work/steps.js';
import { amountOfWork } from '../amount-of-work.js';
import type { JpegHeader } from '../jpeg-header.js';
import { compressionMemory } from '../memory.js';
import { type CodeData, codeSegment } from './code-rows.js';
import { type Division, SegmentFinder } from './find-segments.js';
import { headerItems } from './image-items.js';
import { countHeldRows, HELD_BYTES } from './segment-coder.js';
import { SegmentChecks, verifyEnvelope } from './verify-segments.js';

/** Other threads that are worth it for a JPEG with one scan. */
export function singleScanHelpers(jpeg: Uint8Array, { frame }: JpegHeader, call: Call): number {
  const work = (call.verify ? 2 : 1) * amountOfWork(frame, jpeg.length);
  const mcuRows = (1 + (call.helpers?.count ?? 0)) * countHeldRows(frame, HELD_BYTES);
  return call.helpersFor(jpeg.length, work, compressionMemory(frame, jpeg.length, mcuRows));
}

/**
 * Compresses the JPEG.
 *
 * @throws LeptonError as `compressSync`; with helpers, which of several faults is met first is a matter of chance
 */
export function* compressSingleScan(
  jpeg: Uint8Array,
  header: JpegHeader,
  division: Division,
  call: Call,
): Work<Uint8Array> {
  const compression = new SingleScanCompression(jpeg, header, division, call);
  yield compression;
  return yield* compression.finish();
}

class SingleScanCompression implements Spread {
  readonly isWholeCall = false;
  /** Coded bytes of each segment, as far as they are there. */
  private readonly coded: Uint8Array[] = [];
  /** Segments that other threads may code: there is one more part, that of this thread. */
  private sent = 0;
  private items: HeaderItems | null = null;
  private prepared: PreparedHeader | null = null;
  /** Segments for which there was a job to check them. */
  private checked = 0;
  /** Null before the header is known, or if nothing is to be checked. */
  private checks: SegmentChecks | null = null;

  constructor(
    private readonly jpeg: Uint8Array,
    private readonly header: JpegHeader,
    private readonly division: Division,
    private readonly call: Call,
  ) {}

  get helpers(): number {
    return Math.min(this.division.helpers, this.sent);
  }

  /** Finds the segments, and adds jobs to code them and to check them. */
  *find(add: (job: Job) => void): Steps<void> {
    const { jpeg, header, division, call, coded } = this;
    const finder = new SegmentFinder(jpeg, header, division, call, (makeData) => {
      add(this.codingJob(this.sent++, makeData, add));
    });
    const rows = yield* finder.run();
    for (const [index, bytes] of rows.coded.entries()) coded[this.sent + index] = bytes;
    this.items = headerItems(jpeg, rows.image, rows.starts, null);
    // Now, while others still code.
    this.prepared = yield* prepareHeader(this.items);
    if (!call.verify) return;
    this.checks = new SegmentChecks(jpeg, this.prepared.header);
    // First those that were coded here, as nobody else waits for this thread.
    const count = rows.starts.length;
    for (let step = 0; step < count; step++) this.check((this.sent + step) % count, add);
  }

  /** Puts the file together. @throws LeptonError ROUND_TRIP_FAILED, LIMIT_EXCEEDED */
  *finish(): Steps<Uint8Array> {
    const { jpeg, coded, items, prepared, call } = this;
    if (call.verify && this.checked !== items!.segments.length) {
      throw new LeptonError('INTERNAL_ERROR', `${this.checked} of ${items!.segments.length} segments were checked.`);
    }
    const lepton = yield* writeLeptonSteps('Z', jpeg.length, items!, coded, prepared!);
    if (call.verify) yield* verifyEnvelope(jpeg, lepton, prepared!.header, coded, call);
    return lepton;
  }

  private codingJob(index: number, makeData: () => CodeData, add: (job: Job) => void): Job {
    const takeCoded = (bytes: Uint8Array): void => {
      this.coded[index] = bytes;
      this.check(index, add);
    };
    return {
      *here() {
        takeCoded(yield* codeSegment(makeData()));
      },
      elsewhere: makeData,
      take: takeCoded,
    };
  }

  /** Adds the job to check a segment, if it is coded and it is known what the file will be. */
  private check(index: number, add: (job: Job) => void): void {
    const bytes = this.coded[index];
    if (this.checks === null || bytes === undefined) return;
    this.checked++;
    add(this.checks.job(index, bytes));
  }
}
