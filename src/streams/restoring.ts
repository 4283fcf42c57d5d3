/** Restores a JPEG from a Lepton file that is still arriving, pulled part after part. */

import { type DecompressSettings, restoreFile } from '../codec/decode/decompress.js';
import { candidateFlavors } from '../codec/decode/flavors.js';
import { type LeptonImage, readLeptonImage } from '../codec/decode/lepton-image.js';
import { checkFront, type OutputLayout, outputLayout } from '../codec/decode/output-layout.js';
import { createSegmentRoom, segmentSource } from '../codec/decode/segment-restorer.js';
import { wholeOutputMemory } from '../codec/memory.js';
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { CodedSegment, LeptonFile } from '../container/lepton-file.js';
import { LeptonStreamReader } from '../container/lepton-stream-reader.js';
import type { SegmentQueues } from '../container/segment-queues.js';
import type { Call } from '../work/call.js';
import { alone } from '../work/steps.js';
import { StreamInput, segmentChunks } from './arriving-segment.js';
import { asEmptyPieces, type BytePieces, type ByteSource } from './byte-stream.js';
import { SegmentsAhead } from './segments-ahead.js';

/** One pass over a stream. */
export class StreamRestoring implements ByteSource {
  /**
   * The output, as the input allows.
   *
   * @throws LeptonError as `decompressSync`, behind all bytes that could be restored before
   */
  readonly pieces: BytePieces = this.allPieces();
  private readonly reader: LeptonStreamReader;
  private ahead: SegmentsAhead | null = null;

  constructor(
    private readonly settings: DecompressSettings,
    private readonly call: Call,
  ) {
    const { memoryLimit, brotli } = call;
    this.reader = new LeptonStreamReader({ padding: DECODER_PADDING, limit: memoryLimit, brotli });
  }

  get wantsInput(): boolean {
    return this.ahead?.wantsInput ?? false;
  }

  push(bytes: Uint8Array): void {
    this.reader.push(bytes);
    this.ahead?.noteInput();
  }

  end(): void {
    this.reader.end();
    this.ahead?.noteInput();
  }

  private *allPieces(): BytePieces {
    for (let hasFile: boolean | null = true; hasFile !== false; ) {
      if (hasFile === true) yield* this.fileChunks();
      hasFile = this.reader.startNextFile();
      if (hasFile === null) yield null;
    }
  }

  private *fileChunks(): BytePieces {
    const { reader } = this;
    while (reader.file === null) yield* this.readMore();
    const image = readLeptonImage(reader.file);
    const layout = outputLayout(image);
    if (layout.hasKnownPlaces) yield* this.partChunks(image, layout);
    else yield* this.wholeChunks();
  }

  /** Lets the reader read, and waits for input where it must. */
  private *readMore(): BytePieces {
    if (!this.reader.advance()) yield null;
  }

  private *readToEnd(): BytePieces {
    while (!this.reader.isFileEnded) yield* this.readMore();
  }

  /** What cannot be restored before all segments are decoded. */
  private *wholeChunks(): BytePieces {
    yield* this.readToEnd();
    const { call, settings } = this;
    const { file, queues } = this.reader;
    const image = readLeptonImage({ ...file!, codedSegments: takeAll(file!, queues) });
    call.checkMemory(wholeOutputMemory(image.file.outputSize), 'The Lepton file');
    yield yield* asEmptyPieces(alone(restoreFile(image, settings, call.withHelpers(null))));
  }

  private *partChunks(image: LeptonImage, layout: OutputLayout): BytePieces {
    const front = new Front(layout);
    for (const bytes of layout.before) yield front.cut(bytes);
    yield* this.scanChunks(image, layout, front);
    for (const bytes of layout.behind) yield front.cut(bytes);
    // The end of the file must be there before the end of the JPEG is: whoever reads would take it for whole.
    yield* this.readToEnd();
    checkFront(layout, front.restored);
    yield layout.trailing.subarray(0, layout.size - layout.frontSize);
  }

  private *scanChunks(image: LeptonImage, layout: OutputLayout, front: Front): BytePieces {
    if (layout.segments.length === 0) return;
    const { reader, call } = this;
    let flavors = candidateFlavors(image.file.revision, this.settings.flavor);
    const room = createSegmentRoom(image);
    this.ahead = SegmentsAhead.start(reader, image, layout, flavors, room, call);
    try {
      for (const segment of layout.segments) {
        const restored = this.ahead?.piecesOf(segment) ?? null;
        if (restored !== null) {
          yield* front.cutEach(restored);
          continue;
        }
        const input = new StreamInput(reader, segment.index, flavors.length > 1);
        const chunks = segmentChunks(segmentSource(image, segment), flavors, input, room, call);
        flavors = yield* front.cutEach(chunks, () => this.ahead?.advance());
      }
    } finally {
      this.ahead?.close();
      this.ahead = null;
    }
  }
}

/** Counts what comes in front of the trailing bytes, and cuts it off there. */
class Front {
  /** Bytes that came, with those that were cut off. */
  restored = 0;

  constructor(private readonly layout: OutputLayout) {}

  cut(bytes: Uint8Array): Uint8Array {
    const count = Math.min(bytes.length, Math.max(0, this.layout.frontSize - this.restored));
    this.restored += bytes.length;
    return bytes.subarray(0, count);
  }

  /** @param onPiece called for each piece, before it is handed on */
  *cutEach<T>(
    pieces: Generator<Uint8Array | Promise<void> | null, T>,
    onPiece: () => void = () => undefined,
  ): Generator<Uint8Array | Promise<void> | null, T> {
    try {
      for (let step = pieces.next(); ; step = pieces.next()) {
        if (step.done === true) return step.value;
        onPiece();
        yield step.value instanceof Uint8Array ? this.cut(step.value) : step.value;
      }
    } finally {
      pieces.return(undefined as never);
    }
  }
}

function takeAll({ items }: LeptonFile, queues: SegmentQueues): CodedSegment[] {
  return items.segments.map((_, index) => {
    const length = queues.bytesOf(index);
    const bytes = new Uint8Array(length + DECODER_PADDING);
    queues.read(index, bytes);
    return { bytes, length };
  });
}
