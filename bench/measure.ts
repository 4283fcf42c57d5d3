import { deflateSync } from 'node:zlib';
import type { BuildSamples, BuildTask } from './both-builds.js';
import { median, medianRatio, type Samples, timeCall } from './rounds.js';

/** What was measured of one task. */
export interface Row {
  readonly task: string;
  /** Milliseconds. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Megabytes (10^6 bytes) of JPEG per second at the median; null where no JPEG is worked on. */
  readonly megabytesPerSecond: number | null;
  /** Median over the rounds of the time divided by that of zlib in the same round. */
  readonly timesZlib: number;
  /** Median over the rounds of the time divided by that with the other build in the same round; null without one. */
  readonly timesOtherBuild: number | null;
}

/** Name of the unit, in tables. */
export const ZLIB = 'zlib.deflateSync, level 9';

/**
 * The unit that makes figures of different machines comparable: `zlib.deflateSync` of the JPEG at level 9, which is run in
 * every round beside the rest.
 */
export function zlibTask(jpeg: Uint8Array): BuildTask {
  return { name: ZLIB, usesBuild: false, run: () => timeCall(() => deflateSync(jpeg, { level: 9 })) };
}

/**
 * What rounds have shown of one task.
 *
 * @param unit samples of zlib in the same rounds
 * @param jpegBytes bytes of JPEG that the task works on; null if on none
 */
export function summarize(samples: BuildSamples, unit: Samples, jpegBytes: number | null): Row {
  const { name, milliseconds } = samples;
  return {
    task: name,
    median: median(milliseconds),
    min: Math.min(...milliseconds),
    max: Math.max(...milliseconds),
    megabytesPerSecond: jpegBytes === null ? null : jpegBytes / 1000 / median(milliseconds),
    timesZlib: medianRatio(samples, unit),
    timesOtherBuild: timesOtherBuild(samples),
  };
}

/** Median over the rounds of the time divided by that with the other build in the same round; null without one. */
export function timesOtherBuild(samples: BuildSamples): number | null {
  return samples.other === null ? null : medianRatio(samples, samples.other);
}
