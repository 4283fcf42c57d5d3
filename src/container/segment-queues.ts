/** Coded bytes of segments on their way from the packets of a stream to the decoders. */

import { ByteQueue } from '../bytes/byte-queue.js';
import { LeptonError } from '../errors.js';

/** A queue for each segment, all of which together hold no more than a limit. */
export class SegmentQueues {
  private readonly queues: ByteQueue[];
  private readonly packets: number[];
  private readonly complete: boolean[];
  private queuedBytes = 0;

  /**
   * @param isOrdered whether the packets come in the order that `ORDERED_MARK` promises
   * @param limit most bytes in all queues
   */
  constructor(
    count: number,
    private readonly isOrdered: boolean,
    private readonly limit: number,
  ) {
    const spare: Uint8Array[] = [];
    this.queues = Array.from({ length: count }, () => new ByteQueue(spare));
    this.packets = new Array<number>(count).fill(0);
    this.complete = new Array<boolean>(count).fill(false);
  }

  /** Bytes in all queues. */
  get length(): number {
    return this.queuedBytes;
  }

  /** Whether all bytes of a segment have arrived. */
  isComplete(segment: number): boolean {
    return this.complete[segment]!;
  }

  /** Bytes of a segment that have arrived and were not read yet. */
  bytesOf(segment: number): number {
    return this.queues[segment]!.length;
  }

  /**
   * Counts a packet that begins.
   *
   * @param offset where it begins in the file
   * @throws LeptonError DAMAGED_LEPTON_FILE if the order that was promised is broken
   */
  startPacket(segment: number, offset: number): void {
    if (this.complete[segment]!) {
      throw new LeptonError('DAMAGED_LEPTON_FILE', `The packet in front of offset ${offset} is out of order.`);
    }
    const before = this.packets[segment]!;
    this.packets[segment] = before + 1;
    // Behind the first packets of all segments they come one segment after the other.
    if (this.isOrdered && before > 0) this.complete.fill(true, 0, segment);
  }

  /** Says that there are no more packets. */
  completeAll(): void {
    this.complete.fill(true);
  }

  /** Adds bytes, of which it keeps a copy. @throws LeptonError LIMIT_EXCEEDED */
  append(segment: number, bytes: Uint8Array): void {
    this.queuedBytes += bytes.length;
    if (this.queuedBytes > this.limit) {
      throw new LeptonError(
        'LIMIT_EXCEEDED',
        `The packets of the Lepton file come in an order that needs more than ${this.limit} bytes of memory.`,
      );
    }
    this.queues[segment]!.append(bytes);
  }

  /**
   * Takes the next bytes of a segment out of its queue.
   *
   * @param target is filled from its beginning
   * @returns number of bytes taken: as many as there are, or as fit
   */
  read(segment: number, target: Uint8Array): number {
    const count = this.queues[segment]!.read(target);
    this.queuedBytes -= count;
    return count;
  }
}
