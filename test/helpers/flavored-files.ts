import { ByteWriter } from '../../src/bytes/byte-writer.js';
import { writePackets } from '../../src/container/packets.js';
import { compressSync } from '../../src/index.js';
import { runToEnd } from '../../src/work/steps.js';
import { changeLepton } from './lepton-surgery.js';
import { segmentTable } from './old-lepton.js';
import { type RandomImage, referenceComponents } from './random-image.js';
import type { ReferenceFlavor } from './reference-dc.js';
import { encodeReferenceJpeg } from './reference-jpeg.js';
import { encodeReferenceSegment } from './reference-model.js';

/** The arithmetics of the existing writers. */
export const REFERENCE_FLAVORS = {
  '16': { dcEstimate: 16, edgeExtrapolation: 16 },
  '32': { dcEstimate: 32, edgeExtrapolation: 32 },
  mixed: { dcEstimate: 32, edgeExtrapolation: 16 },
} as const satisfies Record<string, ReferenceFlavor>;

export type ReferenceFlavorName = keyof typeof REFERENCE_FLAVORS;

/** A JPEG and a file of it. */
export interface FlavoredFile {
  readonly jpeg: Uint8Array;
  readonly lepton: Uint8Array;
}

/** The file of a tool that calculates each segment in one of these ways and does not tell which. */
export function flavoredFile(image: RandomImage, names: readonly ReferenceFlavorName[]): FlavoredFile {
  const jpeg = encodeReferenceJpeg(image);
  const components = referenceComponents(image);
  const rowHeight = image.frame.components[0].verticalSampling;
  const lepton = changeLepton(compressSync(jpeg, { segments: names.length }), (parts) => {
    const table = segmentTable(parts);
    const starts = names.map((_, index) => table.getUint16(16 * index, true) / rowHeight);
    const coded = names.map((name, index) => {
      const rows = { firstMcuRow: starts[index], endMcuRow: starts[index + 1] ?? image.frame.mcuRows };
      return encodeReferenceSegment({ components, ...rows, flavor: REFERENCE_FLAVORS[name] }, image.blocks);
    });
    const writer = new ByteWriter();
    runToEnd(writePackets(writer, coded));
    parts.packets = writer.finish();
    parts.revision.fill(0);
  });
  return { jpeg, lepton };
}
