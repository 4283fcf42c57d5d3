import { writeLeptonSteps } from '../../src/container/lepton-writer.js';
import { runToEnd } from '../../src/work/steps.js';

/** Writes a Lepton file at once. */
export function writeLepton(...parameters: Parameters<typeof writeLeptonSteps>): Uint8Array {
  return runToEnd(writeLeptonSteps(...parameters));
}
