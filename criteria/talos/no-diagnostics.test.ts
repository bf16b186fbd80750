import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import noDiagnostics from "./no-diagnostics.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: {} });
const alive = [answered("cp1", [resource("machine", {})])];
const judged = (diagnostics: object[], machines: object[] = alive) =>
  judge(noDiagnostics, { talosDiagnostics: look(diagnostics), talosMachineStatuses: look(machines) }, { profile, now });

describe("talos/no-diagnostics", () => {
  test("an empty list from a node that answers", () => {
    expect(judged([answered("cp1", [])])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("an active diagnostic", () => {
    const overlap = resource("address-overlap", {
      message: "host and Kubernetes pod/service CIDR addresses overlap",
      details: ['host routed addresses: ["10.244.0.5/16"]'],
    });
    expect(judged([answered("cp1", [overlap])]).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "no diagnostic",
        actual:
          'address-overlap: host and Kubernetes pod/service CIDR addresses overlap (host routed addresses: ["10.244.0.5/16"])',
        since: "2026-11-21T11:40:00Z",
      },
    ]);
    expect(judged([answered("cp1", [resource("x", null)])]).findings).toMatchObject([
      { actual: "x: without a message" },
    ]);
  });

  test("a kubelet's request that nobody approves is named as the request", () => {
    const request = resource("kubelet-csr", {
      message: "kubelet server certificate rotation is enabled, but CSR is not approved",
      details: ["kubelet API error: remote error: tls: internal error", "pending CSRs: csr-swhzh"],
    });
    expect(judged([answered("cp1", [request])]).findings).toMatchObject([
      { subject: "certificatesigningrequest/csr-swhzh", expected: "no diagnostic of node cp1" },
    ]);
  });

  test("an empty list from a node that lists nothing at all, or a silent node", () => {
    expect(judged([answered("cp1", [])], [answered("cp1", [])])).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: lists no diagnostics, but no machine status either",
    });
    expect(judged([silent("cp1", "reset")]).reason).toBe("node/cp1: reset");
    expect(judged([])).toMatchObject({ verdict: "inconclusive" });
  });

  test("a source that is missing, and a profile without Talos", () => {
    const results = { talosDiagnostics: trouble("timeout"), talosMachineStatuses: look(alive) };
    expect(judge(noDiagnostics, results, { profile, now }).reason).toBe("talosDiagnostics: timeout");
    expect(judge(noDiagnostics, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
