import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { ServedObject } from "../../observations/everything.ts";
import { AT, everythingOf, served } from "../testing/served.ts";
import { profileOf } from "../testing/profile.ts";
import { trouble } from "../testing/sources.ts";
import statusesAreCurrent from "./statuses-are-current.ts";

const context = { profile: profileOf(), now: new Date(AT) };
const judged = (...objects: ServedObject[]) =>
  judge(statusesAreCurrent, { everything: everythingOf(objects) }, context);
const at = (generation: number, status: Record<string, unknown>, parts = {}) =>
  served({ ...parts, metadata: { generation }, status });
const ready = (observedGeneration: number) => [{ type: "Ready", status: "True", observedGeneration }];

describe("objects/statuses-are-current", () => {
  test("they are", () => {
    expect(judged(at(2, { observedGeneration: 2, conditions: ready(2) }))).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
  });

  test("a status, or a condition of it, is of an older spec", () => {
    expect(judged(at(2, { observedGeneration: 1 })).findings).toEqual([
      {
        subject: "widget/a",
        expected: "a status of the current generation",
        actual: "its status is of generation 1, and the spec is at 2",
      },
    ]);
    expect(judged(at(2, { conditions: ready(1) })).findings).toMatchObject([
      { subject: "widget/a", actual: "Ready=True for generation 1, and the spec is at 2" },
    ]);
  });

  test("a time that is still to come", () => {
    const conditions = [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-05T12:00:00Z" }];
    expect(judged(at(1, { conditions })).findings).toMatchObject([
      { expected: "times that have been", since: "2026-01-05T12:00:00Z" },
    ]);
  });

  test("what their own checks hold to the generation is theirs; a report is written into a spec", () => {
    const profile = profileOf({ flux: { source: { url: "ssh://x", ref: "main" }, kustomization: { path: "./x" } } });
    const kustomization = at(
      2,
      { observedGeneration: 1 },
      { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
    );
    const well = at(1, { observedGeneration: 1 });
    expect(
      judge(statusesAreCurrent, { everything: everythingOf([kustomization, well]) }, { ...context, profile }).verdict,
    ).toBe("pass");
    expect(judged(kustomization, well).verdict).toBe("fail");
    const report = at(4, { conditions: ready(3) }, { apiVersion: "fluxcd.controlplane.io/v1", kind: "FluxReport" });
    expect(judged(report, well).verdict).toBe("pass");
  });

  test("nothing that says its generation, a source that errs", () => {
    expect(judged(served({ status: { phase: "Ready" } }))).toMatchObject({ verdict: "inconclusive" });
    expect(judge(statusesAreCurrent, { everything: trouble("timeout") }, context).verdict).toBe("inconclusive");
  });
});
