/** Lets V8 notice that the chunks of a stream are dead. */

/** Bytes of chunks for which one array is made. */
const CHUNK_BYTES = 65536;

/** Length of the array, of which V8 needs 8 bytes each; enough to fill its heap of young objects every few dozen chunks. */
const LENGTH = 6144;

/**
 * Fills the heap of young objects as chunks go by. V8 only looks for dead ones when that heap is full, to which the bytes
 * of typed arrays do not count, or when 32 MiB of them have come together: without this, most of what a long stream
 * needs at its peak would be dead chunks. Runtimes that count in another way lose microseconds.
 */
export class GcPressure {
  protected array: unknown = null;
  private bytes = 0;

  /** Counts bytes of chunks. */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes < CHUNK_BYTES) return;
    this.bytes = 0;
    this.array = new Array(LENGTH);
  }

  /** Lets go of the array, so that it does not itself outlive the collection that it brings about. */
  drop(): void {
    this.array = null;
  }
}
