/** The command `inspect`. */

import {
  EXTENDED_VERSION,
  type FrameInfo,
  inspect,
  type JpegInfo,
  type Kind,
  type LeptonInfo,
  type SegmentInfo,
} from '../../index.js';
import { writeToStandardOutput } from '../files/standard-streams.js';
import { readInput } from '../files/whole-input.js';
import { toLeptonError } from '../report/failure.js';
import { groupThousands, percentage, startStopwatch } from '../report/measures.js';
import type { InspectCommandOptions } from './options.js';
import { createReporter } from './reporter.js';

/** A label and its values; every value after the first stands on a line of its own. */
type Row = readonly [label: string, ...values: string[]];

const KINDS: Readonly<Record<Kind, string>> = {
  Z: 'one sequential scan',
  X: 'progressive or several scans',
  Y: 'a piece of a JPEG, or arbitrary bytes',
};

/**
 * `lepton-ts inspect`: what the headers of a JPEG or Lepton file say, on standard output. Decodes no picture.
 *
 * @param file the file; `-` is standard input.
 * @param options options of the command.
 * @returns the exit status.
 */
export async function runInspect(file: string, options: InspectCommandOptions): Promise<number> {
  const { json = false, memoryLimit } = options;
  const elapsed = startStopwatch();
  let info: JpegInfo | LeptonInfo;
  try {
    const { bytes } = await readInput(file, memoryLimit);
    info = inspect(bytes, { memoryLimit });
  } catch (error) {
    const failure = toLeptonError(error);
    const reporter = createReporter('inspect', options);
    const seconds = elapsed();
    await reporter.failed({ input: file, output: null, seconds, error: failure });
    return failure.exitStatus;
  }
  const text = json ? JSON.stringify({ command: 'inspect', input: file, ...info }) : formatInfo(info);
  await writeToStandardOutput(`${text}\n`);
  return 0;
}

/**
 * The information as aligned lines for people, without a line feed at the end.
 *
 * @param info what `inspect` of the library returns.
 */
export function formatInfo(info: JpegInfo | LeptonInfo): string {
  const rows = [...(info.format === 'lepton' ? leptonRows(info) : jpegRows(info)), ...frameRows(info.frame)];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows
    .flatMap(([label, ...values]) => values.map((value, index) => (index === 0 ? label : '').padEnd(width) + value))
    .join('\n');
}

function formatName(info: LeptonInfo): string {
  if (info.version === EXTENDED_VERSION) return 'Lepton, extended (only lepton-ts reads it)';
  if (info.furtherFiles === 0) return `Lepton, version ${info.version}`;
  return `Lepton, version ${info.version}, with ${info.furtherFiles} more behind it; this is the first`;
}

function leptonRows(info: LeptonInfo): Row[] {
  const { segments, compressedHeaderSize } = info;
  return [
    ['format', formatName(info)],
    ['kind', `${info.kind} (${KINDS[info.kind]})`],
    ['file size', bytes(info.fileSize)],
    ['restores', `${bytes(info.outputSize)}${info.furtherFiles === 0 ? share(info) : ''}`],
    ['header', `${bytes(info.headerSize)}, compressed to ${groupThousands(compressedHeaderSize)}`],
    ['bytes after the scan', bytes(info.trailingSize)],
    ['pad byte', `0x${info.padByte.toString(16).toUpperCase().padStart(2, '0')}`],
    ['scans', String(info.scans)],
    ['segments', String(segments.length), ...segmentLines(segments)],
  ];
}

function segmentLines(segments: readonly SegmentInfo[]): string[] {
  const rows = segments.map((segment) => [
    String(segment.lumaYStart),
    groupThousands(segment.codedSize),
    groupThousands(segment.outputSize),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const [start, coded, output] = row.map((cell, column) => cell.padStart(widths[column]!));
    return `from block row ${start}: ${coded} bytes coded, ${output} bytes restored`;
  });
}

function jpegRows(info: JpegInfo): Row[] {
  return [
    ['format', 'JPEG'],
    ['file size', bytes(info.fileSize)],
    ['header', bytes(info.headerSize)],
  ];
}

function frameRows(frame: FrameInfo): Row[] {
  return [
    ['frame', `${frame.marker}, ${frame.process}, ${frame.precision} bits`],
    ['size', `${frame.width} x ${frame.height}`],
    ['sampling', frame.sampling],
    ['components', String(frame.components.length), ...frame.components.map(componentLine)],
    ['restart interval', frame.restartInterval === 0 ? 'none' : `${groupThousands(frame.restartInterval)} MCUs`],
  ];
}

function componentLine(component: FrameInfo['components'][number]): string {
  const { id, horizontalSampling, verticalSampling, quantizationTable } = component;
  return `id ${id}: sampling ${horizontalSampling}x${verticalSampling}, quantization table ${quantizationTable}`;
}

function bytes(count: number): string {
  return `${groupThousands(count)} bytes`;
}

function share({ fileSize, outputSize }: LeptonInfo): string {
  return outputSize === 0 ? '' : `, of which this file is ${percentage(fileSize, outputSize)}`;
}
