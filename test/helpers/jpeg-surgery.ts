/** A marker segment of a JPEG header (T.81 B.1.1.4). */
export interface JpegSegment {
  /** Second byte of the marker, e.g. 0xDB. */
  marker: number;
  /** What stands behind the length field. */
  body: Uint8Array;
}

/** A JPEG in two parts, for tests that change one of them. */
export interface JpegParts {
  /** Every segment after SOI up to and including the first SOS. */
  segments: JpegSegment[];
  /** The scan and everything behind it. */
  scan: Uint8Array;
}

/** Marker bytes used by the tests (T.81 table B.1). */
export const MARKER = {
  SOF0: 0xc0,
  SOF1: 0xc1,
  SOF2: 0xc2,
  DHT: 0xc4,
  SOS: 0xda,
  DQT: 0xdb,
  DNL: 0xdc,
  EOI: 0xd9,
} as const;

/** Splits a JPEG without fill bytes in its header, such as the fixtures are. */
export function takeJpegApart(jpeg: Uint8Array): JpegParts {
  const segments: JpegSegment[] = [];
  for (let offset = 2; ; ) {
    const marker = jpeg[offset + 1];
    const length = (jpeg[offset + 2] << 8) | jpeg[offset + 3];
    if (jpeg[offset] !== 0xff || length < 2) throw new RangeError(`no marker segment at offset ${offset}`);
    segments.push({ marker, body: jpeg.slice(offset + 4, offset + 2 + length) });
    offset += 2 + length;
    if (marker === MARKER.SOS) return { segments, scan: jpeg.slice(offset) };
  }
}

/** Writes the parts one after the other; lengths are made new. */
export function putJpegTogether({ segments, scan }: JpegParts): Uint8Array {
  const bytes = [0xff, 0xd8];
  for (const { marker, body } of segments) {
    const length = body.length + 2;
    bytes.push(0xff, marker, length >> 8, length & 0xff, ...body);
  }
  return Uint8Array.from([...bytes, ...scan]);
}

/** A JPEG with something changed in its parts. */
export function changeJpeg(jpeg: Uint8Array, change: (parts: JpegParts) => void): Uint8Array {
  const parts = takeJpegApart(jpeg);
  change(parts);
  return putJpegTogether(parts);
}

/** The frame header segment, SOF0 to SOF2. Body: precision, height, width, number of components, 3 bytes for each. */
export function frameSegment(parts: JpegParts): JpegSegment {
  return findSegment(parts, (marker) => marker >= MARKER.SOF0 && marker <= MARKER.SOF2);
}

/** The first segment with a marker. */
export function findSegment(parts: JpegParts, matches: (marker: number) => boolean): JpegSegment {
  const segment = parts.segments.find(({ marker }) => matches(marker));
  if (segment === undefined) throw new RangeError('the JPEG has no such segment');
  return segment;
}
