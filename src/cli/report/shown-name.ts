/** How files are called on the command line and in reports. */

/** The name that means standard input or standard output. */
export const STANDARD_STREAM = '-';

/**
 * The name of an input in a line for people.
 *
 * @param name a path, or `-`.
 */
export function shownName(name: string): string {
  return name === STANDARD_STREAM ? 'stdin' : withoutControls(name);
}

/**
 * A file may be called anything; what it is called must not move the cursor or start a new line.
 *
 * @param text a name, or a message that may hold one.
 */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
