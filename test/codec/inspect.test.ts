import { describe, expect, test } from 'vitest';
import { compressSync, inspect } from '../../src/index.js';
import { codeOf } from '../helpers/error-code.js';
import { listFixtures, readFixture } from '../helpers/fixtures.js';

const names: Record<string, string> = {
  '1x1': 'grey',
  '2x2': 'grey',
  '1x1,1x1,1x1': '4:4:4',
  '2x1,1x1,1x1': '4:2:2',
  '1x2,1x1,1x1': '4:4:0',
  '2x2,1x1,1x1': '4:2:0',
  '4x1,1x1,1x1': '4:1:1',
};

describe('inspect', () => {
  test.each(listFixtures().filter(({ process }) => /^SOF[012]/.test(process)))('tells what $file is', (fixture) => {
    const jpeg = readFixture(fixture.file);
    const info = inspect(jpeg);
    const [marker] = fixture.process.split(',');
    expect(info).toMatchObject({
      format: 'jpeg',
      fileSize: jpeg.length,
      frame: { marker, precision: 8, width: fixture.width, height: fixture.height },
    });
    const { components, sampling } = info.frame;
    expect(components.map((part) => `${part.horizontalSampling}x${part.verticalSampling}`).join(',')).toBe(
      fixture.sampling,
    );
    if (fixture.sampling in names) expect(sampling).toBe(names[fixture.sampling]);
    const restart = / -restart (\d+)B/.exec(fixture.how);
    if (restart !== null) expect(info.frame.restartInterval).toBe(Number(restart[1]));
  });

  test('tells the sizes that a Lepton file is made of', () => {
    const jpeg = readFixture('scene-422-optimized.jpg');
    const lepton = compressSync(jpeg, { segments: 4 });
    const info = inspect(lepton);
    if (info.format !== 'lepton') throw new TypeError('not a Lepton file');
    expect(info).toMatchObject({
      fileSize: lepton.length,
      version: 1,
      kind: 'Z',
      outputSize: jpeg.length,
      padByte: 0x7f,
    });
    expect(info.segments.length).toBe(4);
    expect(info.segments[0].lumaYStart).toBe(0);
    // Everything of the JPEG is header, scan or EOI, and everything of the Lepton file is accounted for.
    const jpegInfo = inspect(jpeg);
    if (jpegInfo.format !== 'jpeg') throw new TypeError('not a JPEG');
    const scan = info.segments.reduce((sum, { outputSize }) => sum + outputSize, 0);
    expect(jpegInfo.headerSize + scan + 2).toBe(jpeg.length);
    const coded = info.segments.reduce((sum, { codedSize }) => sum + codedSize, 0);
    const others = 28 + info.compressedHeaderSize + 3 + 4;
    expect(lepton.length - coded - others).toBeGreaterThan(0);
    expect(lepton.length - coded - others).toBeLessThan(200); // packet heads
  });

  test('tells the trailing bytes of a Lepton file', () => {
    expect(inspect(compressSync(readFixture('trailing-zeros.jpg')))).toMatchObject({ trailingSize: 502 });
    expect(inspect(compressSync(readFixture('sampling-420.jpg')))).toMatchObject({ trailingSize: 0 });
    expect(inspect(compressSync(readFixture('padding-zeros.jpg')))).toMatchObject({ padByte: 0 });
  });

  test('refuses what is neither', () => {
    expect(codeOf(() => inspect(new Uint8Array()))).toBe('NOT_A_JPEG');
    expect(codeOf(() => inspect(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)))).toBe('NOT_A_JPEG');
    expect(codeOf(() => inspect(Uint8Array.of(0xcf, 0x84, 1, 0x5a)))).toBe('SHORT_READ');
    expect(codeOf(() => inspect(compressSync(readFixture('sampling-420.jpg')).slice(0, -1)))).toBe(
      'DAMAGED_LEPTON_FILE',
    );
  });
});
