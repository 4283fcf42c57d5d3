/** A pool of worker threads that do tasks, started when there is work for them. */
import { type ErrorCode, LeptonError } from '../errors.js';
import type { Task } from './tasks.js';

/** What a worker sends back. */
export type Reply =
  | { readonly result: Uint8Array }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

/** A thread of some runtime. */
export interface WorkerThread {
  /** Sends a task; its arrays are copied unless they are shared. */
  post(task: Task): void;
  /** Whether the thread keeps the process alive. */
  setBusy(isBusy: boolean): void;
}

/** Starts a thread. `onReply` gets its answers in order; `onFailure` is told once if it dies. */
export type StartThread = (onReply: (reply: Reply) => void, onFailure: (error: unknown) => void) => WorkerThread;

interface Job {
  readonly task: Task;
  readonly resolve: (result: Uint8Array) => void;
  readonly reject: (error: LeptonError) => void;
}

interface Slot {
  readonly thread: WorkerThread;
  job: Job | null;
}

/** Runs tasks on at most as many threads as each caller allows. */
export class ThreadPool {
  private readonly slots: Slot[] = [];
  private readonly queue: Job[] = [];
  private limit = 0;
  private calls = 0;

  constructor(private readonly start: StartThread) {}

  /** Whether other calls are under way than the one that asks, so that a whole small file is worth a thread. */
  get isContended(): boolean {
    return this.calls > 1;
  }

  /** Counts a call for as long as it takes. */
  async count<T>(call: () => Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await call();
    } finally {
      this.calls--;
    }
  }

  /** Lets the pool grow to this many threads from now on; it never shrinks. */
  allow(threads: number): void {
    this.limit = Math.max(this.limit, threads);
  }

  /** Does a task on the next free thread. @throws LeptonError what the task throws; INTERNAL_ERROR if the thread dies */
  run(task: Task): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      let slot = this.slots.find((candidate) => candidate.job === null);
      if (slot === undefined && this.slots.length < this.limit) slot = this.addThread();
      if (slot === undefined) return;
      const job = this.queue.shift() as Job;
      slot.job = job;
      slot.thread.setBusy(true);
      slot.thread.post(job.task);
    }
  }

  private addThread(): Slot {
    const slot: Slot = {
      thread: this.start(
        (reply) => this.finish(slot, reply),
        (error) => this.lose(slot, error),
      ),
      job: null,
    };
    slot.thread.setBusy(false);
    this.slots.push(slot);
    return slot;
  }

  private finish(slot: Slot, reply: Reply): void {
    const { job } = slot;
    slot.job = null;
    slot.thread.setBusy(false);
    if (job !== null) {
      if ('result' in reply) job.resolve(reply.result);
      else job.reject(new LeptonError(reply.error.code, reply.error.message));
    }
    this.dispatch();
  }

  private lose(slot: Slot, cause: unknown): void {
    const index = this.slots.indexOf(slot);
    if (index >= 0) this.slots.splice(index, 1);
    slot.job?.reject(new LeptonError('INTERNAL_ERROR', 'A worker thread died in the middle of its work.', { cause }));
    slot.job = null;
    this.dispatch();
  }
}
