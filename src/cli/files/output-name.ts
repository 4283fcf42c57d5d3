/** How the name of an output is derived from that of its input. */

import { basename, join } from 'node:path';

/** The name endings under which JPEG files go. */
const JPEG_SUFFIX = /(?<=.)\.(?:jpg|jpeg|jpe|jfif)$/i;
const LEPTON_SUFFIX = /(?<=.)\.lep$/i;

/** Makes the name of an output of the name of an input, both without a folder. */
export type Rename = (name: string) => string;

/**
 * `photo.jpg` -> `photo.lep`. A name without a JPEG ending keeps all of itself: `photo` -> `photo.lep`.
 *
 * @param name a file name without its folder.
 */
export const leptonName: Rename = (name) => `${name.replace(JPEG_SUFFIX, '')}.lep`;

/**
 * `photo.lep` -> `photo.jpg`. A name without `.lep` keeps all of itself: `photo` -> `photo.jpg`.
 *
 * @param name a file name without its folder.
 */
export const jpegName: Rename = (name) => `${name.replace(LEPTON_SUFFIX, '')}.jpg`;

/**
 * The derived path of an output.
 *
 * @param input path of the input.
 * @param rename what becomes of the name.
 * @param folder folder of the output; default: the folder of the input.
 */
export function deriveOutputPath(input: string, rename: Rename, folder?: string): string {
  const name = basename(input);
  if (folder !== undefined) return join(folder, rename(name));
  // Cut by hand: `dirname` and `join` would also tidy up the folder, and the summary should show it as it was given.
  const start = input.lastIndexOf(name);
  return input.slice(0, start) + rename(name);
}
