/** Large JPEGs, made by repeating the coefficients of a small one, so that nothing has to be decoded to pixels. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoefficientPlane } from '../src/jpeg/coefficient-plane.js';
import type { Frame } from '../src/jpeg/frame.js';
import type { Internals } from './internal-bundle.js';
import { ROOT } from './library.js';

/** Pixels of a large JPEG. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

const SOURCE = join(ROOT, 'fixtures/scene.jpg');
const EOI = Uint8Array.of(0xff, 0xd9);
const PAD_BYTE = 0x7f;
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** The source with its coefficients. */
function readSource(internals: Internals) {
  const jpeg = new Uint8Array(readFileSync(SOURCE));
  const header = internals.readPlainHeader(jpeg);
  const options = { call: new internals.Call(internals.WITHOUT_LIMITS), areShared: false };
  return { jpeg, header, image: internals.runToEnd(internals.readSingleScanImage(jpeg, header, options)) };
}

/** About square, with about so many bytes. */
export function squareOf(internals: Internals, bytes: number): PixelSize {
  const { image, header } = readSource(internals);
  const pixels = (bytes * header.frame.width * header.frame.height) / image.scanBytes;
  const width = Math.ceil(Math.sqrt(pixels));
  return { width, height: Math.round(pixels / width) };
}

/**
 * The fixture `scene.jpg` repeated to the right and downwards: a JPEG with the same tables and about the same bytes per
 * pixel.
 */
export function makeLargeJpeg(internals: Internals, size: PixelSize): Uint8Array {
  const { createPlane, markNonzero, readPlainHeader, ScanWriter, wholeScan } = internals;
  const { jpeg, header, image } = readSource(internals);
  const start = jpeg.slice(0, header.scanStart);
  setSize(start, size);
  const { frame, scan } = readPlainHeader(start);
  // One row of MCUs at a time.
  const planes = frame.components.map((part) => createPlane(part.blocksPerRow, part.verticalSampling));
  const writer = new ScanWriter(frame, scan, planes, wholeScan(NO_LIMIT, false), PAD_BYTE, NO_LIMIT);
  const chunks: Uint8Array[] = [start];
  for (let mcuRow = 0; mcuRow < frame.mcuRows; mcuRow++) {
    planes.forEach((plane, index) => {
      fillMcuRow(image.planes[index]!, header.frame, plane, frame, mcuRow);
      markNonzero(plane, 0, plane.blocksPerRow * plane.rows);
    });
    writer.writeMcuRow(mcuRow);
    chunks.push(writer.drain().slice());
  }
  writer.finishScan(0, 0);
  chunks.push(writer.drain().slice(), EOI);
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * Fills one row of MCUs of a component. Each repetition to the right goes on where the height of the picture ends in the
 * source, and each one downwards where its width ends, so that narrow pictures show all of the source and not one edge.
 *
 * @param target holds one row of MCUs
 */
function fillMcuRow(
  source: CoefficientPlane,
  sourceFrame: Frame,
  target: CoefficientPlane,
  targetFrame: Frame,
  mcuRow: number,
): void {
  const { mcusPerRow, mcuRows } = sourceFrame;
  const width = target.blocksPerRow / targetFrame.mcusPerRow;
  const columnShift = Math.floor(mcuRow / mcuRows) * targetFrame.mcusPerRow;
  for (let mcu = 0; mcu < targetFrame.mcusPerRow; mcu++) {
    const rowShift = Math.floor(mcu / mcusPerRow) * targetFrame.mcuRows;
    const fromRow = ((mcuRow + rowShift) % mcuRows) * target.rows;
    const fromColumn = ((mcu + columnShift) % mcusPerRow) * width;
    for (let v = 0; v < target.rows; v++) {
      const from = 64 * ((fromRow + v) * source.blocksPerRow + fromColumn);
      const to = 64 * (v * target.blocksPerRow + mcu * width);
      target.coefficients.set(source.coefficients.subarray(from, from + 64 * width), to);
    }
  }
}

/** Changes the size in the frame header, which is a SOF0 in this file (ITU T.81 section B.2.2). */
function setSize(header: Uint8Array, { width, height }: PixelSize): void {
  const bytes = new DataView(header.buffer);
  let segment = 2;
  while (bytes.getUint16(segment) !== 0xffc0) segment += 2 + bytes.getUint16(segment + 2);
  bytes.setUint16(segment + 5, height);
  bytes.setUint16(segment + 7, width);
}
