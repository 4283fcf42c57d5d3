/** Counts outcomes by family and remembers what took longest. */
export class CountTable {
  private readonly rows = new Map<string, Map<string, number>>();
  private slowest: { milliseconds: number; what: string } | null = null;

  /** @param title what the first column lists */
  constructor(private readonly title: string) {}

  /** Counts one outcome of a family. */
  count(family: string, outcome: string): void {
    const row = this.rows.get(family) ?? new Map<string, number>();
    row.set(outcome, (row.get(outcome) ?? 0) + 1);
    this.rows.set(family, row);
  }

  /** Number of outcomes of this kind in a family; of all kinds if none is given. */
  total(family: string, outcome?: string): number {
    const row = this.rows.get(family) ?? new Map<string, number>();
    return outcome === undefined ? [...row.values()].reduce((sum, n) => sum + n, 0) : (row.get(outcome) ?? 0);
  }

  /** Runs something and remembers how long it took if that was longest. Returns milliseconds. */
  time(what: string, run: () => void): number {
    const start = performance.now();
    run();
    const milliseconds = performance.now() - start;
    if (milliseconds > (this.slowest?.milliseconds ?? 0)) this.slowest = { milliseconds, what };
    return milliseconds;
  }

  /** The table as text: a line per family, a column per outcome, and the slowest at the end. */
  toString(): string {
    const outcomes = [...new Set([...this.rows.values()].flatMap((row) => [...row.keys()]))].sort();
    const lines = [[this.title, 'files', ...outcomes]];
    for (const [family, row] of this.rows) {
      lines.push([family, `${this.total(family)}`, ...outcomes.map((outcome) => `${row.get(outcome) ?? ''}`)]);
    }
    const sums = outcomes.map((outcome) =>
      [...this.rows.keys()].reduce((sum, name) => sum + this.total(name, outcome), 0),
    );
    lines.push(['all', `${sums.reduce((sum, n) => sum + n, 0)}`, ...sums.map(String)]);
    const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const text = lines.map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
    );
    if (this.slowest !== null) text.push(`slowest: ${this.slowest.milliseconds.toFixed(0)} ms, ${this.slowest.what}`);
    return text.join('\n');
  }
}
