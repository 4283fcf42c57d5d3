/** The options of the API, and how a call is made of them. */

import type { DecompressSettings } from '../codec/decode/decompress.js';
import type { FlavorName } from '../codec/decode/flavors.js';
import type { CompressSettings } from '../codec/encode/compress.js';
import { MAX_SEGMENTS_WRITTEN } from '../container/lepton-file.js';
import { MAX_PIECE_SIZE, MIN_PIECE_SIZE, type PieceSettings } from '../pieces/pieces.js';
import type { StreamStrategies } from '../streams/byte-stream.js';
import { type BrotliDecompress, Call } from '../work/call.js';
import {
  checkOptions,
  FLAG,
  FUNCTION,
  type OptionRules,
  oneOf,
  POSITIVE,
  QUEUING_STRATEGY,
  SIGNAL,
  wholeNumber,
} from './option-rules.js';

/** Most threads that a call can ask for. */
export const MAX_THREADS = 64;

/** Names of the arithmetic flavors that {@link DecompressOptions.flavor} can force. */
export const FLAVOR_NAMES: readonly FlavorName[] = ['16', '32', 'mixed'];

/** Bytes that a call may need at most if its options do not say otherwise: 512 MiB. */
export const DEFAULT_MEMORY_LIMIT: number = 512 * 1024 * 1024;

/** Options of every function. */
export interface CallOptions {
  /** Bytes of memory that the call may need at most, above 0; default 512 MiB ({@link DEFAULT_MEMORY_LIMIT}). */
  readonly memoryLimit?: number;
  /**
   * Milliseconds that the call may take at most, above 0; default: no limit. It is looked at about once per row of the
   * picture. Beyond it the call fails with LIMIT_EXCEEDED.
   */
  readonly timeLimit?: number;
  /**
   * Most threads that the asynchronous form may use, 1 to 64, where the runtime has threads; default: the machine's
   * parallelism. The result is the same for every number. Where threads cannot be started, it uses none.
   */
  readonly threads?: number;
  /** Stops the call, which fails with ABORTED then. Synchronous forms cannot be stopped while they run. */
  readonly signal?: AbortSignal;
}

/** Options of `compress`. */
export interface CompressOptions extends CallOptions {
  /** Number of segments, 1 to 8; default: by size of the scan, as the C++ tool plans them. */
  readonly segments?: number;
  /** Decode the result and compare it with the input before returning it; default true. */
  readonly verify?: boolean;
  /**
   * Writes a file that only lepton-ts reads (version byte 0x45) where no Lepton file could hold the JPEG; default
   * false.
   */
  readonly extended?: boolean;
  /** Stores what cannot be compressed as it is, in a Lepton file of kind `Y`; default false. */
  readonly any?: boolean;
}

/** Options of `decompress`, `verify` and `inspect`. */
export interface DecompressOptions extends CallOptions {
  /** Forces an arithmetic flavor; by default it is found. */
  readonly flavor?: FlavorName;
  /** Decompresses Brotli, which headers of version 2 need; on Node it is there by default. */
  readonly brotliDecompress?: BrotliDecompress;
}

/** Options of `compressPieces`. `timeLimit` is for each piece, as the caller decides when the next one is made. */
export interface CompressPiecesOptions extends CallOptions {
  /** Bytes of the JPEG in each piece but the last, 1 KiB to 127 MiB; default 4 MiB ({@link DEFAULT_PIECE_SIZE}). */
  readonly pieceSize?: number;
  /** Number of segments of each piece, 1 to 8; default: by size of the piece, as the C++ tool plans them. */
  readonly segments?: number;
  /** Decode each piece and compare it with its bytes before yielding it; default true. */
  readonly verify?: boolean;
  /**
   * Cuts what is no sequential JPEG with a single scan into stored pieces instead of refusing it (progressive JPEGs
   * above all, which do not decode in parts); default false.
   */
  readonly any?: boolean;
}

/** Options of `createCompressStream`. */
export interface CompressStreamOptions extends CompressOptions, StreamStrategies {}

/** Options of `createDecompressStream`. */
export interface DecompressStreamOptions extends DecompressOptions, StreamStrategies {}

const CALL_RULES: OptionRules = {
  memoryLimit: POSITIVE,
  timeLimit: POSITIVE,
  threads: wholeNumber(1, MAX_THREADS),
  signal: SIGNAL,
};

const SEGMENTS = wholeNumber(1, MAX_SEGMENTS_WRITTEN);

/** What each function takes. */
export const RULES = {
  compress: { ...CALL_RULES, segments: SEGMENTS, verify: FLAG, extended: FLAG, any: FLAG },
  decompress: { ...CALL_RULES, flavor: oneOf(FLAVOR_NAMES), brotliDecompress: FUNCTION },
  compressPieces: {
    ...CALL_RULES,
    pieceSize: wholeNumber(MIN_PIECE_SIZE, MAX_PIECE_SIZE),
    segments: SEGMENTS,
    verify: FLAG,
    any: FLAG,
  },
  strategies: { writableStrategy: QUEUING_STRATEGY, readableStrategy: QUEUING_STRATEGY },
} as const satisfies Record<string, OptionRules>;

/** A call and the settings that are not for all calls. */
export interface OpenedCall<Settings> {
  readonly call: Call;
  readonly settings: Settings;
  /** Threads that were asked for; undefined for the usual number. */
  readonly threads: number | undefined;
}

/**
 * Makes the call of a function that compresses.
 *
 * @param brotli what the platform has
 * @throws LeptonError USAGE for unknown names, wrong types and values out of range
 */
export function openCompression<Options extends CompressOptions | CompressPiecesOptions>(
  options: Options,
  rules: OptionRules,
  brotli: BrotliDecompress | null,
): OpenedCall<CompressSettings & PieceSettings> {
  const { verify = true, ...others } = checkOptions<CompressOptions & CompressPiecesOptions>(options, rules);
  return open(others, verify, brotli);
}

/** Makes the call of a function that decompresses; see {@link openCompression}. */
export function openDecompression(
  options: DecompressOptions,
  rules: OptionRules,
  brotli: BrotliDecompress | null,
): OpenedCall<DecompressSettings> {
  const { brotliDecompress = brotli, ...others } = checkOptions(options, rules);
  return open(others, false, brotliDecompress);
}

function open<Options extends CallOptions & StreamStrategies>(
  options: Options,
  verify: boolean,
  brotli: BrotliDecompress | null,
) {
  const {
    memoryLimit = DEFAULT_MEMORY_LIMIT,
    timeLimit = Number.POSITIVE_INFINITY,
    signal = null,
    threads,
    // Only for the stream itself: a strategy may hold functions, which no thread can be sent.
    writableStrategy: _writable,
    readableStrategy: _readable,
    ...settings
  } = options;
  return { call: new Call({ memoryLimit, timeLimit, signal, verify, brotli }), settings, threads };
}
