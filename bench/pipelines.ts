/** Compression and decompression on one thread, with the time of each phase. */
import type { LeptonImage, SegmentRows } from '../src/codec/lepton-image.js';
import { LeptonError } from '../src/errors.js';
import type { Internals } from './internal-bundle.js';

/** Milliseconds by phase. */
export type PhaseTimes = ReadonlyMap<string, number>;

/** Names of the phases, in their order. */
export const COMPRESSION_PHASES = ['parse header', 'read scan', 'model and range encoder', 'write container'] as const;
export const DECOMPRESSION_PHASES = [
  'read container',
  'model and range decoder',
  'write scan',
  'join output', // copies of what was written, and what stands around the scan
] as const;

type Phase = (typeof COMPRESSION_PHASES)[number] | (typeof DECOMPRESSION_PHASES)[number];

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Adds up what passes between two looks at the clock. */
class PhaseClock {
  readonly times = new Map<Phase, number>();
  private last = performance.now();

  /** Counts the time since the last call for a phase. */
  lap(phase: Phase): void {
    const now = performance.now();
    this.times.set(phase, (this.times.get(phase) ?? 0) + now - this.last);
    this.last = now;
  }
}

/** Compresses a JPEG as `compressSync` does without verification. */
export function compressByPhases(internals: Internals, jpeg: Uint8Array): { lepton: Uint8Array; times: PhaseTimes } {
  const { encodeSegment, headerItems, isSingleScan, planSegments, readPlainHeader, runToEnd } = internals;
  const clock = new PhaseClock();
  const header = readPlainHeader(jpeg);
  clock.lap('parse header');
  const planeOptions = { memoryLimit: NO_LIMIT, isShared: false };
  const image = isSingleScan(header.frame, header.scan)
    ? runToEnd(internals.readSingleScanImage(jpeg, header, planeOptions))
    : runToEnd(internals.readMultiScanImage(jpeg, header, planeOptions));
  clock.lap('read scan');
  if (image.lastBlocks !== null) throw unmeasurable('is cut off');
  const starts = planSegments(image, undefined);
  const extent = internals.wholeExtent(image.frame);
  const coded = starts.map((start, index) =>
    runToEnd(encodeSegment(image, extent, start, starts[index + 1] ?? image.frame.mcuRows)),
  );
  clock.lap('model and range encoder');
  const lepton = runToEnd(
    internals.writeLeptonSteps(image.kind, jpeg.length, headerItems(jpeg, image, starts, null), coded),
  );
  clock.lap('write container');
  return { lepton, times: clock.times };
}

/** Restores the JPEG of a file made by {@link compressByPhases} as `decompressSync` does. */
export function decompressByPhases(internals: Internals, lepton: Uint8Array): { jpeg: Uint8Array; times: PhaseTimes } {
  const { FLAVOR_16, runToEnd } = internals;
  const clock = new PhaseClock();
  const options = { padding: internals.DECODER_PADDING, limit: NO_LIMIT, brotli: null };
  const [file] = internals.readLeptonFiles(lepton, options);
  const image = internals.readLeptonImage(file!);
  const restoring = runToEnd(internals.startOutput(image));
  clock.lap('read container');
  if (image.isWholeImage) {
    const planes = internals.createImagePlanes(image, NO_LIMIT, false);
    for (const segment of image.segments) runToEnd(internals.decodeSegment(image, segment, FLAVOR_16, planes));
    clock.lap('model and range decoder');
    runToEnd(internals.writeWholeImage(image, planes, restoring.output));
    clock.lap('write scan');
  } else {
    const { jpegHeader } = image.file.items;
    const headerEnd = image.sequence.places[0]!.headerEnd;
    restoring.output.append(jpegHeader.subarray(0, headerEnd));
    for (const segment of image.segments) {
      restoreSegment(internals, image, segment, clock, (bytes) => restoring.output.append(bytes));
    }
    restoring.output.append(jpegHeader.subarray(headerEnd));
  }
  const jpeg = runToEnd(internals.finishOutput(restoring));
  clock.lap('join output');
  return { jpeg, times: clock.times };
}

/** One segment, row by row, as `SegmentRestorer` does it. */
function restoreSegment(
  { createPlane, ScanWriter, SegmentDecoder, FLAVOR_16 }: Internals,
  { frame, scan, quantization, extent, file }: LeptonImage,
  segment: SegmentRows,
  clock: PhaseClock,
  append: (bytes: Uint8Array) => void,
): void {
  const planes = frame.components.map(({ blocksPerRow, verticalSampling }) =>
    createPlane(blocksPerRow, verticalSampling),
  );
  const coded = file.codedSegments[segment.index]!;
  const decoder = new SegmentDecoder(frame, quantization, coded.bytes, coded.length, planes, FLAVOR_16, extent);
  const maxRestarts = file.items.restartCounts?.[0] ?? NO_LIMIT;
  const part = { ...segment, mayStopEarly: false };
  const writer = new ScanWriter(frame, scan, planes, part, file.items.padByte, maxRestarts);
  clock.lap('model and range decoder');
  for (let row = segment.firstMcuRow; row < segment.endMcuRow; row++) {
    decoder.decodeMcuRow(row);
    clock.lap('model and range decoder');
    writer.writeMcuRow(row);
    const isLastRow = segment.isLast && row === segment.endMcuRow - 1;
    if (isLastRow) writer.finishScan(0, 0);
    const bytes = writer.drain();
    clock.lap('write scan');
    append(bytes);
    clock.lap('join output');
  }
  decoder.close();
}

function unmeasurable(why: string): LeptonError {
  return new LeptonError('UNSUPPORTED_JPEG', `The phases cannot be measured with a JPEG that ${why}.`);
}
