/** A whole call as one job, so that another thread can do it. */
import { type Job, spreadOf, type Work } from '../work/steps.js';

/**
 * Does something as one job, which another thread may do where this one has other calls to do as well.
 *
 * @param makeData the same as plain data
 */
export function* asOneJob(here: () => Work<Uint8Array>, makeData: () => object): Work<Uint8Array> {
  let result: Uint8Array | null = null;
  const job: Job = {
    *here() {
      result = yield* here();
    },
    elsewhere: makeData,
    take(made) {
      result = made;
    },
  };
  yield spreadOf(0, [job], true);
  return result!;
}

/** The bytes with nothing around them: a view is sent to another thread with all that lies behind it. */
export function onItsOwn(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
