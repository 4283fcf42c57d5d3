/** End-of-band runs of progressive AC scans (ITU T.81 section G.1.2.2). */
import type { HuffmanTable } from './huffman-table.js';

/** Longest run that any code can tell. */
const MAX_RUN = 0x7fff;

/** Longest run that this table has a code for: an encoder that makes runs as long as possible cuts them there. */
export function longestEndOfBandRun(table: HuffmanTable): number {
  let longest = 0;
  for (let exponent = 0; exponent < 15; exponent++) {
    if (table.lengths[exponent << 4] !== 0) longest = exponent;
  }
  return Math.min(MAX_RUN, 2 ** (longest + 1) - 1);
}

/** Notes the places where an encoder ended a run of blocks although the next block would have continued it. */
export class RunBreaks {
  /** Numbers of the blocks of the scan, in its order and ascending, behind which a run was cut. */
  readonly blocks: number[] = [];
  private block = -1;
  private lengthOfEndedRun = 0;

  constructor(private readonly longestRun: number) {}

  /** A block begins. */
  begin(): void {
    this.block++;
  }

  /** The first thing in this block is a run: was the run before it, which ended with the block before, cut short? */
  startWithRun(): void {
    if (this.lengthOfEndedRun > 0 && this.lengthOfEndedRun < this.longestRun) this.blocks.push(this.block - 1);
  }

  /** This block ends a run of `length` blocks, or no run with 0. */
  end(length: number): void {
    this.lengthOfEndedRun = length;
  }

  /** An interval ends, which ends every run. */
  restart(): void {
    this.lengthOfEndedRun = 0;
  }
}
