/** Where the input of a stream and the need for it meet. */
import { nextTurn } from '../work/scheduler.js';

/** Turns of the event loop without input after which no more is waited for what is wanted ahead. */
const IDLE_TURNS = 4;

/** Most turns of the event loop that are spent on it at a time. */
const MOST_TURNS = 32;

/** Input that waits to be taken. */
interface Offer {
  readonly take: () => void;
  readonly done: () => void;
  readonly isEnd: boolean;
}

/** Hands input from the writer of a stream to what makes its output. */
export class InputGate {
  private offered: Offer | null = null;
  private wanted: (() => void) | null = null;
  private pending: (() => void) | null = null;
  private isFinished = false;
  private isEnded = false;
  private isOpen = false;
  /** Number of times that input was taken. */
  private taken = 0;

  /** @param wantsAhead whether input would be taken that nobody waits for, and what was taken is used up */
  constructor(private readonly wantsAhead: () => boolean) {}

  /** Offers input. Resolves when it is used up: when more is wanted, or nothing ever again. */
  offer(take: () => void, isEnd = false): Promise<void> {
    if (this.isFinished) return Promise.resolve();
    return new Promise((done) => {
      this.offered = { take, done, isEnd };
      this.meet();
    });
  }

  /** Resolves when there is more input. What was taken before is used up. */
  wait(): Promise<void> {
    this.useUp();
    if (this.isFinished) return Promise.resolve();
    return new Promise((resolve) => {
      this.wanted = resolve;
      this.meet();
    });
  }

  /** From now on input is taken ahead, if it is wanted. */
  open(): void {
    this.isOpen = true;
    this.meet();
  }

  /** From now on no input is taken ahead. */
  close(): void {
    this.isOpen = false;
  }

  /** Lets the input come that is wanted ahead, as long as it comes at once. */
  async takeAhead(): Promise<void> {
    for (let turns = 0, idle = 0; turns < MOST_TURNS && idle < IDLE_TURNS; turns++) {
      this.meet();
      if (!this.isTakingAhead) return;
      const { taken } = this;
      await nextTurn();
      idle = taken === this.taken ? idle + 1 : 0;
    }
  }

  /** Says that no input is wanted any more. */
  finish(): void {
    this.isFinished = true;
    for (const resolve of [this.pending, this.offered?.done, this.wanted]) resolve?.();
    this.pending = null;
    this.offered = null;
    this.wanted = null;
  }

  private get isTakingAhead(): boolean {
    return this.isOpen && !this.isEnded && !this.isFinished && this.wantsAhead();
  }

  private meet(): void {
    if (this.isTakingAhead) this.useUp();
    if (this.offered === null || (this.wanted === null && !this.isTakingAhead)) return;
    const { take, done, isEnd } = this.offered;
    const { wanted } = this;
    this.offered = null;
    this.wanted = null;
    this.pending = done;
    this.isEnded = isEnd;
    this.taken++;
    take();
    wanted?.();
    if (this.isTakingAhead) this.useUp();
  }

  private useUp(): void {
    this.pending?.();
    this.pending = null;
  }
}
