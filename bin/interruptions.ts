/** The signals that ask a run to end: Ctrl-C, whoever stops a job, and a terminal that is closed. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What asks a run to end, and what then stops. */
export interface Interruptions {
  /** Hears the signals from now on, and nobody else does: libraries end the process before the report is written. */
  listen(): void;
  isInterrupted(): boolean;
  /** What the first signal does, at once where it has come already; replaces what was given before. */
  onInterrupt(stop: () => void): void;
}

/** `npm`, `timeout` and a terminal pass a signal on to a process that had it already. */
const ECHO_MS = 1_000;

/**
 * npm ends by a TERM that is sent to it alone, and does not pass it on: whoever stops `npm test` would leave a run behind.
 * A run that was started in the background otherwise goes on without its parent.
 */
function hearNpmEnd(interrupt: () => void, everyMs = 250): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    interrupt();
  }, everyMs);
  look.unref();
}

/** What does not judge ends by a signal as any program does. `early`: signals that came before. */
export function endBySignals(early: readonly string[]): void {
  for (const signal of ENDING) process.removeAllListeners(signal);
  const [first] = early;
  if (first !== undefined) process.kill(process.pid, first);
}

/** `early`: signals that came before anybody could hear them. `leave` ends the process at once: a second signal. */
export function interruptions(early: readonly string[], leave: () => void): Interruptions {
  let stop = (): void => undefined;
  let firstMs = early.length > 0 ? performance.now() : undefined;
  const interrupt = (): void => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      stop();
    } else if (performance.now() - firstMs > ECHO_MS) leave();
  };
  return {
    listen() {
      for (const signal of ENDING) {
        const others = process.listeners(signal);
        // before the others go: without any listener a signal that is under way would be lost
        process.on(signal, interrupt);
        for (const other of others) process.off(signal, other);
      }
      hearNpmEnd(interrupt);
      process.on("newListener", (event, other) => {
        const signal = ENDING.find((it) => it === event);
        if (signal) queueMicrotask(() => process.off(signal, other as () => void));
      });
    },
    isInterrupted: () => firstMs !== undefined,
    onInterrupt(next) {
      stop = next;
      if (firstMs !== undefined) stop();
    },
  };
}
