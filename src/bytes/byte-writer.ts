/** Collects bytes and little-endian numbers. */

import { runToEnd, type Steps } from '../work/steps.js';
import { copySteps } from './byte-steps.js';

/** A byte string that grows. */
export class ByteWriter {
  private bytes: Uint8Array;
  private length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  get size(): number {
    return this.length;
  }

  uint8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  uint16(value: number): void {
    this.uint8(value);
    this.uint8(value >>> 8);
  }

  uint32(value: number): void {
    this.uint16(value);
    this.uint16(value >>> 16);
  }

  /** ISO 8859-1 text. */
  text(value: string): void {
    for (let i = 0; i < value.length; i++) this.uint8(value.charCodeAt(i));
  }

  append(bytes: Uint8Array): void {
    runToEnd(this.appendSteps(bytes));
  }

  /** The steps of {@link append}; for many bytes the capacity should be there. */
  *appendSteps(bytes: Uint8Array): Steps<void> {
    this.reserve(bytes.length);
    yield* copySteps(this.bytes, bytes, this.length);
    this.length += bytes.length;
  }

  /** Everything written so far, without a copy. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.finish());
    this.bytes = larger;
  }
}
