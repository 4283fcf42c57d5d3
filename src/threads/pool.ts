/** A pool of threads that do jobs, started when there is work for them. */
import { LeptonError, toLeptonError } from '../errors.js';
import type { Reply } from './answer.js';

/** A thread of some runtime. */
export interface WorkerThread {
  /** Sends a job; its arrays are copied unless they are shared. */
  post(data: object): void;
  /** Whether the thread keeps the process alive. */
  setBusy(isBusy: boolean): void;
  /** Ends it, whatever it does. */
  end(): void;
}

/** What a thread tells. */
export interface ThreadEvents {
  /** It has started. */
  onReady(): void;
  /** It has done a job; the answers come in the order of the jobs. */
  onReply(reply: Reply): void;
  /** It has died, or could not start. Told at least once then. */
  onFailure(error: unknown): void;
}

/** Starts a thread; throws if the runtime does not let it. */
export type StartThread = (events: ThreadEvents) => WorkerThread;

/** A place in the queue for a job. Which job it is is only decided when a thread is free. */
export interface Ticket {
  readonly share: PoolShare;
  /** The job as plain data; null if there is nothing to do any more. */
  begin(): object | null;
  /** Takes the outcome of the job that was begun. */
  end(outcome: Reply | { readonly failure: LeptonError }): void;
  /** There is no thread for it, and none will come; the job is not done, if there was one already. */
  giveBack(): void;
}

interface Slot {
  readonly thread: WorkerThread;
  isReady: boolean;
  ticket: Ticket | null;
}

/** Does jobs on as many threads as the most that a call under way allows. */
export class ThreadPool {
  private readonly slots: Slot[] = [];
  private readonly queue: Ticket[] = [];
  /** Calls that are under way. */
  private readonly shares = new Set<PoolShare>();
  /** Calls so far. */
  private calls = 0;
  /** Whether every thread so far has started: the first that cannot is the last that is tried. */
  private canStart = true;

  /** @param startWork work that is worth starting a thread for, as `codec/amount-of-work.ts` counts it */
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
    if (!this.canStart && this.slots.length === 0) return false;
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
      this.queue.splice(0, this.queue.length, ...this.queue.filter((ticket) => ticket.share !== share));
    }
  }

  /** Puts a ticket behind those that wait. */
  enqueue(ticket: Ticket): void {
    this.queue.push(ticket);
    this.dispatch();
  }

  /** Starts threads until there are so many, so that they are ready when there is work. */
  prepare(count: number): void {
    while (this.slots.length < count && this.addThread() !== null);
  }

  /** Begins what may begin now. */
  dispatch(): void {
    for (;;) {
      const index = this.nextTicket();
      if (index < 0) return;
      const slot = this.slots.find(({ ticket }) => ticket === null) ?? this.addThread();
      if (slot === null) {
        if (this.slots.length === 0) this.giveAllBack();
        return;
      }
      this.begin(slot, this.queue.splice(index, 1)[0]!);
    }
  }

  /** The first ticket that may begin now; -1 if there is none. */
  private nextTicket(): number {
    const running = this.slots.filter(({ ticket }) => ticket !== null).length;
    const limit = Math.max(0, ...[...this.shares].map(({ threads }) => threads));
    if (running >= limit) return -1;
    return this.queue.findIndex(({ share }) => share.running < share.threads);
  }

  private begin(slot: Slot, ticket: Ticket): void {
    try {
      const data = ticket.begin();
      if (data === null) return;
      slot.thread.post(data);
      slot.thread.setBusy(true);
      slot.ticket = ticket;
      ticket.share.running++;
    } catch (error) {
      ticket.end({ failure: toLeptonError(error) });
    }
  }

  private addThread(): Slot | null {
    if (!this.canStart) return null;
    try {
      const slot: Slot = {
        thread: this.start({
          onReady: () => {
            slot.isReady = true;
          },
          onReply: (reply) => this.finish(slot, reply),
          onFailure: (error) => this.lose(slot, error),
        }),
        isReady: false,
        ticket: null,
      };
      slot.thread.setBusy(false);
      this.slots.push(slot);
      return slot;
    } catch {
      // No permission, no file, too many of them: the work goes on without, and nobody needs to know.
      this.canStart = false;
      return null;
    }
  }

  private release(slot: Slot): Ticket | null {
    const { ticket } = slot;
    slot.ticket = null;
    if (ticket !== null) ticket.share.running--;
    return ticket;
  }

  private finish(slot: Slot, reply: Reply): void {
    const ticket = this.release(slot);
    slot.thread.setBusy(false);
    ticket?.end(reply);
    this.dispatch();
  }

  private lose(slot: Slot, cause: unknown): void {
    const index = this.slots.indexOf(slot);
    if (index >= 0) this.slots.splice(index, 1);
    // It may live on where only a message was lost, and must not go on with what is done again elsewhere.
    slot.thread.end();
    const ticket = this.release(slot);
    if (slot.isReady) {
      const message = 'A worker thread died in the middle of its work.';
      ticket?.end({ failure: new LeptonError('INTERNAL_ERROR', message, { cause }) });
    } else {
      this.canStart = false;
      ticket?.giveBack();
      if (this.slots.length === 0) this.giveAllBack();
    }
    this.dispatch();
  }

  private giveAllBack(): void {
    for (const ticket of this.queue.splice(0)) ticket.giveBack();
  }
}

/** What one call may use of a pool. */
export class PoolShare {
  /** Jobs of the call that are being done on threads, and one if its own thread is at work. */
  running = 0;

  /** @param threads most jobs of the call that are done at the same time */
  constructor(
    readonly pool: ThreadPool,
    readonly threads: number,
  ) {}

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
