/** What can be done on another thread: plain data in, bytes out. */
import { Call, run, WITHOUT_LIMITS } from '../work/call.js';
import type { Work } from '../work/steps.js';
import { type DecompressData, decompress } from './decode/decompress.js';
import { type RestoreData, restoreFromData } from './decode/restore-segment.js';
import { type DecodeData, decodeSegment } from './decode/whole-image.js';
import { type CodeData, codeSegment } from './encode/code-rows.js';
import { type CompressData, compress } from './encode/compress.js';
import { type CheckData, checkSegment } from './encode/verify-segments.js';
import { type EncodeData, encodeSegment } from './encode/whole-image.js';

/** Any job as plain data. */
export type JobData = RestoreData | DecodeData | EncodeData | CodeData | CheckData | CompressData | DecompressData;

const NOTHING = new Uint8Array(0);

/** Does a job and returns its bytes; none for those that leave their result in shared planes or only check. */
export function doJob(data: JobData): Uint8Array {
  const { memoryLimit, timeLimit, verify } = { ...WITHOUT_LIMITS, ...data };
  const call = new Call({ ...WITHOUT_LIMITS, memoryLimit, timeLimit, verify });
  return run(workOf(data, call), call);
}

function* workOf(data: JobData, call: Call): Work<Uint8Array> {
  switch (data.kind) {
    case 'restore':
      return yield* restoreFromData(data);
    case 'decode':
      yield* decodeSegment(data);
      return NOTHING;
    case 'encode':
      return yield* encodeSegment(data);
    case 'code':
      return yield* codeSegment(data);
    case 'check':
      yield* checkSegment(data);
      return NOTHING;
    case 'compress':
      return yield* compress(data.jpeg, data.settings, call);
    case 'decompress':
      return yield* decompress(data.lepton, data.settings, call);
  }
}
