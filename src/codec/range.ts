/** Restores a range of the bytes of a JPEG without decoding the segments that do not touch it. */
import { DECODER_PADDING } from '../coder/range-decoder.js';
import type { LeptonFile } from '../container/lepton-file.js';
import { readLeptonFiles } from '../container/lepton-reader.js';
import { LeptonError } from '../errors.js';
import { runToEnd, type Steps } from '../steps.js';
import { type DecompressOptions, restoreSteps } from './decompress.js';
import { candidateFlavors } from './flavors.js';
import { readLeptonImage } from './lepton-image.js';
import { checkMemory, memoryLimitOf } from './memory-limit.js';
import { type OutputPart, outputParts } from './output-parts.js';
import { SegmentDecoding } from './segment-decoding.js';
import { runInTurns } from './turns.js';

/** Bytes of the range in the order of the file; each chunk is valid until the next one is asked for. */
type Chunks = Generator<Uint8Array, void>;

const NOTHING = new Uint8Array(0);

/**
 * Restores the bytes `[start, end)` of the original. Only the segments that touch the range are decoded, each of them to
 * its end, because only there it shows whether it is sound. Progressive JPEGs, those with several scans, and old files
 * without handover words are decoded as a whole.
 *
 * @param lepton the whole Lepton file, or several that stand one behind the other
 * @param start offset in the original of the first byte wanted
 * @param end offset behind the last byte wanted, at most the size of the original
 * @throws LeptonError USAGE for a range that is not inside the original; as `decompressSync` for the rest
 */
export function decompressRangeSync(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): Uint8Array {
  return runToEnd(rangeSteps(lepton, start, end, options));
}

/** The same in steps of about one row of MCUs, between which the event loop turns; see {@link decompressRangeSync}. */
export async function decompressRange(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions = {},
): Promise<Uint8Array> {
  return runInTurns(rangeSteps(lepton, start, end, options));
}

function* rangeSteps(
  lepton: Uint8Array,
  start: number,
  end: number,
  options: DecompressOptions,
): Steps<Uint8Array, void> {
  const limit = memoryLimitOf(options);
  const chunks = rangeChunks(lepton, start, end, options);
  let range: Uint8Array | null = null;
  let length = 0;
  for (const chunk of chunks) {
    if (range === null) {
      checkMemory(2 * lepton.length + (end - start), limit, `The range of ${end - start} bytes`);
      range = new Uint8Array(end - start);
    }
    range.set(chunk, length);
    length += chunk.length;
    yield;
  }
  return range ?? NOTHING;
}

/**
 * The bytes `[start, end)` of the original in chunks of about one row of MCUs, some of them empty. Whoever stops early
 * calls `return`.
 *
 * @returns chunks that are valid until the next one is asked for
 * @throws LeptonError as {@link decompressRangeSync}; bytes that came before may then be wrong, if the file is damaged
 */
export function* rangeChunks(lepton: Uint8Array, start: number, end: number, options: DecompressOptions): Chunks {
  const limit = memoryLimitOf(options);
  checkMemory(2 * lepton.length, limit, 'The Lepton file');
  const files = readLeptonFiles(lepton, {
    padding: DECODER_PADDING,
    limit,
    brotli: options.brotliDecompress ?? null,
  });
  const size = files.reduce((sum, { outputSize }) => sum + outputSize, 0);
  checkRange(start, end, size);
  let missing = end - start;
  let offset = 0;
  for (const file of files) {
    const from = Math.max(0, start - offset);
    const to = Math.min(file.outputSize, end - offset);
    offset += file.outputSize;
    if (from >= to) continue;
    for (const chunk of fileChunks(file, from, to, options)) {
      missing -= chunk.length;
      yield chunk;
    }
  }
  if (missing !== 0) throw inconsistent(`it restores ${missing} bytes of the range too few`);
}

function checkRange(start: number, end: number, size: number): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= size) return;
  throw new LeptonError('USAGE', `The range ${start}-${end} is not inside the file, which has ${size} bytes.`);
}

function* fileChunks(file: LeptonFile, from: number, to: number, options: DecompressOptions): Chunks {
  const image = readLeptonImage(file);
  const parts = outputParts(image);
  if (parts === null) {
    const limit = memoryLimitOf(options);
    checkMemory(2 * file.outputSize, limit, 'The Lepton file');
    const steps = restoreSteps(image, options.flavor, limit);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) yield NOTHING;
    yield step.value.subarray(from, to);
    return;
  }
  const decoding = new SegmentDecoding(image, candidateFlavors(file.revision, options.flavor));
  for (const part of parts) {
    const inside = { from: Math.max(from, part.start) - part.start, to: Math.min(to, part.end) - part.start };
    if (inside.from >= inside.to) continue;
    yield* partChunks(part, inside.from, inside.to, decoding);
  }
}

function* partChunks({ content }: OutputPart, from: number, to: number, decoding: SegmentDecoding): Chunks {
  if (content instanceof Uint8Array) yield content.subarray(from, to);
  else yield* decoding.chunks(content, from, to);
}

function inconsistent(what: string): LeptonError {
  return new LeptonError('STREAM_INCONSISTENT', `The Lepton file is damaged: ${what}.`);
}
