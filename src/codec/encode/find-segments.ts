/** Finds the segments of a sequential JPEG: those for other threads are only passed over, the last ones are coded here. */
import type { Handover } from '../../jpeg/handover.js';
import { type CodedExtent, wholeExtent } from '../../model/coded-extent.js';
import type { Call } from '../../work/call.js';
import type { Steps } from '../../work/steps.js';
import type { JpegHeader } from '../jpeg-header.js';
import { type CodeData, type CodedBefore, type CodedRows, codeRows, SHARED_BYTES } from './code-rows.js';
import { codedExtent } from './image-items.js';
import { planSegmentCount, planSegments, SegmentPlanner } from './segment-plan.js';
import { readSingleScanImage, type SingleScanImage } from './single-scan-image.js';

/** How a JPEG is divided. */
export interface Division {
  /** Number of segments, 1..8, or undefined to plan it by size. */
  readonly segments: number | undefined;
  /** Threads beside this one; 0 for none. */
  readonly helpers: number;
}

/**
 * One search for the segments of a JPEG. The first segments are for other threads, which decode the Huffman codes of their
 * rows themselves; here these rows are only passed over to find where the segments begin. The last segments, about as many
 * as each of the others gets, are read and coded here.
 */
export class SegmentFinder {
  private sent = 0;

  /** @param send takes the segments that can be coded elsewhere, from the first on; the data are made when they are wanted */
  constructor(
    private readonly jpeg: Uint8Array,
    private readonly header: JpegHeader,
    private readonly division: Division,
    private readonly call: Call,
    private readonly send: (makeData: () => CodeData) => void,
  ) {}

  /** Sends segments as soon as it is known where they end. @returns the image, and the coded segments behind those */
  *run(): Steps<CodedRows> {
    const { jpeg, header, division, call } = this;
    const { before, image } = division.helpers === 0 ? NOTHING_PASSED : yield* this.passOver();
    if (image === null) return yield* codeRows(jpeg, header, division.segments, call, before);
    // The scan ends before the segments for this thread. What could be sent before the end was known was.
    const starts = planSegments(image, division.segments);
    while (this.sent < starts.length) {
      this.sendSegment(image, codedExtent(image), starts[this.sent]!, starts[this.sent + 1] ?? null);
    }
    return { image, starts, coded: [] };
  }

  /** Passes over the rows of the segments for other threads. */
  private *passOver(): Steps<Passed> {
    const { jpeg, header, division, call } = this;
    const { frame } = header;
    const reading = readSingleScanImage(jpeg, header, { call, areShared: false, heldMcuRows: 0 });
    let planner: SegmentPlanner | null = null;
    let rows = 0;
    for (let step = reading.next(); ; step = reading.next()) {
      if (step.done === true) return { before: null, image: step.value };
      if (step.value === null) {
        yield;
        continue;
      }
      const { data, scanBytes, handovers, padding } = step.value;
      const count = planSegmentCount(scanBytes, frame.mcuRows, false, division.segments);
      const others = count - Math.max(1, Math.floor(count / (1 + division.helpers)));
      if (others === 0) return NOTHING_PASSED;
      if (planner === null) {
        planner = new SegmentPlanner(scanBytes, count, frame.mcuRows);
        call.helpers?.prepare(count);
      }
      for (; rows < handovers.length; rows++) planner.addRow(handovers[rows]!.codedBytes);
      const { starts } = planner;
      while (this.sent < Math.min(others, starts.length - 1)) {
        this.sendSegment(step.value, wholeExtent(frame), starts[this.sent]!, starts[this.sent + 1]!);
      }
      if (this.sent === others) {
        const rowsBefore = handovers.slice(0, starts[others]! + 1);
        return { before: { segments: others, handovers: rowsBefore, padBits: padding.bits, data }, image: null };
      }
      yield;
    }
  }

  /** @param endMcuRow null for the last segment, which `read` then knows the end of */
  private sendSegment(read: ReadSoFar, extent: CodedExtent, firstMcuRow: number, endMcuRow: number | null): void {
    this.sent++;
    const { jpeg, header } = this;
    const { frame, scan, scanStart } = header;
    const { quantization, handovers, scanBytes, rowsEnd, padding } = read;
    const first = handovers[firstMcuRow]!;
    const next: Handover | null = endMcuRow === null ? null : handovers[endMcuRow]!;
    const rows = {
      firstMcuRow,
      endMcuRow: endMcuRow ?? frame.mcuRows,
      handovers: [{ ...first, dataOffset: 0 }],
      restarts: 0,
    };
    const end = { codedBytes: next?.codedBytes ?? rowsEnd!, handover: next };
    const dataEnd = next === null ? scanBytes : Math.min(scanBytes, next.codedBytes + SHARED_BYTES);
    const part = jpeg.subarray(scanStart + first.codedBytes, scanStart + dataEnd);
    const data = { kind: 'code', frame, scan, quantization, rows, extent, padBits: padding.bits, end } as const;
    this.send(() => ({ ...data, bytes: new Uint8Array(part) }));
  }
}

/** What is known when the segments for other threads are sent; or the image, if the scan ends among them. */
interface Passed {
  readonly before: CodedBefore | null;
  readonly image: SingleScanImage | null;
}

const NOTHING_PASSED: Passed = { before: null, image: null };

/** What is known of a scan that is being read, and of one that was read. */
type ReadSoFar = Pick<SingleScanImage, 'quantization' | 'handovers' | 'scanBytes' | 'padding'> &
  Partial<Pick<SingleScanImage, 'rowsEnd'>>;
