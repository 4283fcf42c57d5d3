import type { BuiltLibrary } from '../helpers/built-library.js';
import { type Attempt, attempt, describeAttempt, isSame, JPEG_REFUSALS } from './attempt.js';

/** What the codec made of a variant, and everything that was wrong about it. */
export interface JpegVerdict {
  /** `restored`, or the code of the refusal. */
  readonly plain: string;
  /** With `extended`, what the plain form refused: `extended`, or the code. Null if that was not needed. */
  readonly extended: string | null;
  readonly faults: readonly string[];
}

/**
 * Compresses any bytes in all ways and holds each against what must be: without the safety net of verification a file
 * is restored exactly or refused for a reason of its own; with it the same happens; `extended` and `any` change nothing
 * about what the plain form takes; `any` takes everything.
 */
export function checkJpeg(library: BuiltLibrary, jpeg: Uint8Array): JpegVerdict {
  const faults: string[] = [];
  const compress = (options: Parameters<BuiltLibrary['compressSync']>[1]): Attempt =>
    attempt(library, () => library.compressSync(jpeg, options));
  const restores = (result: Attempt): boolean => {
    if (!('bytes' in result)) return false;
    const restored = attempt(library, () => library.decompressSync(result.bytes));
    return 'bytes' in restored && isSame(restored.bytes, jpeg);
  };
  const judge = (result: Attempt, what: string, success: string): string => {
    if ('bytes' in result) {
      if (restores(result)) return success;
      faults.push(`${what}: only verification catches it`);
      return 'WRONG';
    }
    if ('code' in result && JPEG_REFUSALS.includes(result.code)) return result.code;
    faults.push(`${what}: ${describeAttempt(result)}`);
    return 'code' in result ? result.code : 'CRASH';
  };

  const unverified = compress({ verify: false });
  const plain = judge(unverified, 'without options', 'restored');
  const verified = compress({});
  if ('bytes' in unverified && 'bytes' in verified) {
    if (!isSame(unverified.bytes, verified.bytes)) faults.push('verification changes the result');
    const everything = compress({ verify: false, extended: true, any: true });
    if (!('bytes' in everything) || !isSame(everything.bytes, verified.bytes)) {
      faults.push(`with extended and any, though not needed: ${describeAttempt(everything)}`);
    }
    return { plain, extended: null, faults };
  }
  if (!('code' in verified) || ('code' in unverified && unverified.code !== verified.code)) {
    faults.push(`verified: ${describeAttempt(verified)}, not verified: ${describeAttempt(unverified)}`);
  }
  const extended = judge(compress({ verify: false, extended: true }), 'with extended', 'extended');
  const any = compress({ any: true });
  if (!restores(any)) faults.push(`with any: ${describeAttempt(any)}`);
  return { plain, extended, faults };
}
