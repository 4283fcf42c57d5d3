/** The parts of the library that are measured one by one; see `internal-bundle.ts`. */
export { readLeptonImage } from '../src/codec/decode/lepton-image.js';
export { readPlainHeader } from '../src/codec/encode/compress.js';
export { readSingleScanImage } from '../src/codec/encode/single-scan-image.js';
export { planesMemory } from '../src/codec/memory.js';
export { isSingleScan } from '../src/codec/representable.js';
export { checkEqual } from '../src/codec/verify.js';
export { DECODER_PADDING } from '../src/coder/range-decoder.js';
export { readLeptonFiles } from '../src/container/lepton-reader.js';
export { writeLeptonSteps } from '../src/container/lepton-writer.js';
export { createPlane, markNonzero } from '../src/jpeg/coefficient-plane.js';
export { PaddingObserver } from '../src/jpeg/padding-observer.js';
export { readScanData } from '../src/jpeg/scan-data.js';
export { expectedRestarts } from '../src/jpeg/scan-geometry.js';
export { readScan } from '../src/jpeg/scan-reader.js';
export { ScanWriter, wholeScan } from '../src/jpeg/scan-writer.js';
export { Call, WITHOUT_LIMITS } from '../src/work/call.js';
export { runToEnd } from '../src/work/steps.js';
