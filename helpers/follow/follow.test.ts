import { expect, test, vi } from "vitest";
import type { ApiClient } from "../kube/client.ts";
import type { Gatherer } from "../observe/gather.ts";
import { liveIn } from "../wait/clock.ts";
import { follow } from "./follow.ts";

test("a server that closes each watch after a moment is asked for the next ever later", async () => {
  const stop = new AbortController();
  let ms = 0;
  const back = liveIn({
    now: () => new Date(ms),
    monotonicMs: () => ms,
    sleep: async (forMs, signal) => {
      // the heartbeat of an open watch
      if (signal !== stop.signal) return new Promise(() => undefined);
      ms += forMs;
      if (signal?.aborted) throw new Error("aborted");
    },
  });
  let watches = 0;
  const end = vi.fn(() => {
    watches += 1;
    ms += 800;
    if (ms > 60_000) stop.abort();
    return Promise.resolve("whole" as const);
  });
  const collection = { resourceVersion: "1", apply: () => undefined, confirm: () => undefined };
  const gather = { collection: () => collection, look: () => Promise.resolve({}) } as unknown as Gatherer;
  follow(["pods"], gather, { follow: end } as unknown as ApiClient, stop.signal);
  await expect.poll(() => stop.signal.aborted).toBe(true);
  back();
  expect(watches).toBeLessThan(16);
});
