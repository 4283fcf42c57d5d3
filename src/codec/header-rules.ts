/** By which rules header segments are read. */
import type { Extension } from '../container/extension.js';
import { createHeaderState, type HeaderState } from '../jpeg/header.js';
import { standardHuffmanTables } from '../jpeg/standard-huffman-tables.js';

/** The part of an extension that is about header segments. */
export type HeaderRules = Pick<Extension, 'standardTables' | 'strayBytes'>;

/** Rules for files that every Lepton reader restores. */
export const PLAIN_RULES: HeaderRules = { standardTables: false, strayBytes: false };

/** Rules for extended files. */
export const EXTENDED_RULES: HeaderRules = { standardTables: true, strayBytes: true };

/** What is in force before the first header segment. */
export function initialState({ standardTables, strayBytes }: HeaderRules): HeaderState {
  return createHeaderState(strayBytes, standardTables ? standardHuffmanTables() : undefined);
}
