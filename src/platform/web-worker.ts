/** Entry of a worker thread on the web. */
import type { JobData } from '../codec/jobs.js';
import { answer, READY } from '../threads/answer.js';

// The type of the global scope of a worker is not among those of a page.
const scope = globalThis as unknown as {
  onmessage: ((event: { readonly data: JobData }) => void) | null;
  postMessage(message: unknown): void;
};

scope.onmessage = ({ data }) => scope.postMessage(answer(data));
scope.postMessage(READY);
