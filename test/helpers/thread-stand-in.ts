import type { JobData } from '../../src/codec/jobs.js';
import { answer, type Reply } from '../../src/threads/answer.js';
import type { StartThread } from '../../src/threads/pool.js';

/** What a thread has seen. */
export interface ThreadLog {
  /** Threads that were started. */
  started: number;
  /** Jobs under way now, and most at any time. */
  running: number;
  most: number;
  readonly kinds: JobData['kind'][];
}

/**
 * Threads that are none: they get copies of jobs, as real ones do, and do them here a little later.
 *
 * @param reply what a thread answers; null if it dies instead
 */
export function threadStandIn(reply: (data: JobData) => Reply | null = answer): { start: StartThread; log: ThreadLog } {
  const log: ThreadLog = { started: 0, running: 0, most: 0, kinds: [] };
  const start: StartThread = ({ onReady, onReply, onFailure }) => {
    log.started++;
    return {
      post(sent) {
        onReady();
        const data = structuredClone(sent) as JobData;
        log.kinds.push(data.kind);
        log.most = Math.max(log.most, ++log.running);
        setImmediate(() => {
          log.running--;
          const answered = reply(data);
          if (answered === null) onFailure(new RangeError('dead'));
          else onReply(structuredClone(answered));
        });
      },
      setBusy() {},
      end() {},
    };
  };
  return { start, log };
}
