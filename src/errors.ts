/** Stable name of an error, a key of {@link ERROR_TABLE}. */
export type ErrorCode =
  | 'USAGE'
  | 'SHORT_READ'
  | 'FOUR_COMPONENTS'
  | 'COEFFICIENT_OUT_OF_RANGE'
  | 'STREAM_INCONSISTENT'
  | 'FILE_NOT_FOUND'
  | 'SAMPLING_BEYOND_TWO'
  | 'VERSION_UNSUPPORTED'
  | 'OS_ERROR'
  | 'ROUND_TRIP_FAILED'
  | 'UNSUPPORTED_JPEG'
  | 'ZERO_QUANTIZER'
  | 'NOT_A_JPEG'
  | 'NOT_A_LEPTON_FILE'
  | 'DAMAGED_JPEG'
  | 'NOT_REPRESENTABLE'
  | 'DAMAGED_LEPTON_FILE'
  | 'LIMIT_EXCEEDED'
  | 'INTERNAL_ERROR'
  | 'OUTPUT_EXISTS'
  | 'ABORTED';

/** What there is to know about an error. */
export interface ErrorDescription {
  /** Exit status of the command line tool. */
  readonly exitStatus: number;
  /** One sentence for people. */
  readonly meaning: string;
}

/**
 * The one table of everything that can go wrong: a stable name, the exit status of the command line tool, and one
 * sentence. Where the C++ tool has a number for the same thing it is used; numbers from 64 on are our own.
 */
export const ERROR_TABLE: Readonly<Record<ErrorCode, ErrorDescription>> = {
  USAGE: { exitStatus: 2, meaning: 'The command line or an option of the library call is wrong.' },
  SHORT_READ: { exitStatus: 3, meaning: 'The Lepton file ends before everything it announces.' },
  FOUR_COMPONENTS: { exitStatus: 4, meaning: 'The JPEG has four components (CMYK), which the format cannot hold.' },
  COEFFICIENT_OUT_OF_RANGE: { exitStatus: 6, meaning: 'A coefficient is larger than the format can hold.' },
  STREAM_INCONSISTENT: { exitStatus: 7, meaning: 'The coded segments of the Lepton file contradict themselves.' },
  FILE_NOT_FOUND: { exitStatus: 9, meaning: 'The input file does not exist.' },
  SAMPLING_BEYOND_TWO: { exitStatus: 10, meaning: 'A sampling factor is above two.' },
  VERSION_UNSUPPORTED: { exitStatus: 13, meaning: 'The Lepton file has a version that cannot be read.' },
  OS_ERROR: { exitStatus: 33, meaning: 'The operating system refused to read or write.' },
  ROUND_TRIP_FAILED: { exitStatus: 41, meaning: 'The Lepton file does not restore the exact bytes of the JPEG.' },
  UNSUPPORTED_JPEG: { exitStatus: 42, meaning: 'The JPEG uses a process of the standard that is not supported.' },
  ZERO_QUANTIZER: { exitStatus: 43, meaning: 'A quantization table holds a zero where the model divides by it.' },
  NOT_A_JPEG: { exitStatus: 64, meaning: 'The input is not a JPEG file.' },
  NOT_A_LEPTON_FILE: { exitStatus: 65, meaning: 'The input is not a Lepton file.' },
  DAMAGED_JPEG: { exitStatus: 66, meaning: 'The JPEG breaks the rules of the standard, or ends early.' },
  NOT_REPRESENTABLE: {
    exitStatus: 67,
    meaning: 'The JPEG is decodable, but the format cannot restore its exact bytes.',
  },
  DAMAGED_LEPTON_FILE: { exitStatus: 68, meaning: 'The container of the Lepton file is damaged.' },
  LIMIT_EXCEEDED: { exitStatus: 69, meaning: 'The work needs more memory or time than the limit allows.' },
  INTERNAL_ERROR: { exitStatus: 70, meaning: 'A self-check of lepton-ts failed: please report it.' },
  OUTPUT_EXISTS: { exitStatus: 73, meaning: 'The output file exists already.' },
  ABORTED: { exitStatus: 74, meaning: 'The caller stopped the work.' },
};

/**
 * The only kind of error this project throws on purpose. `code` is stable and meant for programs; `message` is one
 * clear sentence for people, with the file offset or the marker where there is one.
 */
export class LeptonError extends Error {
  /** Stable name, a key of {@link ERROR_TABLE}. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LeptonError';
    this.code = code;
  }

  /** Exit status of the command line tool for this error, 2..74. */
  get exitStatus(): number {
    return ERROR_TABLE[this.code].exitStatus;
  }
}

/**
 * Makes a `LeptonError` of anything that was thrown. What the runtime throws keeps its own error as the cause.
 *
 * @param error a LeptonError, which comes back as it is, or anything else
 */
export function toLeptonError(error: unknown): LeptonError {
  if (error instanceof LeptonError) return error;
  if (isOutOfMemory(error)) {
    return new LeptonError('LIMIT_EXCEEDED', 'The machine does not have the memory that this needs.', { cause: error });
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isAccessDenied(error)) {
    return new LeptonError('OS_ERROR', `The runtime does not permit it: ${text}`, { cause: error });
  }
  return new LeptonError('INTERNAL_ERROR', `This is a bug, please report it with the input file: ${text}`, {
    cause: error,
  });
}

/** Engines name it in different ways; it is a RangeError for arrays that are too large as well. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    /allocation (failed|size)|out of memory|invalid (typed )?array (buffer )?length/i.test(error.message)
  );
}

/** What Node's permission model throws. */
function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
}
