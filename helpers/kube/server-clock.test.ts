import { describe, expect, test } from "vitest";
import { serverClock, speaksForItself } from "./server-clock.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const header = (ms: number): string => new Date(ms).toUTCString();

/** A clock that heard these answers: this machine's time of asking, the server's at its answer, and how long that took. */
function heard(...answers: { askedMs: number; serverMs: number; tookMs?: number }[]) {
  const clock = serverClock();
  for (const { askedMs, serverMs, tookMs = 40 } of answers) clock.hear(header(serverMs), askedMs, askedMs + tookMs);
  return clock;
}

describe("the API server's clock", () => {
  test("is this machine's until an answer told, and where a header is no time", () => {
    expect(serverClock().aheadMs()).toBe(0);
    const clock = serverClock();
    clock.hear("soon", NOON, NOON + 10);
    clock.hear("", NOON, NOON + 10);
    expect(clock.aheadMs()).toBe(0);
  });

  test("agrees where they differ by less than the header tells", () => {
    expect(heard({ askedMs: NOON + 900, serverMs: NOON }).aheadMs()).toBe(0);
    expect(heard({ askedMs: NOON + 2_400, serverMs: NOON }).aheadMs()).toBe(0);
  });

  test.each([600_000, -600_000, 5_000])("differs by %d ms", (by) => {
    const clock = heard({ askedMs: NOON + by, serverMs: NOON });
    expect(Math.abs(clock.aheadMs() - by)).toBeLessThanOrEqual(1_040);
    expect(Math.abs(clock.now().getTime() - (Date.now() - by))).toBeLessThanOrEqual(1_100);
  });

  test("many answers tell it better than one", () => {
    const by = 600_000;
    const answers = [0, 300, 600, 900].map((ms) => ({ askedMs: NOON + by + ms, serverMs: NOON + ms, tookMs: 0 }));
    expect(Math.abs(heard(...answers).aheadMs() - by)).toBeLessThanOrEqual(100);
  });

  test("an answer that took long tells nothing that it cannot know", () => {
    expect(heard({ askedMs: NOON, serverMs: NOON + 25_000, tookMs: 30_000 }).aheadMs()).toBe(0);
  });

  test("a clock that was set is believed from then on", () => {
    const clock = heard(
      { askedMs: NOON + 600_000, serverMs: NOON },
      { askedMs: NOON + 10_000, serverMs: NOON + 10_000 },
    );
    expect(clock.aheadMs()).toBe(0);
  });

  test("only what the server says for itself is heard", () => {
    expect(["/api/v1/namespaces/kube-system", "/api/v1/pods?limit=1000"].map(speaksForItself)).toEqual([true, true]);
    expect(
      [
        "/api/v1/namespaces/a/pods/b:8181/proxy/ready",
        "/apis/metrics.k8s.io/v1beta1/nodes",
        "/api/v1/nodes/a/proxy",
      ].map(speaksForItself),
    ).toEqual([false, false, false]);
  });
});
