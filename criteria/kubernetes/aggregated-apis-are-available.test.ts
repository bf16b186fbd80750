import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./aggregated-apis-are-available.ts";

const context = { profile: profileOf(), now: new Date("2026-11-21T12:00:00Z") };
const judged = (...apis: object[]) => judge(row, { apiServices: look(apis) }, context);
const since = "2026-11-21T11:00:00Z";
const api = (condition?: object, spec: object = {}) => ({
  metadata: { name: "v1beta1.external.metrics.k8s.io" },
  spec,
  status: { conditions: condition ? [{ type: "Available", ...condition }] : [] },
});

describe("kubernetes/aggregated-apis-are-available", () => {
  test("all are", () =>
    expect(judged(api({ status: "True", reason: "Local" }))).toMatchObject({ verdict: "pass", examined: 1 }));

  test("one is not, in its own words and with who serves it", () => {
    const condition = {
      ...{ status: "False", reason: "ServiceNotFound", message: "service keda/gone is not present" },
      lastTransitionTime: since,
    };
    expect(judged(api(condition, { service: { namespace: "keda", name: "gone" } })).findings).toEqual([
      {
        subject: "apiservice/v1beta1.external.metrics.k8s.io",
        expected: "Available=True",
        actual:
          "Available=False (ServiceNotFound: service keda/gone is not present); it is served by service keda/gone",
        since,
      },
    ]);
  });

  test("Unknown, and nothing said, are not available", () => {
    expect(judged(api({ status: "Unknown" })).findings).toMatchObject([{ actual: "Available=Unknown" }]);
    expect(judged(api()).findings).toMatchObject([{ actual: "no Available condition" }]);
    expect(judged({ metadata: { name: "v1.apps" }, spec: null, status: null }).verdict).toBe("fail");
  });

  test("nothing to examine, a source that errs", () => {
    expect(judged()).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, { apiServices: trouble("forbidden") }, context).verdict).toBe("inconclusive");
  });
});
