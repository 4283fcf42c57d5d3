/** A queue of bytes. */

/** Bytes of a block: small beside what is queued where it matters, and large beside the bookkeeping of a block. */
const BLOCK_BYTES = 16384;

/**
 * Bytes that wait, however small the portions in which they came. A queue that is emptied as fast as it is filled keeps
 * one block and allocates nothing.
 */
export class ByteQueue {
  private readonly blocks: Uint8Array[] = [];
  /** Offset of the next byte to read in the first block, and of the next one to write in the last. */
  private first = 0;
  private end = BLOCK_BYTES;
  private queued = 0;

  /** @param spare blocks that nobody uses; queues that share them need no more than they all have at a time */
  constructor(private readonly spare: Uint8Array[] = []) {}

  /** Number of bytes that wait. */
  get length(): number {
    return this.queued;
  }

  /** Adds a copy of the bytes. */
  append(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.end === BLOCK_BYTES) {
        this.blocks.push(this.spare.pop() ?? new Uint8Array(BLOCK_BYTES));
        this.end = 0;
      }
      const count = Math.min(bytes.length - from, BLOCK_BYTES - this.end);
      this.blocks.at(-1)!.set(bytes.subarray(from, from + count), this.end);
      this.end += count;
      from += count;
    }
    this.queued += bytes.length;
  }

  /**
   * Takes the next bytes out of the queue.
   *
   * @param target is filled from its beginning
   * @returns number of bytes taken: as many as there are, or as fit
   */
  read(target: Uint8Array): number {
    const wanted = Math.min(target.length, this.queued);
    for (let to = 0; to < wanted; ) {
      const block = this.blocks[0]!;
      const count = Math.min(wanted - to, BLOCK_BYTES - this.first);
      target.set(block.subarray(this.first, this.first + count), to);
      this.first += count;
      to += count;
      if (this.first < BLOCK_BYTES) continue;
      this.spare.push(this.blocks.shift()!);
      this.first = 0;
    }
    this.queued -= wanted;
    if (this.queued === 0) this.rewind();
    return wanted;
  }

  /** Lets an empty queue begin again at the front of the block that it has. */
  private rewind(): void {
    this.first = 0;
    this.end = this.blocks.length > 0 ? 0 : BLOCK_BYTES;
  }
}
