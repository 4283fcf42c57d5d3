/** Where a scan can be entered: Huffman handover words. */

/** State of a scan at the start of a row of MCUs: what a writer needs to begin there (a Huffman handover word). */
export interface Handover {
  /** Bytes of the scan before, with stuffing and restart markers; a partial byte is not counted. */
  readonly codedBytes: number;
  /** The partial byte: its top `overhangBits` bits are taken, the rest is zero. */
  readonly overhangByte: number;
  /** 0..7. */
  readonly overhangBits: number;
  /** Offset of the partial byte in the data without stuffing from which it was read. */
  readonly dataOffset: number;
  /** DC predictor of each component of the frame, four entries. */
  readonly lastDc: Int16Array;
}

/** Some rows of MCUs of a sequential scan. */
export interface ScanRows {
  readonly firstMcuRow: number;
  readonly endMcuRow: number;
  /** Handovers of rows before, which the result repeats, and that of the first as the last one. */
  readonly handovers: readonly Handover[];
  /** Restart intervals that end before them in the data that are read: none if the data begin with these rows. */
  readonly restarts: number;
}
