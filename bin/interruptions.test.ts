import { afterEach, expect, test, vi } from "vitest";
import { interruptions } from "./interruptions.ts";

afterEach(() => vi.restoreAllMocks());

/** What hears the signals of this process, without sending any. */
function heard(early: readonly string[] = []) {
  const listeners = new Map<string, (() => void)[]>();
  vi.spyOn(process, "on").mockImplementation(((event: string, listener: () => void) => {
    listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    return process;
  }) as typeof process.on);
  vi.spyOn(process, "listeners").mockReturnValue([]);
  const done: string[] = [];
  const asked = interruptions(early, () => done.push("leave"));
  asked.listen();
  const send = (signal: NodeJS.Signals): void => listeners.get(signal)?.forEach((listener) => listener());
  return { asked, done, send };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s stops the run; its echo within a second is none", (signal) => {
  const { asked, done, send } = heard();
  asked.onInterrupt(() => done.push("stop"));
  expect(asked.isInterrupted()).toBe(false);
  send(signal);
  send("SIGTERM");
  expect(asked.isInterrupted()).toBe(true);
  expect(done).toEqual(["stop"]);
});

test("a second signal after more than a second: leave at once", () => {
  const { asked, done, send } = heard();
  asked.onInterrupt(() => done.push("stop"));
  let ms = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (ms += 1_500));
  send("SIGINT");
  send("SIGINT");
  expect(done).toEqual(["stop", "leave"]);
});

test("a signal that came before anybody could hear it stops what begins later", () => {
  const { asked, done } = heard(["SIGTERM"]);
  expect(asked.isInterrupted()).toBe(true);
  asked.onInterrupt(() => done.push("stop"));
  expect(done).toEqual(["stop"]);
});
