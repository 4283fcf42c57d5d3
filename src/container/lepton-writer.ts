/** Puts a Lepton file together (format section 1). */

import { ByteWriter } from '../bytes/byte-writer.js';
import type { Steps } from '../work/steps.js';
import { EXTENDED_VERSION } from './extension.js';
import { writeHeaderSteps } from './header-items.js';
import { FIXED_HEADER_BYTES, type HeaderItems, type Kind, MAGIC_0, MAGIC_1, ORDERED_MARK } from './lepton-file.js';
import { writePackets } from './packets.js';
import { deflateHeader, smallestHeader } from './zlib-header.js';

/** Version with a zlib header, which every reader takes. */
const VERSION = 1;

/** In the flag byte of the revision: the flags are valid, and both arithmetic flavors are 16-bit. */
const FLAGS = 0x80 | 0x01 | 0x02;

/** The header of a file whose segments need not be coded yet. */
export interface PreparedHeader {
  readonly header: Uint8Array;
  /** The header as a zlib stream. */
  readonly deflated: Uint8Array;
}

/** Makes what a file needs of its header beforehand. */
export function* prepareHeader(items: HeaderItems): Steps<PreparedHeader> {
  const header = yield* writeHeaderSteps(items);
  return { header, deflated: yield* deflateHeader(header) };
}

/**
 * Writes a Lepton file.
 *
 * @param codedSegments coded bytes of each entry of the segment table
 * @param prepared what {@link prepareHeader} made of the items, if that is done
 */
export function* writeLeptonSteps(
  kind: Kind,
  outputSize: number,
  items: HeaderItems,
  codedSegments: readonly Uint8Array[],
  prepared: PreparedHeader | null = null,
): Steps<Uint8Array> {
  const { header, deflated } = prepared ?? (yield* prepareHeader(items));
  const coded = codedSegments.reduce((sum, segment) => sum + segment.length, 0);
  const compressed = yield* smallestHeader(header, deflated, coded);
  const writer = new ByteWriter(FIXED_HEADER_BYTES + compressed.length + coded + (coded >> 8) + 1024);
  writer.uint8(MAGIC_0);
  writer.uint8(MAGIC_1);
  writer.uint8(items.extension === null ? VERSION : EXTENDED_VERSION);
  writer.text(kind);
  writer.uint8(items.segments.length);
  for (let i = 0; i < 3; i++) writer.uint8(0);
  writer.text('MS');
  writer.uint32(header.length);
  writer.uint8(FLAGS);
  writer.uint8(0); // encoder version: not ours to claim
  for (const byte of ORDERED_MARK) writer.uint8(byte);
  writer.uint32(outputSize);
  writer.uint32(compressed.length);
  yield* writer.appendSteps(compressed);
  writer.text('CMP');
  yield* writePackets(writer, codedSegments);
  writer.uint32(writer.size + 4);
  return writer.finish();
}
