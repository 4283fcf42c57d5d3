import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBuiltLibrary } from '../helpers/built-library.js';
import { JPEG_KINDS, type JpegKind, kindOf } from '../helpers/jpeg-kind.js';
import { type Row, readShared, readSharedTable, skipWithoutTable } from '../helpers/shared-files.js';

const { compressSync, LeptonError } = await loadBuiltLibrary();
const TABLES = { golden: 'golden/JPEG.tsv', corpus: 'corpus/CORPUS.tsv' };
skipWithoutTable(TABLES.golden);
skipWithoutTable(TABLES.corpus);

/** Columns of the table; the existing tools by the column of their exit status. */
const COLUMNS = ['C++ tool', 'Rust library', 'lepton-ts', '`--extended`', '`--any`'] as const;
type Column = (typeof COLUMNS)[number];

/** Files of one kind: how many each column takes, of how many it was tried with. */
type Counts = Record<Column, { taken: number; tried: number }>;

const files = Object.entries(TABLES).flatMap(([folder, table]) =>
  readSharedTable(table).map((row) => ({ row, jpeg: () => readShared(`${folder}/${row.file}`) })),
);

function isCompressed(jpeg: Uint8Array, options: { extended?: boolean; any?: boolean }): boolean {
  try {
    compressSync(jpeg, { ...options, verify: false });
    return true;
  } catch (error) {
    if (error instanceof LeptonError) return false;
    throw error;
  }
}

/** Whether each column takes a file; null if it was not tried. */
function takers(row: Row, jpeg: Uint8Array): Record<Column, boolean | null> {
  const isTaken = isCompressed(jpeg, {});
  return {
    'C++ tool': row.cpp_exit === '0',
    'Rust library': row.rust_exit === undefined ? null : row.rust_exit === '0',
    'lepton-ts': isTaken,
    '`--extended`': isTaken || isCompressed(jpeg, { extended: true }),
    '`--any`': isTaken || isCompressed(jpeg, { any: true }),
  };
}

function countAll(): Map<JpegKind | 'all', Counts> {
  const empty = (): Counts => Object.fromEntries(COLUMNS.map((column) => [column, { taken: 0, tried: 0 }])) as Counts;
  const table = new Map<JpegKind | 'all', Counts>([...JPEG_KINDS, 'all' as const].map((kind) => [kind, empty()]));
  for (const { row, jpeg } of files) {
    const bytes = jpeg();
    const taken = takers(row, bytes);
    for (const kind of [kindOf(bytes), 'all'] as const) {
      for (const column of COLUMNS) {
        const count = (table.get(kind) as Counts)[column];
        if (taken[column] === null) continue;
        count.tried++;
        if (taken[column]) count.taken++;
      }
    }
  }
  return table;
}

/** The table in Markdown: kinds that occur, the most usual ones first. */
function format(table: Map<JpegKind | 'all', Counts>): string[] {
  const lines = [`| kind of JPEG | files | ${COLUMNS.join(' | ')} |`, `|---|${'---:|'.repeat(COLUMNS.length + 1)}`];
  for (const kind of [...JPEG_KINDS].reverse().concat('all' as JpegKind)) {
    const counts = table.get(kind) as Counts;
    const { tried } = counts['C++ tool'];
    if (tried === 0) continue;
    const cells = COLUMNS.map((column) => {
      const count = counts[column];
      if (count.tried === 0) return '';
      return count.tried === tried ? `${count.taken}` : `${count.taken} of ${count.tried}`;
    });
    lines.push(`| ${kind} | ${tried} | ${cells.join(' | ')} |`);
  }
  return lines;
}

describe.runIf(files.length > 0)('what is accepted, by kind', () => {
  const table = countAll();
  const lines = format(table);
  console.log(lines.join('\n'));

  test('is never less than what the existing tools accept', () => {
    for (const [kind, counts] of table) {
      expect(counts['lepton-ts'].taken, kind).toBeGreaterThanOrEqual(counts['C++ tool'].taken);
      expect(counts['lepton-ts'].taken, kind).toBeGreaterThanOrEqual(counts['Rust library'].taken);
      expect(counts['`--any`'].taken, kind).toBe(counts['`--any`'].tried);
    }
  });

  test('stands in the README', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    for (const line of lines) expect(readme).toContain(line);
  });
});
