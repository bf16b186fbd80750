import { describe, expect, test } from "vitest";
import { valueChanges } from "./values.ts";

const changes = (document: unknown): string[] =>
  valueChanges(document).map(({ path, change }) => `${path.join(".")}: ${change}`);

const changed = (document: unknown, which: string): unknown => {
  const copy = structuredClone(document);
  const change = valueChanges(document).find((it) => `${it.path.join(".")}: ${it.change}` === which);
  change?.apply(copy);
  return copy;
};

describe("what of a document a cluster could show otherwise", () => {
  test("counts at 0, off by one and not there; a 1 has no one less", () => {
    expect(changes({ readyReplicas: 3 })).toEqual([
      "readyReplicas: removed",
      "readyReplicas: 0",
      "readyReplicas: one less",
    ]);
    expect(changes({ readyReplicas: 1 })).toEqual(["readyReplicas: removed", "readyReplicas: 0"]);
    expect(changes({ unavailable: 0 })).toEqual(["unavailable: one more"]);
  });

  test("a boolean that is not there is false", () => {
    expect(changes({ ready: true, stale: false })).toEqual(["ready: removed", "stale: flipped"]);
    expect(changed({ ready: true }, "ready: removed")).toEqual({});
  });

  test("states turned round or unknown, references renamed, other texts left alone", () => {
    expect(changed({ phase: "Running" }, "phase: opposite")).toEqual({ phase: "Failed" });
    expect(changes({ state: "Odd" })).toEqual(["state: unknown", "state: removed"]);
    expect(changed({ nodeName: "w1" }, "nodeName: renamed")).toEqual({ nodeName: "w1-x" });
    expect(changes({ text: "anything", message: "said", creationTimestamp: "2026-11-21T12:00:00Z" })).toEqual([]);
  });

  test("lists, their first items and maps; what is empty says the same when it is gone", () => {
    expect(changes({ parts: [{ on: true }, {}, {}] })).toEqual([
      "parts: removed",
      "parts.0: item removed",
      "parts.0.on: removed",
      "parts.1: item removed",
    ]);
    expect(changed({ parts: ["a", "b"] }, "parts.0: item removed")).toEqual({ parts: ["b"] });
    expect(changes({ parts: [], of: {} })).toEqual([]);
  });

  test("conditions are changed as conditions, quiet keys and what is below them not at all", () => {
    expect(changes({ conditions: [{ type: "Ready", status: "True" }], capacity: { pods: 110 } })).toEqual([]);
  });
});
