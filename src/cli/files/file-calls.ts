/** The calls of `node:fs` as promises. Not those of `node:fs/promises`, which takes a millisecond to load. */
import * as fs from 'node:fs';
import { promisify } from 'node:util';

export const open = promisify(fs.open);
export const read = promisify(fs.read);
export const writeFile = promisify(fs.writeFile);
export const fstat = promisify(fs.fstat);
export const fchmod = promisify(fs.fchmod);
export const fsync = promisify(fs.fsync);
export const close = promisify(fs.close);
export const stat = promisify(fs.stat);
export const lstat = promisify(fs.lstat);
export const realpath = promisify(fs.realpath.native);
export const mkdir = promisify(fs.mkdir);
