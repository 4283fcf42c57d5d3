import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { readFixture } from '../helpers/fixtures.js';
import { sequentialFixtures } from '../helpers/sequential-fixtures.js';
import { readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const { compressPiecesSync, compressSync, decompressPieces, decompressPiecesSync } = await loadBuiltLibrary();

const JPEG = readFixture('scene.jpg');
const error = (code: string) => expect.objectContaining({ code });
const makePieces = (jpeg: Uint8Array, pieceSize: number, any = false) =>
  [...compressPiecesSync(jpeg, { pieceSize, any, verify: false })].map(({ lepton }) => lepton);
const PIECES = makePieces(JPEG, 50_000);
const without = (index: number) => PIECES.filter((_, i) => i !== index);
const replaced = (index: number, piece: Uint8Array) => PIECES.map((own, i) => (i === index ? piece : own));

describe('all pieces together', () => {
  test.each(sequentialFixtures())('make %s again', (file) => {
    const jpeg = readFixture(file);
    const pieces = makePieces(jpeg, 1024);
    // A single piece, or a last one as large as the others, must show by itself that it is the end.
    const endsInEoi = jpeg.at(-2) === 0xff && jpeg.at(-1) === 0xd9;
    if (endsInEoi || (pieces.length > 1 && jpeg.length % 1024 !== 0)) {
      expect(Buffer.compare(decompressPiecesSync(pieces), jpeg)).toBe(0);
    } else {
      expect(() => decompressPiecesSync(pieces)).toThrow(error('SHORT_READ'));
    }
  });

  test('make it in the asynchronous form too', async () => {
    expect(Buffer.compare(await decompressPieces(PIECES), JPEG)).toBe(0);
  });

  test.each(['progressive-420.jpg', 'padding-mixed.jpg'])('make %s again', (file) => {
    const jpeg = readFixture(file);
    expect(Buffer.compare(decompressPiecesSync(makePieces(jpeg, 1200, true)), jpeg)).toBe(0);
  });

  test('make a JPEG whose header is longer than a piece', () => {
    const jpeg = readFixture('app1-longest.jpg');
    expect(Buffer.compare(decompressPiecesSync(makePieces(jpeg, 10_000)), jpeg)).toBe(0);
  });
});

describe('pieces that do not belong together are refused', () => {
  test('there are five to begin with', () => expect(PIECES).toHaveLength(5));

  test.each([0, 1, 2, 3])('number %d is missing', (index) => {
    expect(() => decompressPiecesSync(without(index))).toThrow(error('DAMAGED_LEPTON_FILE'));
  });

  test('the last ones are missing', () => {
    for (let count = 1; count < 5; count++) {
      expect(() => decompressPiecesSync(PIECES.slice(0, count))).toThrow(error('SHORT_READ'));
    }
  });

  test('none is there', () => expect(() => decompressPiecesSync([])).toThrow(error('USAGE')));

  test.each([0, 1, 2, 3, 4])('number %d is there twice', (index) => {
    const doubled = [...PIECES.slice(0, index + 1), ...PIECES.slice(index)];
    expect(() => decompressPiecesSync(doubled)).toThrow(error('DAMAGED_LEPTON_FILE'));
  });

  test('two have changed places', () => {
    const [first, second, third, ...rest] = PIECES;
    expect(() => decompressPiecesSync([first, third, second, ...rest])).toThrow(error('DAMAGED_LEPTON_FILE'));
  });

  test('one is from another JPEG', () => {
    const other = makePieces(readFixture('quality-100.jpg'), 10_000);
    for (const piece of other) {
      expect(() => decompressPiecesSync(replaced(1, piece))).toThrow(error('DAMAGED_LEPTON_FILE'));
    }
  });

  test('one is from a JPEG with the same header and another picture', () => {
    // Everything behind some MCU comes from farther down in the picture.
    const [cut, from] = [JPEG.length >> 2, JPEG.length >> 1];
    const changed = Uint8Array.from([...JPEG.subarray(0, cut), ...JPEG.subarray(from), ...JPEG.subarray(cut, from)]);
    const other = makePieces(changed.slice(0, JPEG.length), 50_000, true);
    expect(other).toHaveLength(5);
    expect(() => decompressPiecesSync(replaced(2, other[2]))).toThrow(error('DAMAGED_LEPTON_FILE'));
  });

  test('one is a whole JPEG', () => {
    const whole = compressSync(readFixture('flat.jpg'));
    expect(() => decompressPiecesSync([...PIECES.slice(0, 4), whole])).toThrow(error('DAMAGED_LEPTON_FILE'));
  });

  test('one is cut off or not a Lepton file', () => {
    expect(() => decompressPiecesSync(replaced(3, PIECES[3].subarray(0, 20_000)))).toThrow();
    expect(() => decompressPiecesSync(replaced(3, JPEG))).toThrow(error('NOT_A_LEPTON_FILE'));
  });

  test('they need more memory than the limit', () => {
    expect(() => decompressPiecesSync(PIECES, { memoryLimit: 700_000 })).toThrow(error('LIMIT_EXCEEDED'));
  });
});

const TABLE = 'golden/LEP.tsv';
const rows = readSharedTable(TABLE).filter(({ lep }) => lep.includes('.piece_'));
skipWithoutTable(TABLE);

test.runIf(rows.length > 0)('the golden pieces of the C++ tool make the JPEG', () => {
  const pieces = rows.map(({ lep }) => readShared(`golden/${lep}`));
  expect(pieces).toHaveLength(3);
  expect(Buffer.compare(decompressPiecesSync(pieces), readShared('golden/slrhills.jpg'))).toBe(0);
});
