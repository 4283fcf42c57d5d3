import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CoefficientPlane, createPlane } from '../../src/jpeg/coefficient-plane.js';
import type { Frame } from '../../src/jpeg/frame.js';
import { createHeaderState, readSegments } from '../../src/jpeg/header.js';
import { PaddingObserver } from '../../src/jpeg/padding-observer.js';
import { readScanData } from '../../src/jpeg/scan-data.js';
import { expectedRestarts } from '../../src/jpeg/scan-geometry.js';
import { readScan, type ScanResult } from '../../src/jpeg/scan-reader.js';
import { ScanWriter, wholeScan } from '../../src/jpeg/scan-writer.js';
import { arbitraryImage, blocksOf, makeImage, type RandomImage } from '../helpers/random-image.js';
import { arbitraryScript, encodeProgressive, type ProgressiveScan } from '../helpers/reference-progressive.js';

/** Everything that reading a progressive JPEG and writing its scans anew gives. */
interface Read {
  readonly planes: readonly CoefficientPlane[];
  readonly results: readonly ScanResult[];
  /** Bytes of each scan in the file. */
  readonly data: readonly Uint8Array[];
  /** What the writer makes of each, from the coefficients at the end. */
  readonly written: readonly Uint8Array[];
  readonly padByte: number;
}

function readAndWrite(jpeg: Uint8Array): Read {
  const state = createHeaderState();
  const padding = new PaddingObserver();
  let next = readSegments(jpeg, 2, jpeg.length, state);
  const frame = state.frame as Frame;
  const planes = frame.components.map(({ blocksPerRow, blockRows }) => createPlane(blocksPerRow, blockRows));
  const results: ScanResult[] = [];
  const scans = [];
  const data: Uint8Array[] = [];
  while (next.scan !== null) {
    const { scan, offset } = next;
    const found = readScanData(jpeg, offset, expectedRestarts(frame, scan));
    const result = readScan(frame, scan, found, planes, padding);
    expect(result.stopReason).toBeNull();
    expect(offset + result.codedBytes).toBe(found.end);
    expect([result.restarts, result.expectedRestarts]).toEqual(Array(2).fill(expectedRestarts(frame, scan)));
    scans.push(scan);
    results.push(result);
    data.push(jpeg.subarray(offset, found.end));
    next = readSegments(jpeg, found.end, jpeg.length, state);
  }
  const { padByte } = padding;
  const written = scans.map((scan, index) => {
    const whole = wholeScan(Number.POSITIVE_INFINITY, false);
    const { runBreaks } = results[index];
    const writer = new ScanWriter(frame, scan, planes, whole, padByte, Number.POSITIVE_INFINITY, runBreaks);
    const chunks: Uint8Array[] = [];
    for (let row = 0; row < frame.mcuRows; row++) {
      writer.writeMcuRow(row);
      chunks.push(writer.drain().slice());
    }
    writer.finishScan(0, 0);
    chunks.push(writer.drain().slice());
    return Uint8Array.from(Buffer.concat(chunks));
  });
  return { planes, results, data, written, padByte };
}

function expectSame({ blocks }: RandomImage, read: Read): void {
  expect(read.planes.map(blocksOf)).toEqual(blocks);
  read.data.forEach((data, scan) => {
    expect(Buffer.compare(read.written[scan], data), `scan ${scan}`).toBe(0);
  });
}

const imageAndScript = arbitraryImage().chain((image) =>
  fc.tuple(fc.constant(image), arbitraryScript(image.frame.components.length)),
);

describe('progressive scans', () => {
  test('are read to the coefficients and written to the same bytes', () => {
    fc.assert(
      fc.property(imageAndScript, fc.constantFrom(0x7f, 0, 0x2a), ([image, script], padByte) => {
        const read = readAndWrite(encodeProgressive(image, script, { padByte }));
        expectSame(image, read);
        expect(read.results.flatMap(({ runBreaks }) => runBreaks)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  test('whose end-of-band runs are cut at any block come back too, in first scans and in refinements', () => {
    fc.assert(
      fc.property(imageAndScript, fc.infiniteStream(fc.boolean()), fc.nat(14), ([image, script], draws, exponent) => {
        const cuts = new Map<string, boolean>();
        const endsRun = (scan: number, block: number): boolean => {
          const place = `${scan} ${block}`;
          if (!cuts.has(place)) cuts.set(place, draws.next().value);
          return cuts.get(place) === true;
        };
        const read = readAndWrite(encodeProgressive(image, script, { endsRun, largestExponent: exponent }));
        expectSame(image, read);
        read.results.forEach(({ runBreaks }, scan) => {
          // Only cuts are told, and not those that could not be avoided.
          expect(runBreaks.filter((block) => !endsRun(scan, block))).toEqual([]);
          expect(runBreaks).toEqual([...new Set(runBreaks)].sort((a, b) => a - b));
        });
      }),
      { numRuns: 120 },
    );
  });
});

describe('end-of-band runs', () => {
  const setting = { sampling: [[1, 1]], mcuRows: 8, quantizerMaximum: 1, dcQuantizerMinimum: 1, seed: 1 } as const;
  const zeros = makeImage({ ...setting, mcusPerRow: 16, styles: ['zero'] });
  const DC: ProgressiveScan = {
    components: [0],
    spectralStart: 0,
    spectralEnd: 0,
    approximationHigh: 0,
    approximationLow: 0,
    restartInterval: 0,
  };
  const AC: ProgressiveScan = { ...DC, spectralStart: 1, spectralEnd: 63 };
  const REFINEMENT: ProgressiveScan = { ...AC, approximationHigh: 1 };
  const breaksOf = (cuts: readonly number[], scan = AC, exponent = 14) => {
    const endsRun = (_scan: number, block: number) => cuts.includes(block);
    const read = readAndWrite(encodeProgressive(zeros, [scan], { endsRun, largestExponent: exponent }));
    expectSame(zeros, read);
    return read.results[0].runBreaks;
  };

  test.each([
    ['a first scan', AC],
    ['a refinement', REFINEMENT],
  ])('are told where an encoder has cut them, in %s', (_what, scan) => {
    expect(breaksOf([], scan)).toEqual([]);
    expect(breaksOf([0], scan)).toEqual([0]);
    expect(breaksOf([5, 6, 100], scan)).toEqual([5, 6, 100]);
    // Behind the last block, or the last of an interval, every run ends.
    expect(breaksOf([127], scan)).toEqual([]);
    expect(breaksOf([31, 63, 70], { ...scan, restartInterval: 32 })).toEqual([70]);
  });

  test('are not cut short where the table has no code for more', () => {
    // EOB2 tells 7 blocks at most.
    expect(breaksOf([], AC, 2)).toEqual([]);
    expect(breaksOf([6, 13, 15], AC, 2)).toEqual([15]);
    expect(breaksOf([], AC, 0)).toEqual([]);
    expect(breaksOf([1, 2, 3], AC, 0)).toEqual([]);
  });

  test('end at 32767 blocks, for which a table has codes', () => {
    const many = makeImage({ ...setting, mcusPerRow: 256, mcuRows: 130, styles: ['zero'] });
    const read = readAndWrite(encodeProgressive(many, [AC]));
    expectSame(many, read);
    expect(read.results[0].runBreaks).toEqual([]);
    // EOB14 with 14 ones, then 513 blocks: EOB9 and a one; 8 bits for each code.
    expect(read.data[0].filter((byte, i) => byte !== 0 || read.data[0][i - 1] !== 0xff)).toHaveLength(
      (8 + 14 + 8 + 9 + 1) >> 3,
    );
  });
});
