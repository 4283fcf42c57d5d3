/** JPEG -> Lepton file: the pipeline. */
import { MAX_COMPATIBLE_BYTES } from '../../container/lepton-file.js';
import { type ErrorCode, LeptonError } from '../../errors.js';
import type { CoefficientPlane } from '../../jpeg/coefficient-plane.js';
import type { Call } from '../../work/call.js';
import type { Work } from '../../work/steps.js';
import { EXTENDED_RULES, initialState } from '../header-rules.js';
import { type JpegHeader, readJpegHeader } from '../jpeg-header.js';
import { asOneJob, onItsOwn } from '../one-job.js';
import { checkFrame, isSingleScan } from '../representable.js';
import { verify } from '../verify.js';
import { readExtendedImage } from './extended.js';
import { readMultiScanImage } from './multi-scan-image.js';
import { compressSingleScan, singleScanHelpers } from './single-scan.js';
import { storeBytes } from './stored.js';
import { codeWholeImage, wholeImageHelpers } from './whole-image.js';

/** What compression depends on, apart from what every call may use. */
export interface CompressSettings {
  /** Number of segments, 1..8; default: by size of the scan. */
  readonly segments?: number;
  /** Whether a file that only lepton-ts reads may be written. */
  readonly extended?: boolean;
  /** Whether what cannot be compressed may be stored as it is. */
  readonly any?: boolean;
}

/** A whole JPEG to compress on another thread. */
export interface CompressData {
  readonly kind: 'compress';
  readonly jpeg: Uint8Array;
  readonly settings: CompressSettings;
  readonly memoryLimit: number;
  /** Milliseconds that are left. */
  readonly timeLimit: number;
  readonly verify: boolean;
}

/** A way to write a JPEG, which verifies what it wrote if the call wants it. */
type Way = (jpeg: Uint8Array, settings: CompressSettings, call: Call) => Work<Uint8Array>;

/**
 * Compresses a JPEG in the first way that does not refuse it.
 *
 * @throws LeptonError as `compressSync`: of several refusals that of the first way, which everybody would like best
 */
export function* compress(jpeg: Uint8Array, settings: CompressSettings, call: Call): Work<Uint8Array> {
  const here = () => compressInSomeWay(jpeg, settings, call);
  if (!call.isSmall(jpeg.length)) return yield* here();
  return yield* asOneJob(here, (): CompressData => {
    const { memoryLimit, timeLeft, verify } = call;
    return { kind: 'compress', jpeg: onItsOwn(jpeg), settings, memoryLimit, timeLimit: timeLeft, verify };
  });
}

function* compressInSomeWay(jpeg: Uint8Array, settings: CompressSettings, call: Call): Work<Uint8Array> {
  let refusal: LeptonError | null = null;
  for (const way of waysFor(settings)) {
    try {
      return yield* way(jpeg, settings, call);
    } catch (error) {
      const reason = asRefusal(error);
      // What cannot even be stored is told with the reason for that.
      if (refusal === null || way === store) refusal = reason;
    }
  }
  throw refusal;
}

function waysFor({ extended = false, any = false }: CompressSettings): Way[] {
  return [compressPlain, ...(extended ? [compressExtended] : []), ...(any ? [store] : [])];
}

/** Errors that no other way of writing can help against. */
const FINAL_ERRORS: ReadonlySet<ErrorCode> = new Set(['USAGE', 'INTERNAL_ERROR', 'ABORTED']);

/** The error if another way of writing may help; else it is thrown again. */
export function asRefusal(error: unknown): LeptonError {
  if (!(error instanceof LeptonError) || FINAL_ERRORS.has(error.code)) throw error;
  // Our own limits have no cause: here a thread has run out of memory.
  if (error.code === 'LIMIT_EXCEEDED' && error.cause !== undefined) throw error;
  return error;
}

/** A file that every Lepton reader restores. */
function* compressPlain(jpeg: Uint8Array, { segments }: CompressSettings, call: Call): Work<Uint8Array> {
  const header = readPlainHeader(jpeg);
  const { frame, scan } = header;
  if (isSingleScan(frame, scan)) return yield* compressSingleScanAlike(jpeg, header, segments, call);
  const helpers = wholeImageHelpers(jpeg, frame, segments, call);
  const image = yield* readMultiScanImage(jpeg, header, { call, areShared: helpers > 0 });
  const lepton = yield* codeWholeImage(jpeg, image, null, segments, helpers);
  return yield* verified(jpeg, lepton, call, image.planes);
}

/** The header of a JPEG that a file for every Lepton reader may hold. */
export function readPlainHeader(jpeg: Uint8Array): JpegHeader {
  const header = readJpegHeader(jpeg);
  checkFrame(header.frame);
  if (jpeg.length > MAX_COMPATIBLE_BYTES) {
    throw new LeptonError('NOT_REPRESENTABLE', `The JPEG has ${jpeg.length} bytes; Lepton readers end at 128 MiB.`);
  }
  return header;
}

/**
 * Refusals of which a JPEG may deserve several. Which of them comes first with the help of other threads is a matter of
 * chance, so the work is done again without, which always meets the same one first.
 */
const FAULTS_OF_JPEGS: ReadonlySet<ErrorCode> = new Set([
  'COEFFICIENT_OUT_OF_RANGE',
  'DAMAGED_JPEG',
  'NOT_REPRESENTABLE',
  'ZERO_QUANTIZER',
]);

/** Compresses a JPEG with one scan; what it is refused for does not depend on threads. */
function* compressSingleScanAlike(
  jpeg: Uint8Array,
  header: JpegHeader,
  segments: number | undefined,
  call: Call,
): Work<Uint8Array> {
  const helpers = singleScanHelpers(jpeg, header, call);
  if (helpers > 0) {
    try {
      return yield* compressSingleScan(jpeg, header, { segments, helpers }, call);
    } catch (error) {
      if (!(error instanceof LeptonError) || !FAULTS_OF_JPEGS.has(error.code)) throw error;
    }
  }
  return yield* compressSingleScan(jpeg, header, { segments, helpers: 0 }, call);
}

/** A file that only lepton-ts restores; refused if bytes must be kept as they are and it saves nothing. */
function* compressExtended(jpeg: Uint8Array, { segments }: CompressSettings, call: Call): Work<Uint8Array> {
  const header = readJpegHeader(jpeg, initialState(EXTENDED_RULES));
  const helpers = wholeImageHelpers(jpeg, header.frame, segments, call);
  const options = { call, areShared: helpers > 0 };
  const { image, extension, isPatched } = yield* readExtendedImage(jpeg, header, options);
  const lepton = yield* codeWholeImage(jpeg, image, extension, segments, helpers);
  if (isPatched && lepton.length >= jpeg.length) {
    throw new LeptonError('NOT_REPRESENTABLE', 'Too little of the JPEG can be decoded for an extended file.');
  }
  return yield* verified(jpeg, lepton, call, image.planes);
}

/** The bytes as they are, in a Lepton file. */
function* store(jpeg: Uint8Array, _settings: CompressSettings, call: Call): Work<Uint8Array> {
  return yield* verified(jpeg, yield* storeBytes(jpeg), call, null);
}

function* verified(
  jpeg: Uint8Array,
  lepton: Uint8Array,
  call: Call,
  spare: readonly CoefficientPlane[] | null,
): Work<Uint8Array> {
  if (call.verify) yield* verify(jpeg, lepton, {}, call, spare);
  return lepton;
}
