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
  readonly share: PoolShare;
  readonly makeTask: () => Task;
  readonly resolve: (result: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

interface Slot {
  readonly thread: WorkerThread;
  job: Job | null;
}

/** Runs tasks on as many threads as the most that a call under way allows. */
export class ThreadPool {
  private readonly slots: Slot[] = [];
  private readonly queue: Job[] = [];
  /** Calls that are under way. */
  private readonly shares = new Set<PoolShare>();

  /** Calls so far. */
  private calls = 0;

  /** @param startWork work that is worth starting a thread for, as `file-work.ts` counts it */
  constructor(
    private readonly start: StartThread,
    private readonly startWork: number = 0,
  ) {}

  /** Whether other calls are under way than the one that asks, so that a whole small file is worth a thread. */
  get isContended(): boolean {
    return this.shares.size > 1;
  }

  /**
   * Whether a call with so much work is worth other threads. The first call of a process may be the only one, and before
   * a thread has started, and has compiled the code that the caller's own has compiled already, a small one is done.
   */
  isWorthThreads(work: number): boolean {
    return this.calls > 1 || this.slots.length > 0 || work >= this.startWork;
  }

  /** Makes a call, which may use so many threads for as long as it takes. */
  async share<T>(threads: number, call: (share: PoolShare) => Promise<T>): Promise<T> {
    const share = new PoolShare(this, threads);
    this.shares.add(share);
    this.calls++;
    try {
      return await call(share);
    } finally {
      this.shares.delete(share);
      // What still waits when a call has failed is not wanted any more.
      this.queue.splice(0, this.queue.length, ...this.queue.filter((job) => job.share !== share));
    }
  }

  /** Puts a job behind those that wait; see {@link PoolShare.run}. */
  enqueue(job: Job): void {
    this.queue.push(job);
    this.dispatch();
  }

  /** Starts threads until there are so many, so that they are ready when there is work. */
  prepare(count: number): void {
    while (this.slots.length < count) this.addThread();
  }

  /** The first job of a call that waits for a thread, which waits no more then; null if there is none. */
  takeWaiting(share: PoolShare): Job | null {
    const index = this.queue.findIndex((job) => job.share === share);
    return index < 0 ? null : this.queue.splice(index, 1)[0]!;
  }

  /** Begins what may begin now. */
  dispatch(): void {
    for (;;) {
      const index = this.nextJob();
      if (index < 0) return;
      const slot = this.slots.find(({ job }) => job === null) ?? this.addThread();
      this.begin(slot, this.queue.splice(index, 1)[0]!);
    }
  }

  /** The first job that waits and may begin now; -1 if there is none. */
  private nextJob(): number {
    const running = this.slots.filter(({ job }) => job !== null).length;
    const limit = Math.max(0, ...[...this.shares].map(({ threads }) => threads));
    if (running >= limit) return -1;
    return this.queue.findIndex(({ share }) => share.running < share.threads);
  }

  private begin(slot: Slot, job: Job): void {
    slot.job = job;
    job.share.running++;
    try {
      slot.thread.post(job.makeTask());
      slot.thread.setBusy(true);
    } catch (error) {
      this.release(slot);
      job.reject(error);
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

  private release(slot: Slot): Job | null {
    const { job } = slot;
    slot.job = null;
    if (job !== null) job.share.running--;
    return job;
  }

  private finish(slot: Slot, reply: Reply): void {
    const job = this.release(slot);
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
    const message = 'A worker thread died in the middle of its work.';
    this.release(slot)?.reject(new LeptonError('INTERNAL_ERROR', message, { cause }));
    this.dispatch();
  }
}

/** What one call may use of a pool. */
export class PoolShare {
  /** Tasks of the call that are being done, and one if its own thread is at work. */
  running = 0;

  /** @param threads most tasks of the call that are done at the same time */
  constructor(
    private readonly pool: ThreadPool,
    readonly threads: number,
  ) {}

  /** See {@link ThreadPool.isContended}. */
  get isContended(): boolean {
    return this.pool.isContended;
  }

  /** See {@link ThreadPool.isWorthThreads}. */
  isWorthThreads(work: number): boolean {
    return this.pool.isWorthThreads(work);
  }

  /**
   * Does a task on the next free thread.
   *
   * @param makeTask called when there is a thread, so that what waits needs no copies
   * @throws LeptonError what the task throws; INTERNAL_ERROR if the thread dies
   */
  run(makeTask: () => Task): Promise<Uint8Array> {
    const result = new Promise<Uint8Array>((resolve, reject) => {
      this.pool.enqueue({ share: this, makeTask, resolve, reject });
    });
    // Callers may wait for others first; until they come to this one a failure must not count as unhandled.
    result.catch(() => undefined);
    return result;
  }

  /** Starts the threads beside that of the caller that the call may use for so many tasks, so that they are ready then. */
  prepare(parts: number): void {
    this.pool.prepare(Math.min(this.threads, parts) - 1);
  }

  /**
   * Does tasks of the call that wait for a thread, until none waits, as a part of the work of {@link runHere}.
   *
   * @param work does a task on the thread of the caller
   */
  async doWaiting(work: (task: Task) => Promise<Uint8Array>): Promise<void> {
    for (let job = this.pool.takeWaiting(this); job !== null; job = this.pool.takeWaiting(this)) {
      try {
        job.resolve(await work(job.makeTask()));
      } catch (error) {
        job.reject(error);
      }
    }
  }

  /** Does work of the call on the thread of the caller, which counts as one of those that it may use. */
  async runHere<T>(work: () => Promise<T>): Promise<T> {
    this.running++;
    try {
      return await work();
    } finally {
      this.running--;
      this.pool.dispatch();
    }
  }
}

/** Threads that a call may use; null for its own alone. */
export interface Threads {
  readonly pool: ThreadPool;
  readonly count: number;
}
