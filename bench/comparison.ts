import type { ColdResult } from './cold.js';
import { COLD_COMPRESS, COLD_DECOMPRESS } from './cold.js';
import type { Row } from './measure.js';
import { table } from './table.js';
import { WARM_COMPRESS, WARM_DECOMPRESS, type WarmResult } from './warm.js';

/** Decompression and compression of one photograph, in units of zlib; null where it was not measured. */
export type Pair = readonly [decompress: number | null, compress: number | null];

/** One implementation. */
export interface ComparisonRow {
  readonly name: string;
  /** By file name. */
  readonly files: Readonly<Record<string, Pair>>;
}

/** Measured once, all on one machine, without verification; units of zlib make them comparable to others. */
const OTHERS: readonly ComparisonRow[] = [
  other('C++ tool, 1 thread, whole process', [7.6, 9.4], [7.0, 8.6], [9.7, 11.5]),
  other('the same compiled to WASM, whole Node.js process', [10.8, 12.7], [10.7, 12.7], [61, 58]),
  other('JavaScript experiment, warm', [6.5, 6.1], [6.2, 5.7], [7.3, 7.2]),
  other('JavaScript experiment, cold process', [9.1, 8.9], [9.6, 9.4], [60, 56]),
  other('Rust library (AVX), 1 thread, in process', [4.5, 4.2], [4.0, 3.7], [5.0, 4.7]),
];

function other(name: string, slrhills: Pair, iphone: Pair, android: Pair): ComparisonRow {
  return { name, files: { 'slrhills.jpg': slrhills, 'iphone.jpg': iphone, 'android.jpg': android } };
}

/** What was measured here beside what is known of other implementations; empty if the files are not those. */
export function compareWithOthers(
  warm: readonly WarmResult[] | undefined,
  cold: readonly ColdResult[] | undefined,
): ComparisonRow[] {
  const own = [
    ownRow('lepton-ts, warm', warm ?? [], WARM_DECOMPRESS, WARM_COMPRESS),
    ownRow('lepton-ts, cold, whole process', cold ?? [], COLD_DECOMPRESS, COLD_COMPRESS),
  ].filter(({ files }) => Object.keys(files).some((file) => file in OTHERS[0]!.files));
  return own.length === 0 ? [] : [...OTHERS, ...own];
}

function ownRow(
  name: string,
  results: readonly { readonly file: string; readonly rows: readonly Row[] }[],
  decompress: string,
  compress: string,
): ComparisonRow {
  const find = (rows: readonly Row[], task: string) => rows.find((row) => row.task === task)?.timesZlib ?? null;
  const pairs = results.map(({ file, rows }): [string, Pair] => [file, [find(rows, decompress), find(rows, compress)]]);
  return { name, files: Object.fromEntries(pairs) };
}

/** The comparison, for people; nothing if it is empty. */
export function comparisonTable(rows: readonly ComparisonRow[]): string {
  if (rows.length === 0) return '';
  const files = Object.keys(OTHERS[0]!.files);
  const cell = (pair: Pair | undefined) =>
    (pair ?? [null, null]).map((value) => (value === null ? '-' : value.toFixed(1))).join(' / ');
  const lines = rows.map(({ name, files: pairs }) => [`  ${name}`, ...files.map((file) => cell(pairs[file]))]);
  return `\n${table([['x zlib, decompress / compress (others: on another machine)', ...files], ...lines])}`;
}
