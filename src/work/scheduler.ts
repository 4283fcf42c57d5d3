/** The scheduler of turns on this thread: work in steps, the event loop, and other work in steps. */
import type { Call } from './call.js';
import type { Steps } from './steps.js';

/**
 * Does one step after the other and lets the event loop turn in between. Of several that are under way on this thread
 * each goes on for {@link TURN_MILLISECONDS} before the next one is let in: a file of usual size is done at once.
 *
 * @throws LeptonError as the steps, and as `Call.checkTime`
 */
export async function runInTurns<T>(steps: Steps<T>, call: Pick<Call, 'checkTime'>): Promise<T> {
  await takeTurn();
  try {
    let start = Date.now();
    for (;;) {
      call.checkTime();
      const step = steps.next();
      if (step.done === true) return step.value;
      await nextTurn();
      if (TURNS.waiting.length > 0 && Date.now() - start >= TURN_MILLISECONDS) {
        endTurn();
        await takeTurn();
        start = Date.now();
      }
    }
  } finally {
    try {
      // Where it was interrupted, what is open in there must be closed.
      steps.return(undefined as never);
    } finally {
      endTurn();
    }
  }
}
/** Long against the milliseconds that it takes to put away one model and fetch another. */
const TURN_MILLISECONDS = 50;

/** Whose turn it is on this thread, and who waits for one, first come, first served. */
const TURNS: { isTaken: boolean; readonly waiting: (() => void)[] } = { isTaken: false, waiting: [] };

async function takeTurn(): Promise<void> {
  if (!TURNS.isTaken) {
    TURNS.isTaken = true;
    return;
  }
  await new Promise<void>((resolve) => TURNS.waiting.push(resolve));
  // The one before has just done a step.
  await nextTurn();
}

function endTurn(): void {
  const next = TURNS.waiting.shift();
  if (next === undefined) TURNS.isTaken = false;
  else next();
}

/** Resolves when everything that waits in the event loop has had its turn. */
export function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate !== undefined) {
      setImmediate(resolve);
      return;
    }
    const channel = new MessageChannel();
    // Node and browsers declare the property in different ways.
    const port = channel.port1 as unknown as { onmessage: (() => void) | null; close(): void };
    port.onmessage = () => {
      port.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
