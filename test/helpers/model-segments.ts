/** Runs images through the encoder and the decoder of a segment. */
import { DECODER_PADDING } from '../../src/coder/range-decoder.js';
import { type CoefficientPlane, createPlane, firstBlockOfRow } from '../../src/jpeg/coefficient-plane.js';
import { type CodedExtent, wholeExtent } from '../../src/model/coded-extent.js';
import { FLAVOR_16, type Flavor } from '../../src/model/flavor.js';
import { SegmentDecoder } from '../../src/model/segment-decoder.js';
import { SegmentEncoder } from '../../src/model/segment-encoder.js';
import { blocksOf, planesOf, type RandomImage } from './random-image.js';

/** A range of MCU rows and which blocks of the image are coded. */
export interface SegmentSetting {
  readonly firstMcuRow?: number;
  readonly endMcuRow?: number;
  readonly extent?: CodedExtent;
  readonly flavor?: Flavor;
}

/** Coded bytes with the zeros behind them that the decoder asks for. */
export function withPadding(coded: Uint8Array): Uint8Array {
  const padded = new Uint8Array(coded.length + DECODER_PADDING);
  padded.set(coded);
  return padded;
}

export function startEncoder(image: RandomImage, setting: SegmentSetting = {}): SegmentEncoder {
  const { frame, quantization } = image;
  return new SegmentEncoder(frame, quantization, planesOf(image), setting.extent ?? wholeExtent(frame));
}

/** Encodes a segment from beginning to end. */
export function encodeSegment(image: RandomImage, setting: SegmentSetting = {}): Uint8Array {
  const encoder = startEncoder(image, setting);
  const { firstMcuRow = 0, endMcuRow = image.frame.mcuRows } = setting;
  for (let row = firstMcuRow; row < endMcuRow; row++) encoder.encodeMcuRow(row);
  return encoder.finish();
}

/** A segment that is being decoded, with everything it has decoded. */
export interface RunningDecoder {
  readonly decoder: SegmentDecoder;
  /** Decodes a row of MCUs and copies its blocks. */
  next(): void;
  /** `[component][block][8 * v + u]`; rows not yet decoded are undefined. */
  readonly blocks: number[][][];
  readonly nonzero: number[][][];
}

/** Starts a decoder whose planes hold one row of MCUs, as in decompression. */
export function startDecoder(image: RandomImage, coded: Uint8Array, setting: SegmentSetting = {}): RunningDecoder {
  const { frame, quantization } = image;
  const planes = frame.components.map((part) => createPlane(part.blocksPerRow, part.verticalSampling));
  const { extent = wholeExtent(frame), flavor = FLAVOR_16, firstMcuRow = 0 } = setting;
  const decoder = new SegmentDecoder(frame, quantization, withPadding(coded), coded.length, planes, flavor, extent);
  const blocks: number[][][] = frame.components.map(() => []);
  const nonzero: number[][][] = frame.components.map(() => []);
  let row = firstMcuRow;
  const next = (): void => {
    decoder.decodeMcuRow(row);
    for (const { index, blocksPerRow, verticalSampling } of frame.components) {
      const plane = planes[index];
      const decoded = blocksOf(plane);
      for (let v = 0; v < verticalSampling; v++) {
        const y = row * verticalSampling + v;
        const first = firstBlockOfRow(plane, y);
        for (let x = 0; x < blocksPerRow; x++) {
          blocks[index][y * blocksPerRow + x] = decoded[first + x];
          nonzero[index][y * blocksPerRow + x] = nonzeroWords(plane, first + x);
        }
      }
    }
    row++;
  };
  return { decoder, next, blocks, nonzero };
}

function nonzeroWords(plane: CoefficientPlane, block: number): number[] {
  return [...plane.nonzero].slice(2 * block, 2 * block + 2);
}

/** Decodes a segment from beginning to end. */
export function decodeSegment(image: RandomImage, coded: Uint8Array, setting: SegmentSetting = {}): RunningDecoder {
  const running = startDecoder(image, coded, setting);
  const { firstMcuRow = 0, endMcuRow = image.frame.mcuRows } = setting;
  for (let row = firstMcuRow; row < endMcuRow; row++) running.next();
  return running;
}
