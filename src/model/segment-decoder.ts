/** Decodes the rows of one segment, each segment with a model of its own (format section 5). */
import {
  advanceLookahead,
  DECODER,
  DECODER_PADDING,
  decoderBytesRead,
  dropCodedBytes,
  LAST_BLOCK_START,
  LOOKAHEAD_BYTES,
  nextCodedByte,
  POSITION,
  startDecoder,
} from '../coder/range-decoder.js';
import { LeptonError } from '../errors.js';
import { type CoefficientPlane, clearBlocks, firstBlockOfRow } from '../jpeg/coefficient-plane.js';
import type { Component, Frame } from '../jpeg/frame.js';
import { type CodedExtent, codedBlocks } from './coded-extent.js';
import { type ComponentModel, createComponentModel, finishRow, resetModel } from './component-model.js';
import { decodeDc } from './decode-dc.js';
import { decodeEdges } from './decode-edges.js';
import { decodeInner } from './decode-inner.js';
import type { Flavor } from './flavor.js';
import {
  BLOCK,
  clearScratch,
  createKernelState,
  enterKernel,
  type KernelState,
  leaveKernel,
  NONZERO_HIGH,
  NONZERO_LOW,
  startKernel,
} from './kernel.js';
import { loadRowTables } from './row-tables.js';

/** Decoder of one segment: its rows of MCUs are asked for one after the other, from the first on. */
export class SegmentDecoder {
  /** Components, last first. */
  private readonly codingOrder: readonly Component[];
  private readonly kernel: KernelState = createKernelState();
  /** Position up to which a block may begin; the first one may not, so that the branch is known when it is compiled. */
  private lastBlockStart = 0;

  /** Whether no more coded bytes will come. */
  private isComplete = true;
  /** Rows of blocks of the row of MCUs that are done, and blocks of the next one; for a row that was interrupted. */
  private doneRows = 0;
  private doneColumns = 0;

  /**
   * @param quantization quantization table of each component, zig-zag order
   * @param coded coded bytes, followed by at least DECODER_PADDING zeros
   * @param codedLength number of coded bytes
   * @param planes receive the coefficients: at least one row of MCUs of each component
   * @param extent blocks that are coded at all
   * @param models models of a segment that is finished, to be used again
   * @throws LeptonError STREAM_INCONSISTENT if the leading bit is wrong; ZERO_QUANTIZER
   */
  constructor(
    frame: Frame,
    quantization: readonly Uint16Array[],
    private coded: Uint8Array,
    private codedLength: number,
    private readonly planes: readonly CoefficientPlane[],
    private readonly flavor: Flavor,
    private readonly extent: CodedExtent,
    private readonly models: readonly ComponentModel[] = createComponentModels(frame, quantization),
  ) {
    if (coded.length < codedLength + DECODER_PADDING) {
      throw new LeptonError('INTERNAL_ERROR', 'The coded bytes of a segment came without padding.');
    }
    models.forEach(resetModel);
    this.codingOrder = [...frame.components].reverse();
    startKernel(this.kernel);
    if (!startDecoder(coded, codedLength)) {
      throw new LeptonError('STREAM_INCONSISTENT', 'A coded segment does not begin with a 0 bit.');
    }
  }

  /**
   * Makes the decoder wait for coded bytes that are still to come, or gives it more of them.
   *
   * @param coded coded bytes that follow those that were taken away, with padding behind them
   * @param codedLength number of coded bytes
   * @param isComplete whether these are all; if not, there must be at least LOOKAHEAD_BYTES to begin with
   * @param dropped bytes taken away in front since the last call, at most {@link passedBytes}
   */
  supply(coded: Uint8Array, codedLength: number, isComplete: boolean, dropped: number): void {
    enterKernel(this.kernel);
    dropCodedBytes(dropped);
    this.coded = coded;
    this.codedLength = codedLength;
    this.isComplete = isComplete;
  }

  /** Coded bytes at the front that are not needed any more. */
  get passedBytes(): number {
    enterKernel(this.kernel);
    return nextCodedByte();
  }

  /**
   * Decodes a row of MCUs: the rows of the last component first, those of component 0 last.
   *
   * @returns false if it was interrupted by the end of coded bytes that are not complete: the next call goes on with it
   */
  decodeMcuRow(mcuRow: number): boolean {
    enterKernel(this.kernel);
    let isSound = false;
    try {
      const isDone = this.decodeRows(mcuRow);
      isSound = true;
      return isDone;
    } finally {
      if (!isSound) this.close();
    }
  }

  /** Whether the decoder has come to the end of the coded bytes, as it must after the last row. */
  isAtEnd(): boolean {
    enterKernel(this.kernel);
    return decoderBytesRead() >= this.codedLength - 1;
  }

  /** Gives the model free; call it after the last row. */
  close(): void {
    leaveKernel(this.kernel);
    clearScratch();
  }

  private decodeRows(mcuRow: number): boolean {
    let rows = 0;
    for (const { index, verticalSampling } of this.codingOrder) {
      for (let v = 0; v < verticalSampling; v++) {
        if (rows++ < this.doneRows) continue;
        if (!this.decodeRow(index, mcuRow * verticalSampling + v)) return false;
        this.doneRows = rows;
      }
    }
    this.doneRows = 0;
    return true;
  }

  private decodeRow(index: number, y: number): boolean {
    const model = this.models[index]!;
    const plane = this.planes[index]!;
    const { coded, codedLength, flavor } = this;
    const { coefficients, nonzero } = plane;
    const first = firstBlockOfRow(plane, y);
    if (this.doneColumns === 0) {
      clearBlocks(plane, first, first + model.blocksPerRow);
    }
    const blocks = codedBlocks(this.extent, index, y, model.blocksPerRow);
    if (blocks === 0) return true;
    loadRowTables(model);
    for (let column = this.doneColumns; column < blocks; column++) {
      if (DECODER[POSITION]! > this.lastBlockStart) {
        if (!this.isComplete && codedLength - nextCodedByte() < LOOKAHEAD_BYTES) {
          this.doneColumns = column;
          return false;
        }
        advanceLookahead(coded, codedLength);
        this.lastBlockStart = LAST_BLOCK_START;
      }
      const block = first + column;
      decodeInner(model, coefficients, 64 * block, column);
      decodeEdges(model, coefficients, 64 * block, column);
      decodeDc(model, coefficients, 64 * block, column, flavor);
      nonzero[2 * block] = BLOCK[NONZERO_LOW]!;
      nonzero[2 * block + 1] = BLOCK[NONZERO_HIGH]!;
    }
    finishRow(model);
    this.doneColumns = 0;
    return true;
  }
}

/** Models of all components of a frame for a new segment. */
export function createComponentModels(frame: Frame, quantization: readonly Uint16Array[]): ComponentModel[] {
  return frame.components.map(({ index, blocksPerRow }) =>
    createComponentModel(index, blocksPerRow, quantization[index]!),
  );
}
