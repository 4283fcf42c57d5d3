import { MARKER } from '../helpers/jpeg-surgery.js';

/** A part of a JPEG: a marker segment with its marker, or the entropy-coded data of a scan. */
export interface JpegPiece {
  readonly kind: 'segment' | 'scan';
  /** Second byte of the marker; that of SOS for a scan. */
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** Where the parts of a sound JPEG stand. */
export interface JpegLayout {
  readonly pieces: readonly JpegPiece[];
  /** Offsets of the restart markers in all scans. */
  readonly restarts: readonly number[];
  /** Offset of the EOI marker that ends it. */
  readonly eoi: number;
}

/** Walks through a JPEG without fill bytes, such as the fixtures are, up to its first EOI. */
export function layOut(jpeg: Uint8Array): JpegLayout {
  const pieces: JpegPiece[] = [];
  const restarts: number[] = [];
  let offset = 2;
  while (jpeg[offset + 1] !== MARKER.EOI) {
    const marker = jpeg[offset + 1];
    const end = offset + 2 + ((jpeg[offset + 2] << 8) | jpeg[offset + 3]);
    if (jpeg[offset] !== 0xff || end > jpeg.length) throw new RangeError(`no marker segment at offset ${offset}`);
    pieces.push({ kind: 'segment', marker, start: offset, end });
    offset = end;
    if (marker !== MARKER.SOS) continue;
    while (jpeg[offset] !== 0xff || jpeg[offset + 1] === 0 || isRestart(jpeg[offset + 1])) {
      if (jpeg[offset] === 0xff && isRestart(jpeg[offset + 1])) restarts.push(offset);
      if (++offset >= jpeg.length) throw new RangeError('the scan does not end');
    }
    pieces.push({ kind: 'scan', marker, start: end, end: offset });
  }
  return { pieces, restarts, eoi: offset };
}

/** The first scan. */
export function firstScan(layout: JpegLayout): JpegPiece {
  const scan = layout.pieces.find(({ kind }) => kind === 'scan');
  if (scan === undefined) throw new RangeError('the JPEG has no scan');
  return scan;
}

/** The last scan. */
export function lastScan(layout: JpegLayout): JpegPiece {
  return layout.pieces[layout.pieces.length - 1];
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
