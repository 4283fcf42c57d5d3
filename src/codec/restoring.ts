/** The beginning and the end of the output of a Lepton file, around what its segments restore. */

import type { Steps } from '../steps.js';
import { isEarlyRustLayout } from './flavors.js';
import type { LeptonImage } from './lepton-image.js';
import { Output } from './output.js';

/** Output of an image that is being restored. */
export interface ImageRestoring {
  readonly image: LeptonImage;
  readonly output: Output;
  /** Whether the trailing bytes stand right behind the scan and all of that is cut, as in early Rust files. */
  readonly cutsTrailing: boolean;
}

const SOI_MARKER = new Uint8Array([0xff, 0xd8]);
const NOTHING = new Uint8Array(0);

/** Begins the output: the prefix and SOI; the header segments come with the scans. */
export function* startOutput(image: LeptonImage): Steps<ImageRestoring> {
  const { outputSize, revision } = image.file;
  const cutsTrailing = image.isCutOff && isEarlyRustLayout(revision);
  const limit = cutsTrailing ? outputSize : Math.max(0, outputSize - image.trailing.length);
  const output = new Output(outputSize, limit);
  yield* output.appendSteps(image.prefix);
  if (image.hasHeader) output.append(SOI_MARKER);
  return { image, output, cutsTrailing };
}

/**
 * Ends the output: the trailing bytes.
 *
 * @throws LeptonError STREAM_INCONSISTENT if the file restores too few or too many bytes
 */
export function* finishOutput({ image, output, cutsTrailing }: ImageRestoring): Steps<Uint8Array> {
  const { replacingPrefix, leadingPrefix } = image.file.items;
  const isPart = image.isCutOff || replacingPrefix !== null || leadingPrefix !== null;
  if (cutsTrailing) yield* output.appendSteps(image.trailing);
  return yield* output.finish(cutsTrailing ? NOTHING : image.trailing, isPart);
}
