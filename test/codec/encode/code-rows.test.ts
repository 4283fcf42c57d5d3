import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeRows } from '../../../src/codec/encode/code-rows.js';
import { readPlainHeader } from '../../../src/codec/encode/compress.js';
import { codedExtent, headerItems } from '../../../src/codec/encode/image-items.js';
import { planSegments } from '../../../src/codec/encode/segment-plan.js';
import { readSingleScanImage } from '../../../src/codec/encode/single-scan-image.js';
import { encodeSegment } from '../../../src/codec/encode/whole-image.js';
import { LeptonError } from '../../../src/errors.js';
import { runToEnd } from '../../../src/work/steps.js';
import { readFixture } from '../../helpers/fixtures.js';
import { ANY_CALL } from '../../helpers/pipelines.js';
import { withByte } from '../../helpers/with-byte.js';
import { writeLepton } from '../../helpers/write-lepton.js';

/** Compresses it row by row, as the pipeline does. */
function compressByRows(jpeg: Uint8Array, segments: number | undefined, heldBytes: number): Uint8Array {
  const { image, starts, coded } = runToEnd(codeRows(jpeg, readPlainHeader(jpeg), segments, ANY_CALL, null, heldBytes));
  return writeLepton('Z', jpeg.length, headerItems(jpeg, image, starts, null), coded);
}

/** The same with all coefficients in memory: first everything is read, then everything is coded. */
function compressWhole(jpeg: Uint8Array, segments: number | undefined): Uint8Array {
  const image = runToEnd(readSingleScanImage(jpeg, readPlainHeader(jpeg), { call: ANY_CALL, areShared: false }));
  const starts = planSegments(image, segments);
  const coded = starts.map((start, index) =>
    runToEnd(
      encodeSegment({
        ...image,
        extent: codedExtent(image),
        firstMcuRow: start,
        endMcuRow: starts[index + 1] ?? image.frame.mcuRows,
      }),
    ),
  );
  return writeLepton('Z', jpeg.length, headerItems(jpeg, image, starts, null), coded);
}

/** What a compression makes, or why it refuses. */
function outcomeOf(compress: () => Uint8Array): Uint8Array | string {
  try {
    return compress();
  } catch (error) {
    if (error instanceof LeptonError) return error.message;
    throw error;
  }
}

function expectSame(jpeg: Uint8Array, segments: number | undefined, heldBytes = 0): Uint8Array | string {
  const byRows = outcomeOf(() => compressByRows(jpeg, segments, heldBytes));
  const whole = outcomeOf(() => compressWhole(jpeg, segments));
  if (typeof byRows === 'string' || typeof whole === 'string') expect(byRows).toBe(whole);
  else expect(Buffer.compare(byRows, whole)).toBe(0);
  return byRows;
}

const NAMES = [
  'scene.jpg',
  'scene-444-restart.jpg',
  'noise.jpg',
  'size-17x33-440.jpg',
  'size-1x4000-420.jpg',
  'restart-3-mcus-420.jpg',
  'sampling-grey-2x2.jpg',
  'two-components.jpg',
];

describe.each(NAMES)('%s, compressed row by row,', (name) => {
  const jpeg = readFixture(name);

  test.each([undefined, 1, 3, 8])('is what it is as a whole, with %s segments', (segments) => {
    expect(expectSame(jpeg, segments)).toBeInstanceOf(Uint8Array);
  });

  test('is that also if it is cut off or damaged anywhere', () => {
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const held = fc.constantFrom(0, 30_000, 100_000);
    fc.assert(
      fc.property(
        place,
        fc.boolean(),
        fc.nat({ max: 255 }),
        fc.integer({ min: 1, max: 8 }),
        held,
        (at, isCut, byte, n, heldBytes) => {
          const { scanStart } = readPlainHeader(jpeg);
          const offset = scanStart + Math.floor(at * (jpeg.length - scanStart));
          const changed = isCut ? jpeg.subarray(0, offset) : withByte(jpeg, offset, byte);
          expectSame(changed, n, heldBytes);
        },
      ),
      { numRuns: name === 'scene.jpg' ? 10 : 40 },
    );
  });
});
