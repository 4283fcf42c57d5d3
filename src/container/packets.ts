/** Packets: the coded bytes of the segments, interleaved (format section 2). */

import type { ByteWriter } from '../bytes/byte-writer.js';
import { LeptonError } from '../errors.js';
import type { Steps } from '../work/steps.js';
import type { CodedSegment } from './lepton-file.js';

/** Bytes that are copied in one step. */
const STEP_BYTES = 1024 * 1024;

/** Payload of packets with f = 1, 2, 3. */
const FIXED_LENGTHS = [0, 4096, 16384, 65536];

/** First byte of the end mark of version 2. */
export const END_MARK = 0xff;

interface Packet {
  readonly segment: number;
  readonly start: number;
  readonly length: number;
}

/** Where the packets end and what they hold. */
export interface Packets {
  readonly segments: CodedSegment[];
  /** Offset behind the last packet, or behind the end mark. */
  readonly end: number;
}

/**
 * Takes the packets of `bytes[start, end)` apart.
 *
 * @param segmentCount number of entries in the segment table
 * @param hasEndMark whether an end mark ends the packets (version 2); otherwise they run up to `end`
 * @param padding zero bytes to leave behind the bytes of each segment
 * @throws LeptonError DAMAGED_LEPTON_FILE for impossible heads, SHORT_READ for packets that are cut off
 */
export function* readPackets(
  bytes: Uint8Array,
  start: number,
  end: number,
  segmentCount: number,
  hasEndMark: boolean,
  padding: number,
): Steps<Packets> {
  const packets: Packet[] = [];
  const lengths = new Array<number>(segmentCount).fill(0);
  let position = start;
  for (;;) {
    if (position >= end) {
      if (hasEndMark) throw cutOff(position);
      break;
    }
    const head = bytes[position]!;
    if (hasEndMark && head === END_MARK) {
      if (end - position < 3) throw cutOff(position);
      if (bytes[position + 1] !== 0xfe || bytes[position + 2] !== 0xff) throw impossibleHead(head, position);
      position += 3;
      break;
    }
    const found = readPacketHead(bytes, position, end, segmentCount, position);
    if (found === null) throw cutOff(position);
    const { segment, headLength, length } = found;
    position += headLength;
    if (length > end - position) throw cutOff(position);
    packets.push({ segment, start: position, length });
    lengths[segment] = lengths[segment]! + length;
    position += length;
  }
  return { segments: yield* joinPackets(bytes, packets, lengths, padding), end: position };
}

/** The beginning of a packet. */
export interface PacketHead {
  readonly segment: number;
  readonly headLength: number;
  /** Bytes of the payload. */
  readonly length: number;
}

/**
 * Reads the head of a packet.
 *
 * @param offset where the packet stands in the file, for messages
 * @returns null if it does not end before `end`
 * @throws LeptonError DAMAGED_LEPTON_FILE
 */
export function readPacketHead(
  bytes: Uint8Array,
  position: number,
  end: number,
  segmentCount: number,
  offset: number,
): PacketHead | null {
  const head = bytes[position]!;
  const segment = head & 15;
  const form = (head >> 4) & 3;
  if (head >> 6 !== 0 || segment >= segmentCount) throw impossibleHead(head, offset);
  const headLength = form === 0 ? 3 : 1;
  if (end - position < headLength) return null;
  const length = form === 0 ? (bytes[position + 1]! | (bytes[position + 2]! << 8)) + 1 : FIXED_LENGTHS[form]!;
  return { segment, headLength, length };
}

function* joinPackets(
  bytes: Uint8Array,
  packets: readonly Packet[],
  lengths: readonly number[],
  padding: number,
): Steps<CodedSegment[]> {
  const segments = lengths.map((length) => ({ bytes: new Uint8Array(length + padding), length }));
  const filled = new Array<number>(lengths.length).fill(0);
  let untilStep = STEP_BYTES;
  for (const { segment, start, length } of packets) {
    untilStep -= length;
    if (untilStep < 0) {
      untilStep = STEP_BYTES;
      yield;
    }
    const target = segments[segment] as CodedSegment;
    target.bytes.set(bytes.subarray(start, start + length), filled[segment]!);
    filled[segment] = filled[segment]! + length;
  }
  return segments;
}

/** Most bytes of the first packet of each segment if there are several. */
const FIRST_PACKET_BYTES = 4096;

/** Largest payload of a packet. */
const MAX_PAYLOAD = 65536;

/**
 * Writes the segments so that a streaming reader can start all of them early, and needs to keep next to nothing if it
 * decodes one after the other: the beginning of each, then the rest of each (`ORDERED_MARK` promises this order).
 */
export function* writePackets(writer: ByteWriter, segments: readonly Uint8Array[]): Steps<void> {
  const first = segments.length === 1 ? MAX_PAYLOAD : FIRST_PACKET_BYTES;
  segments.forEach((segment, id) => {
    if (segment.length > 0) writePacket(writer, id, segment.subarray(0, first));
  });
  for (const [id, segment] of segments.entries()) {
    for (let from = first; from < segment.length; from += MAX_PAYLOAD) {
      writePacket(writer, id, segment.subarray(from, from + MAX_PAYLOAD));
      if ((from - first) % STEP_BYTES === 0) yield;
    }
  }
}

function writePacket(writer: ByteWriter, segment: number, payload: Uint8Array): void {
  const form = FIXED_LENGTHS.indexOf(payload.length);
  if (form > 0) {
    writer.uint8((form << 4) | segment);
  } else {
    writer.uint8(segment);
    writer.uint16(payload.length - 1);
  }
  writer.append(payload);
}

/** The error for a byte that no packet begins with. */
export function impossibleHead(head: number, position: number): LeptonError {
  const text = head.toString(16).padStart(2, '0').toUpperCase();
  return new LeptonError('DAMAGED_LEPTON_FILE', `The packet head ${text} at offset ${position} is impossible.`);
}

function cutOff(position: number): LeptonError {
  return new LeptonError('SHORT_READ', `The Lepton file is cut off in a packet at offset ${position}.`);
}
