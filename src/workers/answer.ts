/** What a worker does with a message. */
import { LeptonError } from '../errors.js';
import { runToEnd } from '../steps.js';
import { doTask, type Task } from './tasks.js';
import type { Reply } from './thread-pool.js';

/** Does a task and turns the outcome into a message. */
export function answer(task: Task): Reply {
  try {
    return { result: runToEnd(doTask(task)) };
  } catch (error) {
    if (error instanceof LeptonError) return { error: { code: error.code, message: error.message } };
    const message = `A worker thread failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { error: { code: 'INTERNAL_ERROR', message } };
  }
}
