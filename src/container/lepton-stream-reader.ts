/** Takes Lepton files apart while their bytes arrive (format sections 1 and 2). */

import { ByteWriter } from '../bytes/byte-writer.js';
import { LeptonError } from '../errors.js';
import { runToEnd } from '../work/steps.js';
import {
  FIXED_HEADER_BYTES,
  type LeptonFile,
  MAGIC_0,
  MAGIC_1,
  ORDERED_MARK,
  ORDERED_MARK_OFFSET,
} from './lepton-file.js';
import {
  assembleFile,
  END_MARK_VERSION,
  headerLimit,
  MAX_FILES,
  notLepton,
  type ReadOptions,
  readHead,
  readHeadItems,
  TRAILER_BYTES,
} from './lepton-reader.js';
import { END_MARK, impossibleHead, readPacketHead } from './packets.js';
import { SegmentQueues } from './segment-queues.js';

/** Bytes of "CMP" behind the header. */
const CODED_MARK_BYTES = 3;

const END_MARK_BYTES = 3;

/** Most bytes of a packet that are read at once, so that no more of them are in the queues than their reader asked for. */
const READ_BYTES = 16384;

/**
 * Reader of one Lepton file out of a stream, or of several that stand one behind the other. It looks at no more of its
 * input than it is asked to: `advance` is called until what is wanted is there.
 */
export class LeptonStreamReader {
  /** The current file without its coded segments; null until its header is complete. */
  file: LeptonFile | null = null;
  /** Coded bytes of the current file that have arrived. */
  queues = new SegmentQueues(0, false, 0);
  /** Whether the current file has come to its end and was found complete. */
  isFileEnded = false;
  private head = new ByteWriter(256);
  private input: Uint8Array = new Uint8Array(0);
  private position = 0;
  private hasInputEnded = false;
  /** Bytes of the current file in front of `input`. */
  private offset = 0;
  /** The segment and the bytes still missing of the packet that is being read. */
  private packetSegment = 0;
  private packetRest = 0;
  private continuation: Uint8Array | null = null;
  private files = 1;
  /** What `advanceAhead` came upon. */
  private failure: { readonly error: unknown } | null = null;

  constructor(private readonly options: ReadOptions) {}

  /** Adds input; `advance` must have returned false since the last time. */
  push(bytes: Uint8Array): void {
    const rest = this.input.subarray(this.position);
    this.offset += this.position;
    this.position = 0;
    if (rest.length === 0) {
      this.input = bytes;
      return;
    }
    this.input = new Uint8Array(rest.length + bytes.length);
    this.input.set(rest);
    this.input.set(bytes, rest.length);
  }

  /** Says that there is no more input. */
  end(): void {
    this.hasInputEnded = true;
  }

  /**
   * Reads a little of the input: the header, or a part of a packet.
   *
   * @returns false if nothing can be read without more input
   * @throws LeptonError as `readLeptonFiles`; SHORT_READ if the input has ended too early
   */
  advance(): boolean {
    if (this.failure !== null) throw this.failure.error;
    if (this.isFileEnded) return false;
    if (this.file === null) return this.readHeader();
    if (this.packetRest > 0) return this.readPayload();
    return this.readPacketStart(this.file);
  }

  /** The same ahead of time: an error is kept until `advance` is called. */
  advanceAhead(): boolean {
    if (!this.canAdvance) return false;
    try {
      return this.advance();
    } catch (error) {
      this.failure = { error };
      return false;
    }
  }

  /** Whether there is anything left to read of the current file, as far as it is known. */
  get canAdvance(): boolean {
    return this.failure === null && !this.isFileEnded;
  }

  /**
   * Goes on to the file behind the current one, which has ended.
   *
   * @returns false if there is none; null if nobody knows without more input
   */
  startNextFile(): boolean | null {
    if (this.position === this.input.length) {
      if (!this.hasInputEnded) return null;
      if (this.continuation === null) return false;
      throw damaged('The Lepton file announces another one that is not there.');
    }
    if (this.files++ === MAX_FILES) throw damaged(`There are more than ${MAX_FILES} Lepton files in one.`);
    this.file = null;
    this.isFileEnded = false;
    this.head = new ByteWriter(256);
    this.offset = -this.position;
    return true;
  }

  private readHeader(): boolean {
    const { head } = this;
    const size = this.headSize();
    const wanted = this.input.subarray(this.position, this.position + size - head.size);
    head.append(wanted);
    this.position += wanted.length;
    if (head.size < size) {
      if (this.hasInputEnded) throw this.headerMissing();
      return false;
    }
    if (this.headSize() > size) return true;
    const { limit, padding } = this.options;
    const parts = runToEnd(readHead(head.finish(), 0, this.options, this.continuation));
    const items = readHeadItems(parts);
    this.continuation = items.continuation;
    this.file = assembleFile(parts, items, [], 0);
    const isOrdered = ORDERED_MARK.every((byte, index) => parts.revision[ORDERED_MARK_OFFSET + index] === byte);
    this.queues = new SegmentQueues(items.segments.length, isOrdered, Math.max(0, limit - 2 * padding));
    return true;
  }

  /** Bytes in front of the packets, as far as it is known. */
  private headSize(): number {
    const { head } = this;
    const bytes = head.finish();
    if (head.size >= 2 && (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)) throw this.wrongStart();
    if (head.size < FIXED_HEADER_BYTES) return FIXED_HEADER_BYTES;
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(FIXED_HEADER_BYTES - 4, true);
    if (size > headerLimit(this.options.limit)) {
      throw new LeptonError('LIMIT_EXCEEDED', `The header of the Lepton file has ${size} bytes: more than the limit.`);
    }
    return FIXED_HEADER_BYTES + size + CODED_MARK_BYTES;
  }

  private headerMissing(): LeptonError {
    const { size } = this.head;
    if (size < 2) return this.wrongStart();
    return new LeptonError('SHORT_READ', `The Lepton file ends in its header, at byte ${size}.`);
  }

  private wrongStart(): LeptonError {
    if (this.files === 1) return notLepton(this.head.finish());
    return damaged('Behind the Lepton file stands something that is no other one.');
  }

  private readPayload(): boolean {
    const count = Math.min(this.packetRest, this.readableBytes(), READ_BYTES);
    if (count <= 0) return this.waitForInput();
    this.queues.append(this.packetSegment, this.input.subarray(this.position, this.position + count));
    this.position += count;
    this.packetRest -= count;
    return true;
  }

  private readPacketStart(file: LeptonFile): boolean {
    const { input, position } = this;
    const readable = this.readableBytes();
    if (file.version === END_MARK_VERSION && readable > 0 && input[position] === END_MARK) {
      if (readable < END_MARK_BYTES + TRAILER_BYTES) return this.waitForInput();
      if (input[position + 1] !== 0xfe || input[position + 2] !== 0xff) throw impossibleHead(END_MARK, this.here);
      this.position += END_MARK_BYTES;
      this.readTrailer();
      return true;
    }
    if (readable <= 0) {
      if (file.version === END_MARK_VERSION || !this.hasInputEnded || readable < 0) return this.waitForInput();
      this.readTrailer();
      return true;
    }
    const head = readPacketHead(input, position, position + readable, file.items.segments.length, this.here);
    if (head === null) return this.waitForInput();
    this.position += head.headLength;
    this.packetSegment = head.segment;
    this.packetRest = head.length;
    this.queues.startPacket(head.segment, this.here);
    return true;
  }

  /** Bytes that are sure not to be the size at the end. */
  private readableBytes(): number {
    const reserved = this.file?.version === END_MARK_VERSION ? 0 : TRAILER_BYTES;
    return this.input.length - this.position - reserved;
  }

  private readTrailer(): void {
    const { input, position } = this;
    const size = new DataView(input.buffer, input.byteOffset + position).getUint32(0, true);
    this.position += TRAILER_BYTES;
    if (size !== this.here) {
      throw damaged(`The Lepton file ends with the size ${size} but has ${this.here} bytes: it is cut off or damaged.`);
    }
    this.isFileEnded = true;
    this.queues.completeAll();
  }

  private waitForInput(): boolean {
    if (!this.hasInputEnded) {
      // The few bytes that are left must not keep the chunk that they came with.
      this.push(new Uint8Array(0));
      return false;
    }
    throw new LeptonError('SHORT_READ', `The Lepton file is cut off at byte ${this.offset + this.input.length}.`);
  }

  /** Offset in the current file. */
  private get here(): number {
    return this.offset + this.position;
  }
}

function damaged(message: string): LeptonError {
  return new LeptonError('DAMAGED_LEPTON_FILE', message);
}
