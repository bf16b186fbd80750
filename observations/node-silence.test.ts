import { expect, test } from "vitest";
import { awayNodes } from "./node-silence.ts";

const now = new Date("2026-11-21T12:00:00Z");
const node = (name: string, ready: string) => ({
  metadata: { name },
  status: { conditions: [{ type: "Ready", status: ready }] },
});
const lease = (name: string, renewTime: string) => ({ metadata: { name }, spec: { renewTime } });

test("whose kubelet does not answer: its lease is old, or the node controller gave up on it", () => {
  const nodes = [node("a", "True"), node("b", "True"), node("c", "Unknown"), node("d", "False"), node("e", "True")];
  const leases = [
    lease("a", "2026-11-21T11:59:55Z"),
    lease("b", "2026-11-21T11:59:10Z"),
    lease("c", "2026-11-21T11:50:00Z"),
    lease("d", "2026-11-21T11:59:59Z"),
  ];
  expect([...awayNodes(nodes, leases, { tolerated: 40_000, now })]).toEqual(["b", "c"]);
});
