/** Checks of the options of the API: each has a known name, a type and a range. */
import { LeptonError } from '../errors.js';

/** Tells whether a value is right, and in words what it must be. */
export interface OptionRule {
  isRight(value: unknown): boolean;
  readonly mustBe: string;
}

/** The rules for the options of one function. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

/** True or false. */
export const FLAG: OptionRule = { isRight: (value) => typeof value === 'boolean', mustBe: 'true or false' };

/** Any number above 0; infinity is no limit. */
export const POSITIVE: OptionRule = {
  isRight: (value) => typeof value === 'number' && value > 0,
  mustBe: 'a positive number',
};

export const FUNCTION: OptionRule = { isRight: (value) => typeof value === 'function', mustBe: 'a function' };

/** How much a side of a stream may keep (WHATWG Streams, QueuingStrategy). */
export const QUEUING_STRATEGY: OptionRule = {
  isRight: (value) => {
    if (!isObject(value)) return false;
    const { highWaterMark = 1, size } = value as { highWaterMark?: unknown; size?: unknown };
    return typeof highWaterMark === 'number' && highWaterMark >= 0 && (size === undefined || FUNCTION.isRight(size));
  },
  mustBe: 'a queuing strategy, whose highWaterMark is not negative',
};

/** An AbortSignal of any realm. */
export const SIGNAL: OptionRule = {
  isRight: (value) =>
    isObject(value) &&
    typeof (value as AbortSignal).aborted === 'boolean' &&
    typeof (value as AbortSignal).addEventListener === 'function',
  mustBe: 'an AbortSignal',
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A whole number of a range. */
export function wholeNumber(least: number, most: number): OptionRule {
  return {
    isRight: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    mustBe: `a whole number from ${least} to ${most}`,
  };
}

/** One of some words. */
export function oneOf(words: readonly string[]): OptionRule {
  return {
    isRight: (value) => words.includes(value as string),
    mustBe: words.join(', ').replace(/, ([^,]*)$/, ' or $1'),
  };
}

/**
 * Checks options. Those that are undefined count as not given.
 *
 * @param options what the caller gave
 * @param rules what may be given
 * @returns those that were given
 * @throws LeptonError USAGE
 */
export function checkOptions<Options extends object>(options: Options, rules: OptionRules): Options {
  if (typeof options !== 'object' || options === null) {
    throw new LeptonError('USAGE', `The options must be an object, not ${shown(options)}.`);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(rules, name));
  if (unknown !== undefined) {
    throw new LeptonError('USAGE', `There is no option ${shown(unknown)}; there are ${Object.keys(rules).join(', ')}.`);
  }
  const given: [string, unknown][] = [];
  for (const [name, rule] of Object.entries(rules)) {
    // Also what an object has from another one.
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined) continue;
    if (!rule.isRight(value)) {
      throw new LeptonError('USAGE', `The option ${name} must be ${rule.mustBe}, not ${shown(value)}.`);
    }
    given.push([name, value]);
  }
  return Object.fromEntries(given) as Options;
}

/**
 * Checks an input.
 *
 * @param name as in the middle of a sentence
 * @throws LeptonError USAGE for what are no bytes, or bytes that were given away
 */
export function checkBytes(bytes: Uint8Array, name: string): Uint8Array {
  if (!(bytes instanceof Uint8Array)) {
    const sentence = `${name} must be a Uint8Array, not ${shown(bytes)}.`;
    throw new LeptonError('USAGE', sentence.charAt(0).toUpperCase() + sentence.slice(1));
  }
  // A view of memory that was transferred has lost all of it; an empty one need not have any.
  if (bytes.byteOffset === 0 && bytes.length === 0 && isDetached(bytes.buffer)) {
    throw new LeptonError('USAGE', `The memory of ${name} was transferred to somebody else.`);
  }
  return bytes;
}

function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    // Neither Node 20 nor older browsers can be asked; a view of a detached buffer cannot be made.
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

const MOST_SHOWN = 40;

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'without a class'})`;
  if (typeof value === 'function') return 'a function';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}...`;
}
