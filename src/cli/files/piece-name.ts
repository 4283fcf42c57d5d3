/** Names of the Lepton files of the pieces of a JPEG. */

import { basename } from 'node:path';
import { LeptonError } from '../../errors.js';

/** `in.jpg.00012.lep`: the name of the JPEG and the number of the piece. */
const PIECE_NAME = /^(.+)\.(\d{5,})\.lep$/i;

/**
 * The name of the Lepton file of a piece: `in.jpg` -> `in.jpg.00000.lep`, `in.jpg.00001.lep`, and so on.
 *
 * @param name the JPEG's file name without its folder.
 * @param index number of the piece, from 0 on.
 */
export function pieceName(name: string, index: number): string {
  return `${name}.${String(index).padStart(5, '0')}.lep`;
}

/**
 * Puts the files of pieces in order.
 *
 * @param paths paths of all pieces of one JPEG, in any order.
 * @returns the same paths by number.
 * @throws LeptonError `USAGE` for a name without a number, pieces of different JPEGs, missing and doubled numbers.
 */
export function orderPieces(paths: readonly string[]): string[] {
  const pathOf = new Map<number, string>();
  let jpegName: string | undefined;
  for (const path of paths) {
    const [, name, digits] = PIECE_NAME.exec(basename(path)) ?? [];
    if (name === undefined) {
      throw new LeptonError('USAGE', `${path} is not the name of a piece, such as photo.jpg.00000.lep.`);
    }
    jpegName ??= name;
    if (name !== jpegName) throw new LeptonError('USAGE', `${path} is not a piece of ${jpegName}.`);
    const index = Number(digits);
    const other = pathOf.get(index);
    if (other !== undefined) throw new LeptonError('USAGE', `${other} and ${path} are both piece ${index}.`);
    pathOf.set(index, path);
  }
  return Array.from(paths, (_, index) => {
    const path = pathOf.get(index);
    if (path === undefined) throw new LeptonError('USAGE', `Piece ${index} of ${jpegName} is missing.`);
    return path;
  });
}
