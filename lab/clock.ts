/** The lab's one owner of the clock and of timers. Whatever it starts can be stopped. */

export const now = (): Date => new Date();

/** Milliseconds of a clock that never jumps. */
export const elapsed = (): number => performance.now();

/** Calls once after `ms`; the function that it returns prevents that. */
export function after(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}

/** Calls each `ms` until the function that it returns is called; keeps no process alive. */
export function every(ms: number, action: () => void): () => void {
  const timer = setInterval(action, ms);
  timer.unref();
  return () => clearInterval(timer);
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
