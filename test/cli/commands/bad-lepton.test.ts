import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ERROR_TABLE, type ErrorCode } from '../../../src/errors.js';
import { compressSync } from '../../../src/index.js';
import { readFixture } from '../../helpers/fixtures.js';
import {
  changeEmbeddedHeader,
  changeLepton,
  findItem,
  type LeptonParts,
  putLeptonTogether,
  takeLeptonApart,
} from '../../helpers/lepton-surgery.js';
import { runCli } from '../../helpers/run-cli.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();
const SEGMENTS = 4;
const LEPTON = compressSync(readFixture('scene.jpg'), { segments: SEGMENTS });
const HEADER_END = 28 + new DataView(LEPTON.buffer, LEPTON.byteOffset).getUint32(24, true);

const changed = (change: (parts: LeptonParts) => void) => changeLepton(LEPTON, change);
/** With single bytes replaced. */
const patched = (...patches: [offset: number, value: number][]) => {
  const lepton = LEPTON.slice();
  for (const [offset, value] of patches) lepton[offset < 0 ? lepton.length + offset : offset] = value;
  return lepton;
};

/** Decompresses bytes that must be refused, and looks at everything that such a run may and may not leave behind. */
function expectRefused(lepton: Uint8Array, codes: ErrorCode[], options: string[] = []): string {
  folder.write('in.lep', lepton);
  const { status, stdout, stderr } = runCli(['decompress', 'in.lep', 'out.jpg', ...options], { cwd: folder.path });
  const line = /^lepton-ts: in\.lep: (.+) \((\w+)\)\n$/.exec(stderr);
  expect(codes).toContain(line?.[2] ?? stderr);
  expect(status).toBe(ERROR_TABLE[line![2] as ErrorCode].exitStatus);
  expect(stdout.length).toBe(0);
  expect(folder.list()).toEqual(['in.lep']);
  expect(folder.read('in.lep').equals(lepton)).toBe(true);
  return line![1];
}

test('the file that the others are made of is right, and so is taking it apart', () => {
  const parts = takeLeptonApart(LEPTON);
  const again = putLeptonTogether(parts);
  expect(takeLeptonApart(again)).toEqual(parts);
  folder.write('in.lep', again);
  expect(runCli(['decompress', 'in.lep', '-'], { cwd: folder.path }).stdout.equals(readFixture('scene.jpg'))).toBe(
    true,
  );
});

describe('decompress refuses', () => {
  test.each<[string, Uint8Array, ErrorCode]>([
    ['an empty file', new Uint8Array(), 'NOT_A_LEPTON_FILE'],
    ['a JPEG', readFixture('sampling-420.jpg'), 'NOT_A_LEPTON_FILE'],
    ['a PNG signature', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'NOT_A_LEPTON_FILE'],
    ['a wrong first byte', patched([0, 0xce]), 'NOT_A_LEPTON_FILE'],
    ['a wrong second byte', patched([1, 0x85]), 'NOT_A_LEPTON_FILE'],
    ['version 0', patched([2, 0]), 'VERSION_UNSUPPORTED'],
    ['version 3', patched([2, 3]), 'VERSION_UNSUPPORTED'],
    ['version 4', patched([2, 4]), 'VERSION_UNSUPPORTED'],
    ['an unknown kind', patched([3, 0x51]), 'DAMAGED_LEPTON_FILE'],
    ['no segments', changed((parts) => setSegmentCount(parts, 0)), 'DAMAGED_LEPTON_FILE'],
    ['17 segments', changed((parts) => setSegmentCount(parts, 17)), 'DAMAGED_LEPTON_FILE'],
    ['a total size that does not match', patched([-4, LEPTON[LEPTON.length - 4] ^ 1]), 'DAMAGED_LEPTON_FILE'],
    ['a byte after the total size', Uint8Array.from([...LEPTON, 0]), 'DAMAGED_LEPTON_FILE'],
    ['no CMP', patched([HEADER_END, 0x58]), 'DAMAGED_LEPTON_FILE'],
    ['a zlib stream with a wrong first byte', patched([28, 0]), 'DAMAGED_LEPTON_FILE'],
    ['a zlib stream with a wrong byte inside', patched([60, LEPTON[60] ^ 0x10]), 'DAMAGED_LEPTON_FILE'],
    [
      'a zlib stream with a wrong checksum',
      patched([HEADER_END - 1, LEPTON[HEADER_END - 1] ^ 1]),
      'DAMAGED_LEPTON_FILE',
    ],
    ['an empty zlib stream', emptyHeader(), 'DAMAGED_LEPTON_FILE'],
    ['a zlib stream that is cut off', shortZlib(), 'DAMAGED_LEPTON_FILE'],
    ['an unknown header item', withItemBehind('XYZ\u0001\u0000\u0000\u0000!'), 'DAMAGED_LEPTON_FILE'],
    ['half a header item', withItemBehind('FRS\u0005'), 'SHORT_READ'],
    ['a header item longer than the header', withItemBehind('FRS\u00ff\u00ff\u00ff\u00ff'), 'SHORT_READ'],
    ['a header item that stands twice', withItemBehind('P0D\u007f'), 'DAMAGED_LEPTON_FILE'],
    [
      'a header without HDR',
      changed((parts) => cutHeader(parts, findItem(parts.header, 'P0D'))),
      'DAMAGED_LEPTON_FILE',
    ],
    ['a header without segment table', changed(withoutSegmentTable), 'DAMAGED_LEPTON_FILE'],
    [
      'a segment that starts before the one before it',
      changed((parts) => setStart(parts, 1, 99)),
      'DAMAGED_LEPTON_FILE',
    ],
    ['a segment that starts below the picture', changed((parts) => setStart(parts, 3, 60_000)), 'DAMAGED_LEPTON_FILE'],
    ['a segment that starts inside an MCU row', changed((parts) => setStart(parts, 1, 1)), 'DAMAGED_LEPTON_FILE'],
    [
      'a packet of a segment that does not exist',
      changed((parts) => setPacketId(parts, SEGMENTS)),
      'DAMAGED_LEPTON_FILE',
    ],
    ['a packet of segment 15', changed((parts) => setPacketId(parts, 15)), 'DAMAGED_LEPTON_FILE'],
    ['a packet head with its upper bits set', changed((parts) => setPacketId(parts, 0x40)), 'DAMAGED_LEPTON_FILE'],
  ])('%s', (_what, lepton, code) => {
    expectRefused(lepton, [code]);
  });

  test('version 2 whose header is not in Brotli, and says so', () => {
    expect(expectRefused(patched([2, 2]), ['DAMAGED_LEPTON_FILE'])).toMatch(/Brotli/);
  });

  test('the version of extended files without their item', () => {
    expect(expectRefused(patched([2, 0x45]), ['DAMAGED_LEPTON_FILE'])).toMatch(/EXT/);
  });

  test.each([
    ['in the magic', 1],
    ['behind the magic', 2],
    ['in the fixed header', 13],
    ['before the compressed header', 28],
    ['in the compressed header', 40],
    ['before CMP', HEADER_END],
    ['in CMP', HEADER_END + 2],
    ['before the first packet', HEADER_END + 3],
    ['in the first packet head', HEADER_END + 4],
    ['in the first packet', HEADER_END + 100],
    ['in the middle', LEPTON.length >> 1],
    ['before the total size', LEPTON.length - 4],
    ['in the total size', LEPTON.length - 1],
  ])('a file that is cut off %s', (_where, length) => {
    const codes: ErrorCode[] = length < 2 ? ['NOT_A_LEPTON_FILE', 'SHORT_READ'] : ['SHORT_READ', 'DAMAGED_LEPTON_FILE'];
    expectRefused(LEPTON.subarray(0, length), codes);
  });

  test.each([2, 13, 27, 40, HEADER_END])('a file that is cut off in its header (%d bytes) as too short', (length) => {
    expectRefused(LEPTON.subarray(0, length), ['SHORT_READ']);
  });

  test('coded segments that end too early though the total size is right', () => {
    const lepton = changed((parts) => {
      parts.packets = parts.packets.subarray(0, parts.packets.length >> 1);
    });
    expectRefused(lepton, ['SHORT_READ', 'DAMAGED_LEPTON_FILE', 'STREAM_INCONSISTENT']);
  });

  test('coded segments with wrong bytes', () => {
    const lepton = changed((parts) => {
      for (let offset = 3000; offset < parts.packets.length; offset += 5000)
        parts.packets.fill(0xa5, offset, offset + 9);
    });
    expectRefused(lepton, ['STREAM_INCONSISTENT', 'DAMAGED_LEPTON_FILE', 'SHORT_READ']);
  });

  test('an output size that the segments do not fill', () => {
    const lepton = changed((parts) => {
      parts.outputSize += 1000;
    });
    expectRefused(lepton, ['STREAM_INCONSISTENT', 'DAMAGED_LEPTON_FILE', 'SHORT_READ']);
  });

  test('an output size beyond the memory limit', () => {
    expectRefused(patched([20, 0xff], [21, 0xff], [22, 0xff], [23, 0xff]), ['LIMIT_EXCEEDED']);
    expectRefused(LEPTON, ['LIMIT_EXCEEDED'], ['--memory-limit', '200KiB']);
  });

  test('a compressed header that is longer than the file', () => {
    expectRefused(patched([24, 0xff], [25, 0xff], [26, 0xff], [27, 0xff]), ['SHORT_READ']);
  });

  // Few rows are held at a time, so that these dimensions alone are within the limit; the segments cannot fill them.
  test('the largest dimensions', () => {
    expectRefused(changed(withLargestDimensions), ['LIMIT_EXCEEDED', 'STREAM_INCONSISTENT']);
  });

  test('a compressed header that inflates beyond the memory limit', () => {
    const header = deflateSync(Buffer.alloc(100_000_000), { level: 1 });
    const lepton = putLeptonTogether(takeLeptonApart(LEPTON), header);
    expectRefused(lepton, ['LIMIT_EXCEEDED', 'DAMAGED_LEPTON_FILE'], ['--memory-limit', '64MiB']);
  });
});

test('verify refuses a damaged Lepton file like decompress', () => {
  folder.write('in.lep', patched([-4, LEPTON[LEPTON.length - 4] ^ 1]));
  const { status, stderr } = runCli(['verify', 'in.lep'], { cwd: folder.path });
  expect(status).toBe(68);
  expect(stderr).toMatch(/^lepton-ts: in\.lep: .* \(DAMAGED_LEPTON_FILE\)\n$/);
});

function emptyHeader(): Uint8Array {
  return changed((parts) => {
    parts.header = new Uint8Array();
  });
}

function shortZlib(): Uint8Array {
  return putLeptonTogether(takeLeptonApart(LEPTON), LEPTON.slice(28, HEADER_END - 20));
}

function withItemBehind(item: string): Uint8Array {
  return changed((parts) => {
    parts.header = Uint8Array.from([...parts.header, ...Buffer.from(item, 'latin1')]);
  });
}

function cutHeader(parts: LeptonParts, start: number): void {
  parts.header = parts.header.slice(start);
}

function withoutSegmentTable(parts: LeptonParts): void {
  const start = findItem(parts.header, 'HH');
  const end = start + 3 + 16 * SEGMENTS;
  parts.header = Uint8Array.from([...parts.header.subarray(0, start), ...parts.header.subarray(end)]);
}

function setSegmentCount(parts: LeptonParts, count: number): void {
  parts.header[findItem(parts.header, 'HH') + 2] = count;
}

function setStart(parts: LeptonParts, segment: number, blockRow: number): void {
  const offset = findItem(parts.header, 'HH') + 3 + 16 * segment;
  new DataView(parts.header.buffer, parts.header.byteOffset).setUint16(offset, blockRow, true);
}

/** Changes the head of the first packet, whose length form is kept. */
function setPacketId(parts: LeptonParts, id: number): void {
  parts.packets[0] = (parts.packets[0] & 0x30) | id;
}

function withLargestDimensions(parts: LeptonParts): void {
  changeEmbeddedHeader(parts, (header) => {
    for (let offset = 0; ; offset += 2 + ((header[offset + 2] << 8) | header[offset + 3])) {
      if (header[offset] !== 0xff) throw new RangeError('no frame header');
      if (header[offset + 1] === 0xc0) return header.fill(0xff, offset + 5, offset + 9);
    }
  });
}
