/** Reads little-endian numbers and byte strings from bytes that may be hostile. */
import { LeptonError } from '../errors.js';

/** A position in a byte string; every read is checked against its end. */
export class ByteReader {
  position: number;

  /**
   * @param end offset at which the readable bytes end
   * @param what name of the whole, for messages
   */
  constructor(
    readonly bytes: Uint8Array,
    position: number,
    readonly end: number,
    private readonly what: string,
  ) {
    this.position = position;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** @throws LeptonError SHORT_READ if fewer than `count` bytes are left */
  take(count: number): Uint8Array {
    if (count > this.remaining) {
      throw new LeptonError(
        'SHORT_READ',
        `The ${this.what} ends at byte ${this.end}, where ${count} bytes from byte ${this.position} on are announced.`,
      );
    }
    this.position += count;
    return this.bytes.subarray(this.position - count, this.position);
  }

  uint8(): number {
    return this.take(1)[0]!;
  }

  uint16(): number {
    const [low, high] = this.take(2) as unknown as [number, number];
    return low | (high << 8);
  }

  int16(): number {
    return (this.uint16() << 16) >> 16;
  }

  uint32(): number {
    const low = this.uint16();
    return low + this.uint16() * 0x10000;
  }

  /** `count` bytes as ISO 8859-1 text. */
  text(count: number): string {
    return String.fromCharCode(...this.take(count));
  }
}
