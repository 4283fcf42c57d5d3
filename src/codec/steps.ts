/** Work in steps of about one row of MCUs, between which other work may be done on the same thread. */

/** Steps that end in a result. What they yield on the way is told by the function that makes them. */
export type Steps<T, Told = unknown> = Generator<Told, T>;

/** Does all steps at once. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
  }
}

/** Does one step after the other and lets the event loop turn in between. */
export async function runInTurns<T>(steps: Steps<T>): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await nextTurn();
  }
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
