/** Encodes the rows of one segment, each segment with a model of its own (format section 5). */
import { ENCODER, finishEncoder, startEncoder, WORDS } from '../coder/range-encoder.js';
import { type CoefficientPlane, firstBlockOfRow } from '../jpeg/coefficient-plane.js';
import type { Component, Frame } from '../jpeg/frame.js';
import { type CodedExtent, codedBlocks } from './coded-extent.js';
import { type ComponentModel, finishRow } from './component-model.js';
import { DECISIONS_FULL, encodeDecisions, MOST_WORDS } from './decisions.js';
import { encodeDc } from './encode-dc.js';
import { encodeEdges } from './encode-edges.js';
import { encodeInner } from './encode-inner.js';
import {
  BLOCK,
  clearScratch,
  createKernelState,
  enterKernel,
  type KernelState,
  leaveKernel,
  NOTED,
  startKernel,
} from './kernel.js';
import { countColumn, countInner, countRow } from './nonzero-count.js';
import { loadRowTables } from './row-tables.js';
import { createComponentModels } from './segment-decoder.js';

/** Encoder of one segment: takes its rows of MCUs one after the other, from the first on. */
export class SegmentEncoder {
  private readonly models: readonly ComponentModel[];
  /** Components, last first. */
  private readonly codingOrder: readonly Component[];
  private readonly kernel: KernelState = createKernelState();
  /** Words of the encoder so far, with room behind them. */
  private words: Uint32Array = new Uint32Array(65536);

  /**
   * @param quantization quantization table of each component, zig-zag order
   * @param planes hold the coefficients of the row that is being encoded
   * @param extent blocks that are coded at all; may be replaced between rows by one in which those before are the same
   * @throws LeptonError ZERO_QUANTIZER
   */
  constructor(
    frame: Frame,
    quantization: readonly Uint16Array[],
    private readonly planes: readonly CoefficientPlane[],
    public extent: CodedExtent,
  ) {
    this.models = createComponentModels(frame, quantization);
    this.codingOrder = [...frame.components].reverse();
    startKernel(this.kernel);
    startEncoder(this.words);
  }

  /** Encodes a row of MCUs: the rows of the last component first, those of component 0 last. */
  encodeMcuRow(mcuRow: number): void {
    enterKernel(this.kernel);
    let isDone = false;
    try {
      for (const component of this.codingOrder) {
        for (let v = 0; v < component.verticalSampling; v++) {
          this.encodeRow(component.index, mcuRow * component.verticalSampling + v);
        }
      }
      this.encodeNoted();
      isDone = true;
    } finally {
      if (!isDone) this.close();
    }
  }

  /** Ends the segment, gives the model free, and returns the coded bytes. */
  finish(): Uint8Array {
    enterKernel(this.kernel);
    const bytes = finishEncoder(this.words);
    this.close();
    return bytes;
  }

  /** Gives the model free. */
  close(): void {
    leaveKernel(this.kernel);
    clearScratch();
  }

  private encodeRow(index: number, y: number): void {
    const model = this.models[index]!;
    const plane = this.planes[index]!;
    const { coefficients, nonzero } = plane;
    const first = firstBlockOfRow(plane, y);
    const blocks = codedBlocks(this.extent, index, y, model.blocksPerRow);
    if (blocks === 0) return;
    loadRowTables(model);
    for (let column = 0; column < blocks; column++) {
      if (BLOCK[NOTED]! >= DECISIONS_FULL) this.encodeNoted();
      const block = first + column;
      const base = 64 * block;
      const low = nonzero[2 * block]!;
      const high = nonzero[2 * block + 1]!;
      encodeInner(model, coefficients, base, column, countInner(low, high));
      encodeEdges(model, coefficients, base, column, countRow(low), countColumn(low, high));
      encodeDc(model, coefficients, base, column);
    }
    finishRow(model);
  }

  private encodeNoted(): void {
    encodeDecisions(this.words);
    if (ENCODER[WORDS]! + MOST_WORDS <= this.words.length) return;
    const larger = new Uint32Array(2 * this.words.length);
    larger.set(this.words);
    this.words = larger;
  }
}
