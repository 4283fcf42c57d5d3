import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPatches } from '../../src/codec/patches.js';
import { decodeExtension, encodeExtension } from '../../src/container/extension.js';
import { compressSync, decompressSync } from '../../src/index.js';
import { runToEnd } from '../../src/work/steps.js';
import { readFixture } from '../helpers/fixtures.js';
import { changeJpeg, findSegment, MARKER } from '../helpers/jpeg-surgery.js';
import { takeLeptonApart } from '../helpers/lepton-surgery.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/format-extension.md'), 'utf8');
const [JPEG, LEPTON, HEADER, BODY] = [...PAGE.matchAll(/^```hex\n(.*?)^```$/gms)].map(([, text]) =>
  Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16)),
);

describe('the examples in docs/format-extension.md', () => {
  test('are the JPEG that it tells', () => {
    const changed = changeJpeg(readFixture('size-1x1-grey.jpg'), (parts) => {
      parts.segments = parts.segments.filter(({ marker }) => marker !== 0xe0 && marker !== MARKER.DHT);
      findSegment(parts, (marker) => marker === MARKER.DQT).body.fill(8, 1);
    });
    expect(JPEG).toEqual(Uint8Array.from([0xff, 0xd8, ...new Array<number>(32).fill(0), ...changed.subarray(2)]));
  });

  test('are what lepton-ts writes and reads', () => {
    expect(compressSync(JPEG, { extended: true })).toEqual(LEPTON);
    expect(decompressSync(LEPTON)).toEqual(JPEG);
    expect(takeLeptonApart(LEPTON).header).toEqual(HEADER);
    expect(HEADER.subarray(-7)).toEqual(
      encodeExtension({ standardTables: true, strayBytes: true, runBreaks: [[]], writtenBytes: 128, patches: [] }),
    );
  });

  test('tell the other fields', () => {
    const extension = decodeExtension(BODY);
    expect(extension).toEqual({
      standardTables: true,
      strayBytes: true,
      runBreaks: [[], [4, 5, 300]],
      writtenBytes: 1000,
      patches: [
        { gap: 700, removed: 1, inserted: Uint8Array.of(0xaa, 0xbb) },
        { gap: 20, removed: 0, inserted: Uint8Array.of(0) },
      ],
    });
    expect(encodeExtension(extension)).toEqual(BODY);
    expect(runToEnd(applyPatches(new Uint8Array(1000), 1000, extension.patches, 1002))).toHaveLength(1002);
  });
});
