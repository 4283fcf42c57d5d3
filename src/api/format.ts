/** What the first bytes of a file tell. */

import type { LeptonInfo } from '../codec/inspect.js';
import { isLeptonFile, kindOf } from '../container/lepton-reader.js';
import { SOI } from '../jpeg/markers.js';
import type { inspect } from './whole-files.js';

/**
 * Tells JPEGs and Lepton files apart by their first two bytes: FF D8, the marker SOI of ITU T.81 section B.1.1.3, or CF 84.
 *
 * @param bytes - the beginning of a file, or all of it
 * @returns null for everything else, and for less than two bytes
 */
export function formatOf(bytes: Uint8Array): 'jpeg' | 'lepton' | null {
  if (isLeptonFile(bytes)) return 'lepton';
  return bytes[0] === 0xff && bytes[1] === SOI ? 'jpeg' : null;
}

/**
 * Tells what the first four bytes of a Lepton file say. {@link inspect} needs all of the file, and tells more.
 *
 * @param bytes - the beginning of a file, or all of it
 * @returns the version byte, and the kind of data that the file holds; null for what does not begin as a Lepton file does
 */
export function peekLepton(bytes: Uint8Array): Pick<LeptonInfo, 'version' | 'kind'> | null {
  const [, , version, letter] = bytes;
  if (!isLeptonFile(bytes) || version === undefined || letter === undefined) return null;
  const kind = kindOf(letter);
  return kind === null ? null : { version, kind };
}
