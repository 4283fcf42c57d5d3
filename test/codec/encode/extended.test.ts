import { describe, expect, test } from 'vitest';
import { mosaic } from '../../../fixtures/painters.js';
import { encodeTiny, type TinyEncoderOptions } from '../../../fixtures/tiny-encoder.js';
import { DECODER_PADDING } from '../../../src/coder/range-decoder.js';
import type { Extension } from '../../../src/container/extension.js';
import { encodeExtension } from '../../../src/container/extension.js';
import { readLeptonFiles } from '../../../src/container/lepton-reader.js';
import { compress, compressSync, decompress, decompressSync, type ErrorCode, inspect } from '../../../src/index.js';
import { codeOf } from '../../helpers/error-code.js';
import { listFixtures, readFixture } from '../../helpers/fixtures.js';
import { changeJpeg, type JpegParts, MARKER } from '../../helpers/jpeg-surgery.js';
import { changeLepton, putLeptonTogether, takeLeptonApart } from '../../helpers/lepton-surgery.js';
import { AC_SYMBOLS } from '../../helpers/random-blocks.js';
import { makeImage, type RandomImage } from '../../helpers/random-image.js';
import { encodeReferenceJpeg } from '../../helpers/reference-jpeg.js';
import { encodeProgressive, type ProgressiveScan } from '../../helpers/reference-progressive.js';

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const join = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));

/** The EXT item of a Lepton file. */
function extensionOf(lepton: Uint8Array): Extension {
  const [file] = readLeptonFiles(lepton, { padding: DECODER_PADDING, limit: 1e8, brotli: null });
  if (file.items.extension === null) throw new TypeError('the file is no extended one');
  expect(file.items.cutOff).not.toBeNull();
  return file.items.extension;
}

/** A JPEG that no Lepton file can hold, and that comes back from an extended one. */
function expectExtended(jpeg: Uint8Array, reason: ErrorCode): { lepton: Uint8Array; extension: Extension } {
  expect(codeOf(() => compressSync(jpeg))).toBe(reason);
  // Without verification, so that it is the test that compares.
  const lepton = compressSync(jpeg, { extended: true, verify: false });
  expect(isSame(decompressSync(lepton), jpeg)).toBe(true);
  expect([lepton[2], String.fromCharCode(lepton[3])]).toEqual([0x45, 'X']);
  expect(inspect(lepton)).toMatchObject({ version: 0x45, kind: 'X', outputSize: jpeg.length });
  expect(lepton.length).toBeLessThan(jpeg.length);
  expect(isSame(compressSync(jpeg, { extended: true, any: true }), lepton)).toBe(true);
  return { lepton, extension: extensionOf(lepton) };
}

const tiny = (options: Partial<TinyEncoderOptions>) => {
  const ids = options.ids ?? [1, 2, 3];
  const sampling = ids.map(() => [1, 1] as const);
  const order = ids.map((_, index) => index);
  const usual = { ids, sampling, order, restartInterval: 0, padding: 'ones', quantizerScale: 0.5 } as const;
  return encodeTiny(mosaic(160, 120, 5), { ...usual, ...options });
};

describe('an extended file holds', () => {
  test.each<[string, readonly (readonly [number, number])[], number]>([
    [
      'of the same size',
      [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      0,
    ],
    [
      'of which two are subsampled, with restarts',
      [
        [2, 2],
        [1, 1],
        [1, 1],
        [2, 2],
      ],
      7,
    ],
  ])('four components %s', (_what, sampling, restartInterval) => {
    const { extension } = expectExtended(tiny({ ids: [1, 2, 3, 4], sampling, restartInterval }), 'FOUR_COMPONENTS');
    expect(extension).toMatchObject({ runBreaks: [[]], patches: [] });
  });

  test.each<[string, readonly (readonly [number, number])[]]>([
    [
      '1x4',
      [
        [1, 4],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      '3x1',
      [
        [3, 1],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      '4x2 with 2x1 and 1x2',
      [
        [4, 2],
        [2, 1],
        [1, 2],
      ],
    ],
    [
      '3x3 and 1x1',
      [
        [3, 3],
        [1, 1],
      ],
    ],
  ])('a sampling of %s', (_what, sampling) => {
    const ids = sampling.map((_factors, index) => index + 1);
    const { extension } = expectExtended(tiny({ ids, sampling, restartInterval: 3 }), 'SAMPLING_BEYOND_TWO');
    expect(extension.patches).toEqual([]);
  });

  test.each(['sampling-411.jpg', 'four-components.jpg', 'sampling-3x1.jpg'])('the fixture %s', (file) => {
    const reason = file.startsWith('four') ? 'FOUR_COMPONENTS' : 'SAMPLING_BEYOND_TWO';
    expectExtended(readFixture(file), reason);
  });

  test('such a JPEG cut off anywhere, and with bytes behind its end', () => {
    const jpeg = tiny({ ids: [1, 2, 3, 4] });
    expectExtended(join(jpeg, [1, 2, 3]), 'FOUR_COMPONENTS');
    for (const part of [0.3, 0.6, 0.9]) expectExtended(jpeg.subarray(0, jpeg.length * part), 'FOUR_COMPONENTS');
    expectExtended(jpeg.subarray(0, -1), 'FOUR_COMPONENTS');
  });

  test('such a JPEG cut off although its tables have no code for the blocks of zeros that are not there', () => {
    const image = fourComponents();
    const symbols = AC_SYMBOLS.filter((symbol) => symbol !== 0x00);
    for (const block of image.blocks.flat()) block[63] = 1; // no block needs an EOB
    const jpeg = encodeReferenceJpeg(image, { ac: { counts: [0, 0, 0, 0, 0, 0, 0, symbols.length], symbols } });
    expectExtended(jpeg, 'FOUR_COMPONENTS');
    expectExtended(jpeg.subarray(0, jpeg.length * 0.6), 'FOUR_COMPONENTS');
  });
});

describe('missing Huffman tables', () => {
  const withoutTables = (parts: JpegParts) => {
    parts.segments = parts.segments.filter(({ marker }) => marker !== MARKER.DHT);
  };

  test.each(['scene.jpg', 'sampling-420.jpg', 'restart-3-mcus-420.jpg', 'scene-grey.jpg'])(
    'are the standard ones: %s',
    (file) => {
      const { lepton, extension } = expectExtended(changeJpeg(readFixture(file), withoutTables), 'DAMAGED_JPEG');
      expect(extension).toMatchObject({ standardTables: true, patches: [] });
      // All that is saved is saved: what differs is the header.
      expect(Math.abs(lepton.length - compressSync(readFixture(file)).length)).toBeLessThan(420 + lepton.length / 100);
    },
  );

  test('may be some of them', () => {
    const jpeg = changeJpeg(readFixture('sampling-420.jpg'), (parts) => {
      const tables = parts.segments.filter(({ marker }) => marker === MARKER.DHT);
      parts.segments = parts.segments.filter((segment) => segment !== tables.at(-1));
    });
    expectExtended(jpeg, 'DAMAGED_JPEG');
  });

  test('that are not the standard ones are not guessed', () => {
    const jpeg = changeJpeg(readFixture('scene-422-optimized.jpg'), withoutTables);
    expect(codeOf(() => compressSync(jpeg, { extended: true }))).toBe('DAMAGED_JPEG');
  });
});

describe('stray bytes', () => {
  /** With bytes in front of a segment of the header. */
  const strayBefore = (file: string, marker: number, ...bytes: number[]) => {
    const jpeg = readFixture(file);
    let offset = 2;
    while (jpeg[offset + 1] !== marker) offset += 2 + ((jpeg[offset + 2] << 8) | jpeg[offset + 3]);
    return join(jpeg.subarray(0, offset), bytes, jpeg.subarray(offset));
  };

  test.each<[string, number, number[]]>([
    ['a zero before the first segment', 0xe0, [0]],
    ['text before DQT', MARKER.DQT, [...Buffer.from('stray bytes')]],
    ['fill bytes before SOF', MARKER.SOF0, [0xff, 0xff, 0xff]],
    ['a stuffed FF before DHT', MARKER.DHT, [0xff, 0]],
    ['bytes that end in FF before SOS', MARKER.SOS, [1, 2, 0xff]],
  ])('between markers: %s', (_what, marker, bytes) => {
    const { extension } = expectExtended(strayBefore('scene-grey.jpg', marker, ...bytes), 'DAMAGED_JPEG');
    expect(extension).toMatchObject({ strayBytes: true, patches: [] });
  });

  test('between the scans of a progressive JPEG', () => {
    const one = { approximationHigh: 0, approximationLow: 0, restartInterval: 0 };
    const jpeg = encodeProgressive(fourComponents(), [
      { ...one, components: [0, 1, 2, 3], spectralStart: 0, spectralEnd: 0 },
      ...[0, 1, 2, 3].map((index) => ({ ...one, components: [index], spectralStart: 1, spectralEnd: 63 })),
    ]);
    const third = Buffer.from(jpeg).lastIndexOf(Buffer.from([0xff, MARKER.SOS]));
    const stray = join(jpeg.subarray(0, third), [7, 0, 7], jpeg.subarray(third));
    const { extension } = expectExtended(stray, 'FOUR_COMPONENTS');
    expect(extension).toMatchObject({ runBreaks: [[], [], [], [], []], patches: [], writtenBytes: stray.length - 2 });
  });

  test('between scans do not make an extended file of one that any reader can hold, however badly', () => {
    const jpeg = readFixture('scene-progressive.jpg');
    // In front of the Huffman table of the second scan.
    const second = Buffer.from(jpeg).indexOf(Buffer.from([0xff, MARKER.DHT]), scanStart(jpeg));
    const stray = join(jpeg.subarray(0, second), [7, 0, 7], jpeg.subarray(second));
    expect(compressSync(stray, { extended: true })[2]).toBe(1);
  });

  test.each([1, 5, 32])('in front of restart markers: %d', (count) => {
    const jpeg = readFixture('scene-444-restart.jpg');
    const marker = restartsOf(jpeg)[3];
    const stray = join(jpeg.subarray(0, marker), new Uint8Array(count).fill(0x5a), jpeg.subarray(marker));
    const { extension } = expectExtended(stray, 'DAMAGED_JPEG');
    expect(extension.patches).toHaveLength(1);
    expect(extension.patches[0]).toMatchObject({ removed: 0, inserted: new Uint8Array(count).fill(0x5a) });
  });
});

function fourComponents(): RandomImage {
  return makeImage({
    sampling: [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    mcusPerRow: 12,
    mcuRows: 12,
    styles: ['sparse', 'photo'],
    quantizerMaximum: 20,
    dcQuantizerMinimum: 16,
    seed: 7,
  });
}

/** Offset of the first scan's data. */
function scanStart(jpeg: Uint8Array): number {
  const sos = Buffer.from(jpeg).indexOf(Buffer.from([0xff, MARKER.SOS]));
  return sos + 2 + ((jpeg[sos + 2] << 8) | jpeg[sos + 3]);
}

/** Offsets of the restart markers. */
function restartsOf(jpeg: Uint8Array): number[] {
  return [...jpeg.keys()].filter((i) => jpeg[i] === 0xff && jpeg[i + 1] >= 0xd0 && jpeg[i + 1] <= 0xd7);
}

describe('pad bits that differ', () => {
  test('are patched', () => {
    const jpeg = tiny({ restartInterval: 20, padding: 'mixed' });
    const { extension } = expectExtended(jpeg, 'NOT_REPRESENTABLE');
    // Every other marker has another kind; where the scan fills the byte there is none.
    expect(extension.patches.length).toBeGreaterThan(2);
    for (const { removed, inserted } of extension.patches) {
      expect([removed === inserted.length || inserted[0] === 0xff, inserted.length < 4]).toEqual([true, true]);
    }
  });

  test('once only take one patch', () => {
    const jpeg = readFixture('scene-444-restart.jpg').slice();
    const marker = restartsOf(jpeg)
      .slice(6)
      .find((offset) => (jpeg[offset - 1] & 3) === 3) as number;
    // Two bits in front of the marker are ones, as in front of the others; the last of them becomes a zero.
    jpeg[marker - 1] ^= 1;
    const other = jpeg[marker - 1];
    const { extension } = expectExtended(jpeg, 'NOT_REPRESENTABLE');
    expect(extension.patches).toEqual([{ gap: marker - 1, removed: 1, inserted: Uint8Array.of(other) }]);
  });
});

describe('end-of-band runs that are not as long as they could be', () => {
  const image = makeImage({
    sampling: [
      [2, 1],
      [1, 1],
      [1, 1],
    ],
    mcusPerRow: 24,
    mcuRows: 24,
    styles: ['sparse', 'photo', 'zero'],
    quantizerMaximum: 20,
    dcQuantizerMinimum: 16,
    seed: 3,
  });
  const scan = (components: number[], ss: number, se: number, ah: number, al: number): ProgressiveScan => ({
    components,
    spectralStart: ss,
    spectralEnd: se,
    approximationHigh: ah,
    approximationLow: al,
    restartInterval: 0,
  });
  // Of the numbers up to 40, the first scan of the AC coefficients holds little: what does not fit comes early.
  const script = [
    scan([0, 1, 2], 0, 0, 0, 0),
    ...[0, 1, 2].map((index) => scan([index], 1, 63, 0, 4)),
    ...[3, 2, 1, 0].flatMap((low) => [0, 1, 2].map((index) => scan([index], 1, 63, low + 1, low))),
  ];
  const FIRST = [1, 2, 3];
  const REFINEMENT = [4, 5, 6, 7, 8, 9, 10, 11, 12];

  test('the JPEG that the others are made of fits into any Lepton file', () => {
    const jpeg = encodeProgressive(image, script);
    const lepton = compressSync(jpeg, { extended: true });
    expect([lepton[2], lepton[3]]).toEqual([1, 'X'.charCodeAt(0)]);
  });

  test.each<[string, number[], number]>([
    ['first scans', FIRST, 2],
    ['refinements', REFINEMENT, 1],
    ['both', [...FIRST, ...REFINEMENT], 3],
    ['first scans, all of them', FIRST, 1],
  ])('in %s', (_what, scans, period) => {
    const endsRun = (index: number, block: number) => scans.includes(index) && block % period === 0;
    const jpeg = encodeProgressive(image, script, { endsRun });
    const { extension } = expectExtended(jpeg, 'NOT_REPRESENTABLE');
    expect(extension.patches).toEqual([]);
    expect(extension.writtenBytes).toBe(jpeg.length - 2);
    const found = [...extension.runBreaks.keys()].filter((index) => extension.runBreaks[index].length > 0);
    // The last refinements have hardly any runs that could be cut.
    expect(scans).toEqual(expect.arrayContaining(found));
    expect(found).toEqual(expect.arrayContaining(scans.filter((index) => index < 7)));
  });

  test('with restarts and stray bytes as well', () => {
    const withRestarts = script.map((each) => ({ ...each, restartInterval: 50 }));
    const jpeg = encodeProgressive(image, withRestarts, { endsRun: (_scan, block) => block % 5 === 0, padByte: 0 });
    const { extension } = expectExtended(jpeg, 'NOT_REPRESENTABLE');
    expect(extension.patches).toEqual([]);
    expectExtended(join([0xff, 0xd8, 0x55], jpeg.subarray(2)), 'DAMAGED_JPEG');
  });

  test('are not told for a file that does not need it', () => {
    // Behind the last block every run ends.
    const last = (index: number) => image.blocks[script[index].components[0]].length - 1;
    const jpeg = encodeProgressive(image, script, { endsRun: (index, block) => block === last(index) });
    expect(compressSync(jpeg, { extended: true })[2]).toBe(1);
  });
});

describe('a JPEG that is damaged in a few places', () => {
  test('is not told with patches where any Lepton file holds it', () => {
    const jpeg = readFixture('scene.jpg').slice();
    jpeg[jpeg.length - 5000] ^= 0x55;
    expect(compressSync(jpeg, { extended: true })[2]).toBe(1);
  });

  test('keeps what cannot be decoded as it is', () => {
    const jpeg = tiny({ ids: [1, 2, 3, 4] }).slice();
    jpeg.fill(0xfe, jpeg.length - 600, jpeg.length - 300);
    const { extension } = expectExtended(jpeg, 'FOUR_COMPONENTS');
    expect(extension.writtenBytes).toBeLessThan(jpeg.length - 2);
  });
});

describe('extended files are written', () => {
  test('never where a file for every reader is possible', () => {
    for (const { file } of listFixtures()) {
      const jpeg = readFixture(file);
      let plain: Uint8Array;
      try {
        plain = compressSync(jpeg, { verify: false });
      } catch {
        continue;
      }
      expect(plain[2], file).toBe(1);
      expect(isSame(compressSync(jpeg, { extended: true, verify: false }), plain), file).toBe(true);
    }
  });

  test('never without the option', () => {
    expect(codeOf(() => compressSync(readFixture('sampling-411.jpg')))).toBe('SAMPLING_BEYOND_TWO');
    expect(compressSync(readFixture('sampling-411.jpg'), { any: true })[3]).toBe('Y'.charCodeAt(0));
  });

  test('for small files too, but never to keep bytes as they are without saving any', () => {
    const small = readFixture('sampling-1x4.jpg');
    const lepton = compressSync(small, { extended: true });
    expect(lepton[2]).toBe(0x45);
    expect(lepton.length).toBeGreaterThan(small.length);
    const damaged = small.slice();
    // Noise, which zlib does not shrink either.
    for (let i = 400; i < damaged.length - 2; i++) damaged[i] = (damaged[i] ^ (37 * i)) & 0x7f;
    expect(codeOf(() => compressSync(damaged, { extended: true }))).toBe('SAMPLING_BEYOND_TWO');
    expect(compressSync(damaged, { extended: true, any: true })[3]).toBe('Y'.charCodeAt(0));
  });

  test.each<[string, Uint8Array, ErrorCode]>([
    ['bytes that are no JPEG', Uint8Array.of(1, 2, 3), 'NOT_A_JPEG'],
    ['arithmetic coding', readFixture('arithmetic.jpg'), 'UNSUPPORTED_JPEG'],
    ['coefficients that the model cannot hold', readFixture('extremes.jpg').subarray(0, 30), 'DAMAGED_JPEG'],
  ])('never for %s', (_what, bytes, code) => {
    expect(codeOf(() => compressSync(bytes, { extended: true }))).toBe(code);
  });

  test('with as many segments as are asked for, and the same bytes every time', async () => {
    const jpeg = tiny({ ids: [1, 2, 3, 4] });
    for (const segments of [1, 3]) {
      const lepton = compressSync(jpeg, { extended: true, segments });
      expect(inspect(lepton)).toMatchObject({ segments: { length: segments } });
      expect(isSame(decompressSync(lepton), jpeg)).toBe(true);
      expect(isSame(await compress(jpeg, { extended: true, segments }), lepton)).toBe(true);
      expect(isSame(await decompress(lepton), jpeg)).toBe(true);
    }
  });
});

describe('a reader', () => {
  const JPEG = readFixture('sampling-411.jpg');
  const LEPTON = compressSync(JPEG, { extended: true });
  const text = (characters: string) => [...Buffer.from(characters)];
  const uint32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
  /** With another extension in place of its own, which is the last item. */
  const withExtension = (change: (extension: Extension) => Extension) => {
    const own = encodeExtension(extensionOf(LEPTON));
    const body = encodeExtension(change(extensionOf(LEPTON)));
    return changeLepton(LEPTON, (parts) => {
      const before = parts.header.subarray(0, parts.header.length - own.length - 7);
      parts.header = join(before, text('EXT'), uint32(body.length), body);
    });
  };

  test('the files that the others are made of are right', () => {
    expect(isSame(decompressSync(putLeptonTogether(takeLeptonApart(LEPTON))), JPEG)).toBe(true);
    expect(isSame(decompressSync(withExtension((extension) => extension)), JPEG)).toBe(true);
  });

  test.each([
    [0, 'VERSION_UNSUPPORTED'],
    [1, 'DAMAGED_LEPTON_FILE'],
    [3, 'VERSION_UNSUPPORTED'],
    [4, 'VERSION_UNSUPPORTED'],
    [0x44, 'VERSION_UNSUPPORTED'],
    [0x46, 'VERSION_UNSUPPORTED'],
    [0x65, 'VERSION_UNSUPPORTED'],
  ] as const)('refuses the item EXT in a file of version %d', (version, code) => {
    const changed = changeLepton(LEPTON, (parts) => {
      parts.version = version;
    });
    expect(codeOf(() => decompressSync(changed))).toBe(code);
  });

  test('refuses an extended file without it, or with two', () => {
    const plain = compressSync(readFixture('sampling-420.jpg'));
    const without = changeLepton(plain, (parts) => {
      parts.version = 0x45;
    });
    expect(codeOf(() => decompressSync(without))).toBe('DAMAGED_LEPTON_FILE');
    const twice = changeLepton(LEPTON, (parts) => {
      parts.header = join(parts.header, text('EXT'), uint32(5), [1, 0, 0, 0, 0]);
    });
    expect(codeOf(() => decompressSync(twice))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('needs no EEE, and none of the other items that are not there', () => {
    const without = changeLepton(LEPTON, (parts) => {
      const start = Buffer.from(parts.header).indexOf('EEE');
      parts.header = join(parts.header.subarray(0, start), parts.header.subarray(start + 3 + 28));
    });
    expect(isSame(decompressSync(without), JPEG)).toBe(true);
  });

  test.each<[string, (extension: Extension) => Extension]>([
    ['fewer written bytes', (extension) => ({ ...extension, writtenBytes: extension.writtenBytes - 1 })],
    ['more written bytes', (extension) => ({ ...extension, writtenBytes: extension.writtenBytes + 1 })],
    ['no written bytes', (extension) => ({ ...extension, writtenBytes: 0 })],
    ['far more written bytes', (extension) => ({ ...extension, writtenBytes: 2 ** 35 - 1 })],
    ['a patch past the end', (extension) => ({ ...extension, patches: [patch(2 ** 32, 0)] })],
    ['a patch that takes too much away', (extension) => ({ ...extension, patches: [patch(10, 2 ** 32)] })],
    ['a patch that makes it longer', (extension) => ({ ...extension, patches: [patch(10, 0, 1)] })],
    ['a patch that makes it shorter', (extension) => ({ ...extension, patches: [patch(10, 1)] })],
  ])('refuses %s', (_what, change) => {
    expect(codeOf(() => decompressSync(withExtension(change)))).toMatch(
      /^(DAMAGED_LEPTON_FILE|STREAM_INCONSISTENT|LIMIT_EXCEEDED)$/,
    );
  });

  test('applies patches that fit, wherever they are', () => {
    const changed = withExtension((extension) => ({ ...extension, patches: [patch(2, 1, 0x77)] }));
    const restored = decompressSync(changed);
    expect(restored[2]).toBe(0x77);
    expect(isSame(restored.subarray(3), JPEG.subarray(3))).toBe(true);
  });

  test('ignores breaks of runs where there are no runs, and of scans that are not there', () => {
    const breaks = (...runBreaks: number[][]) => withExtension((extension) => ({ ...extension, runBreaks }));
    expect(isSame(decompressSync(breaks()), JPEG)).toBe(true);
    expect(isSame(decompressSync(breaks([0, 5, 2 ** 31], [3], [])), JPEG)).toBe(true);
  });

  test('needs the rules that the flags tell', () => {
    const tables = changeJpeg(readFixture('scene-grey.jpg'), (parts) => {
      parts.segments = parts.segments.filter(({ marker }) => marker !== MARKER.DHT);
    });
    const lepton = compressSync(tables, { extended: true });
    const own = encodeExtension(extensionOf(lepton));
    const withFlags = (flags: number) =>
      changeLepton(lepton, (parts) => {
        parts.header[parts.header.length - own.length + 1] = flags;
      });
    expect(isSame(decompressSync(withFlags(3)), tables)).toBe(true);
    expect(isSame(decompressSync(withFlags(1)), tables)).toBe(true);
    expect(codeOf(() => decompressSync(withFlags(2)))).toBe('DAMAGED_LEPTON_FILE');
    expect(codeOf(() => decompressSync(withFlags(7)))).toBe('DAMAGED_LEPTON_FILE');
  });

  test('refuses every cut-off', () => {
    for (let length = 2; length < LEPTON.length; length += 7) {
      expect(codeOf(() => decompressSync(LEPTON.subarray(0, length)))).toMatch(/^(SHORT_READ|DAMAGED_LEPTON_FILE)$/);
    }
  });

  test('refuses what the standard does not know in any form', () => {
    const five = changeLepton(LEPTON, (parts) => {
      const frame = Buffer.from(parts.header).indexOf(Buffer.from([0xff, 0xc0]));
      parts.header[frame + 10] = 0x51;
    });
    expect(codeOf(() => decompressSync(five))).toBe('DAMAGED_LEPTON_FILE');
  });
});

function patch(gap: number, removed: number, ...inserted: number[]) {
  return { gap, removed, inserted: Uint8Array.from(inserted) };
}
