/** Kinds of JPEG that tools treat differently, from the most to the least particular. */
export const JPEG_KINDS = [
  'lossless, arithmetic coding',
  'four components (CMYK)',
  'sampling factors 3 and 4',
  'Huffman tables left out (MJPEG)',
  'stray bytes in the header',
  'rest filled with zeros',
  'cut off',
  'odd restart markers',
  'several scans, sequential',
  'progressive',
  'sequential',
] as const;

/** One of {@link JPEG_KINDS}. */
export type JpegKind = (typeof JPEG_KINDS)[number];

/** What a walk over the markers of a JPEG finds, with no regard to what its scans hold. */
interface Findings {
  frame: number;
  sampling: (readonly [horizontal: number, vertical: number])[];
  width: number;
  height: number;
  hasTables: boolean;
  hasStrayBytes: boolean;
  hasOddRestarts: boolean;
  isCutOff: boolean;
  scans: number;
}

/** The most particular kind that a JPEG is of. */
export function kindOf(jpeg: Uint8Array): JpegKind {
  const found = walk(jpeg);
  if (found.frame > 0xc2) return 'lossless, arithmetic coding';
  if (found.sampling.length > 3) return 'four components (CMYK)';
  if (found.sampling.some(([h, v]) => h > 2 || v > 2)) return 'sampling factors 3 and 4';
  if (!found.hasTables) return 'Huffman tables left out (MJPEG)';
  if (found.hasStrayBytes) return 'stray bytes in the header';
  if (found.isCutOff) return jpeg.subarray(-8).every((byte) => byte === 0) ? 'rest filled with zeros' : 'cut off';
  if (found.hasOddRestarts) return 'odd restart markers';
  if (found.frame === 0xc2) return 'progressive';
  return found.scans > 1 ? 'several scans, sequential' : 'sequential';
}

function walk(jpeg: Uint8Array): Findings {
  const found: Findings = {
    frame: 0,
    sampling: [],
    width: 0,
    height: 0,
    hasTables: false,
    hasStrayBytes: false,
    hasOddRestarts: false,
    isCutOff: true,
    scans: 0,
  };
  let interval = 0;
  let offset = 2;
  while (offset + 4 <= jpeg.length) {
    if (jpeg[offset] !== 0xff) {
      // Behind a scan they are no header: the file is damaged or has ended without EOI.
      if (found.scans === 0) found.hasStrayBytes = true;
      offset++;
      continue;
    }
    const marker = jpeg[offset + 1];
    if (marker === 0xd9) break;
    if (marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += marker === 0xff ? 1 : 2;
      continue;
    }
    const body = offset + 4;
    offset += 2 + uint16(jpeg, offset + 2);
    if (marker === 0xc4) found.hasTables = true;
    else if (marker === 0xdd) interval = uint16(jpeg, body);
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc)
      readFrame(found, jpeg, marker, body);
    else if (marker === 0xda) {
      found.scans++;
      offset = walkScan(found, jpeg, offset, interval, jpeg[body]);
    }
  }
  found.isCutOff = !(jpeg[offset] === 0xff && jpeg[offset + 1] === 0xd9);
  return found;
}

function readFrame(found: Findings, jpeg: Uint8Array, marker: number, body: number): void {
  found.frame = marker;
  found.height = uint16(jpeg, body + 1);
  found.width = uint16(jpeg, body + 3);
  found.sampling = Array.from({ length: jpeg[body + 5] }, (_, i) => {
    const factors = jpeg[body + 7 + 3 * i];
    return [factors >> 4, factors & 15] as const;
  });
}

/** Walks to the marker that ends the scan and looks whether its restart markers are those that belong there. */
function walkScan(found: Findings, jpeg: Uint8Array, start: number, interval: number, components: number): number {
  let restarts = 0;
  let offset = start;
  for (; offset < jpeg.length; offset++) {
    if (jpeg[offset] !== 0xff || jpeg[offset + 1] === 0) continue;
    const marker = jpeg[offset + 1];
    if (marker < 0xd0 || marker > 0xd7) break;
    if ((marker & 7) !== (restarts++ & 7)) found.hasOddRestarts = true;
  }
  // The number of MCUs is told from the frame only for scans of all components; others follow the same rule.
  if (components !== found.sampling.length || components === 1) return offset;
  const maxH = Math.max(...found.sampling.map(([h]) => h));
  const maxV = Math.max(...found.sampling.map(([, v]) => v));
  const mcus = Math.ceil(found.width / (8 * maxH)) * Math.ceil(found.height / (8 * maxV));
  const expected = interval === 0 ? 0 : Math.ceil(mcus / interval) - 1;
  if (restarts !== expected) found.hasOddRestarts = true;
  return offset;
}

function uint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}
