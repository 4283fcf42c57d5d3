/** What a JPEG or a Lepton file says about itself, without decoding the picture. */
import type { Kind } from '../container/lepton-file.js';
import { isLeptonFile, readLeptonSteps } from '../container/lepton-reader.js';
import type { Frame } from '../jpeg/frame.js';
import { processName, SOF0 } from '../jpeg/markers.js';
import type { Scan } from '../jpeg/scan-header.js';
import type { Call } from '../work/call.js';
import type { Steps } from '../work/steps.js';
import { readLeptonImage } from './decode/lepton-image.js';
import { readJpegHeader } from './jpeg-header.js';

/** One component of a frame. */
export interface ComponentInfo {
  /** Component identifier. */
  readonly id: number;
  /** Horizontal sampling factor, 1..4 (ITU T.81 section A.1.1). */
  readonly horizontalSampling: number;
  /** Vertical sampling factor, 1..4. */
  readonly verticalSampling: number;
  /** Destination of the quantization table, 0..3. */
  readonly quantizationTable: number;
}

/** The frame header of a JPEG. */
export interface FrameInfo {
  /** Name of the frame marker, `SOF0` to `SOF15`. */
  readonly marker: string;
  /** Coding process, such as `baseline sequential`. */
  readonly process: string;
  /** Bits per sample. */
  readonly precision: number;
  /** Samples in a row, 1..65535. */
  readonly width: number;
  /** Rows of samples, 1..65535. */
  readonly height: number;
  /** Its components, in the order of the frame header. */
  readonly components: readonly ComponentInfo[];
  /** `4:2:0` and the like, `grey`, or the factors of all components. */
  readonly sampling: string;
  /** MCUs between restart markers, 0 = none. */
  readonly restartInterval: number;
}

/** What `inspect` tells about a JPEG. */
export interface JpegInfo {
  /** What it is about. */
  readonly format: 'jpeg';
  /** Bytes of the file. */
  readonly fileSize: number;
  /** Bytes up to the data of the first scan. */
  readonly headerSize: number;
  /** What the frame header says. */
  readonly frame: FrameInfo;
}

/** One segment of a Lepton file. */
export interface SegmentInfo {
  /** First row of blocks of component 0. */
  readonly lumaYStart: number;
  /** Bytes of the JPEG that it restores. */
  readonly outputSize: number;
  /** Coded bytes in the Lepton file, without packet heads. */
  readonly codedSize: number;
}

/** What `inspect` tells about a Lepton file. */
export interface LeptonInfo {
  /** What it is about. */
  readonly format: 'lepton';
  /** Bytes of the file. */
  readonly fileSize: number;
  /** Version byte: 1, 2, or 0x45 for extended files that only lepton-ts reads. */
  readonly version: number;
  /** What kind of data it holds. */
  readonly kind: Kind;
  /** Bytes that it restores. */
  readonly outputSize: number;
  /** Bytes of the header before compression. */
  readonly headerSize: number;
  /** Bytes of its compressed form in the file. */
  readonly compressedHeaderSize: number;
  /** Bytes of the JPEG behind its scan that are stored as they are; those of EOI alone are not. */
  readonly trailingSize: number;
  /** Bits that fill up a partial byte, first bit lowest (ITU T.81 section F.1.2.3). */
  readonly padByte: number;
  /** Parts of the scan that are coded independently. */
  readonly segments: readonly SegmentInfo[];
  /** Scans of the JPEG that the file describes. */
  readonly scans: number;
  /** Lepton files that stand behind this one; everything else here is about the first. */
  readonly furtherFiles: number;
  /** What the frame header of the JPEG says. */
  readonly frame: FrameInfo;
}

/**
 * Tells what the container and the JPEG header say.
 *
 * @param bytes a whole JPEG or Lepton file
 * @throws LeptonError as `compressSync` and `decompressSync` for files whose headers cannot be read
 */
export function* inspect(bytes: Uint8Array, { memoryLimit: limit, brotli }: Call): Steps<JpegInfo | LeptonInfo> {
  if (!isLeptonFile(bytes)) {
    const { frame, scan, scanStart } = readJpegHeader(bytes);
    return { format: 'jpeg', fileSize: bytes.length, headerSize: scanStart, frame: frameInfo(frame, scan) };
  }
  const [first, ...others] = yield* readLeptonSteps(bytes, { padding: 0, limit, brotli });
  const { file, frame, scan, segments, sequence } = readLeptonImage(first!);
  return {
    format: 'lepton',
    fileSize: bytes.length,
    version: file.version,
    kind: file.kind,
    outputSize: file.outputSize,
    headerSize: file.header.length,
    compressedHeaderSize: file.compressedHeaderSize,
    trailingSize: file.items.trailing?.length ?? 0,
    padByte: file.items.padByte,
    segments: segments.map(({ lumaYStart, size, index }) => ({
      lumaYStart,
      outputSize: size,
      codedSize: file.codedSegments[index]?.length ?? 0,
    })),
    scans: sequence.places.length,
    furtherFiles: others.length,
    frame: frameInfo(frame, scan),
  };
}

function frameInfo(frame: Frame, scan: Scan): FrameInfo {
  return {
    marker: `SOF${frame.marker - SOF0}`,
    process: processName(frame.marker),
    precision: 8,
    width: frame.width,
    height: frame.height,
    components: frame.components.map(({ id, horizontalSampling, verticalSampling, quantizationTable }) => ({
      id,
      horizontalSampling,
      verticalSampling,
      quantizationTable,
    })),
    sampling: samplingName(frame),
    restartInterval: scan.restartInterval,
  };
}

/** The usual names by the sampling of component 0 when all others have 1x1. */
const SAMPLING_NAMES: Record<string, string> = {
  '1x1': '4:4:4',
  '2x1': '4:2:2',
  '1x2': '4:4:0',
  '2x2': '4:2:0',
  '4x1': '4:1:1',
};

function samplingName(frame: Frame): string {
  const factors = frame.components.map((part) => `${part.horizontalSampling}x${part.verticalSampling}`);
  const [first, ...others] = factors;
  if (others.length === 0) return 'grey';
  const name = SAMPLING_NAMES[first ?? ''];
  return name !== undefined && others.every((factor) => factor === '1x1') ? name : factors.join(',');
}
