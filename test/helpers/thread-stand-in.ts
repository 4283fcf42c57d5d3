import { answer } from '../../src/workers/answer.js';
import type { Task } from '../../src/workers/tasks.js';
import type { Reply, StartThread } from '../../src/workers/thread-pool.js';

/** What a thread has seen. */
export interface ThreadLog {
  /** Threads that were started. */
  started: number;
  /** Tasks under way now, and most at any time. */
  running: number;
  most: number;
  readonly kinds: Task['kind'][];
}

/**
 * Threads that are none: they get copies of tasks, as real ones do, and do them here a little later.
 *
 * @param reply what a thread answers; null if it dies instead
 */
export function threadStandIn(reply: (task: Task) => Reply | null = answer): { start: StartThread; log: ThreadLog } {
  const log: ThreadLog = { started: 0, running: 0, most: 0, kinds: [] };
  const start: StartThread = (onReply, onFailure) => {
    log.started++;
    return {
      post(sent) {
        const task = structuredClone(sent);
        log.kinds.push(task.kind);
        log.most = Math.max(log.most, ++log.running);
        setImmediate(() => {
          log.running--;
          const answered = reply(task);
          if (answered === null) onFailure(new RangeError('dead'));
          else onReply(structuredClone(answered));
        });
      },
      setBusy() {},
    };
  };
  return { start, log };
}
