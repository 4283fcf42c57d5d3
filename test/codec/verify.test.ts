import { describe, expect, test } from 'vitest';
import { compressSync, LeptonError, verify, verifySync } from '../../src/index.js';
import { errorOf } from '../helpers/error-code.js';
import { readFixture } from '../helpers/fixtures.js';
import { withByte } from '../helpers/with-byte.js';

const JPEG = readFixture('sampling-420.jpg');
const LEPTON = compressSync(JPEG, { segments: 2 });

describe('verify', () => {
  test('says nothing when the Lepton file restores the JPEG', async () => {
    expect(verifySync(JPEG, LEPTON)).toBeUndefined();
    await expect(verify(JPEG, LEPTON)).resolves.toBeUndefined();
  });

  test.each([
    ['in its first byte', 0],
    ['in its header', 100],
    ['in its scan', 2000],
    ['in its last byte', JPEG.length - 1],
  ])('fails for a JPEG that differs %s, and names the offset', (_where, offset) => {
    const error = errorOf(() => verifySync(withByte(JPEG, offset, JPEG[offset] ^ 1), LEPTON));
    expect(error.code).toBe('ROUND_TRIP_FAILED');
    expect(error.exitStatus).toBe(41);
    expect(error.message).toContain(`offset ${offset}.`);
  });

  test.each([
    ['shorter', JPEG.subarray(0, -1)],
    ['longer', Uint8Array.from([...JPEG, 0])],
    ['empty', new Uint8Array()],
    ['another one', readFixture('sampling-444.jpg')],
  ])('fails for a JPEG that is %s', (_what, jpeg) => {
    expect(errorOf(() => verifySync(jpeg, LEPTON)).code).toBe('ROUND_TRIP_FAILED');
  });

  test('fails for every byte of the Lepton file that is changed and matters', async () => {
    const jpeg = readFixture('comment.jpg');
    const lepton = compressSync(jpeg, { segments: 2 });
    const accepted: number[] = [];
    for (let offset = 0; offset < lepton.length; offset++) {
      const changed = withByte(lepton, offset, lepton[offset] ^ 0x11);
      try {
        verifySync(jpeg, changed);
        accepted.push(offset);
      } catch (error) {
        if (!(error instanceof LeptonError)) throw error;
        expect(error.code).not.toBe('INTERNAL_ERROR');
      }
    }
    // What may be anything: the kind among the known ones, the number of segments that the table tells again, zeros,
    // and the writer's mark with the size of the header; and the last bytes of a coded segment, which are padding.
    const free = accepted.filter((offset) => offset < 28);
    for (const offset of free) expect(offset >= 4 && offset < 20).toBe(true);
    expect(accepted.length - free.length).toBeLessThan(16);
    await expect(verify(jpeg, withByte(lepton, 0, 0))).rejects.toMatchObject({ code: 'NOT_A_LEPTON_FILE' });
  });
});
