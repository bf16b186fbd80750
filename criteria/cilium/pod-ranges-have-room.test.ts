import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./pod-ranges-have-room.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ cilium: { clusterId: 1, clusterName: "infra" } });
const node = (name = "cp1", spec: object = {}, status: object = {}) => ({ metadata: { name }, spec, status });
const status = (...agents: [node: string, said: string | undefined][]) => ({
  agents: Object.fromEntries(
    agents.map(([name, said], n) => [`cilium-${n}`, { cluster: { self: `infra/${name}` }, ipam: { status: said } }]),
  ),
});
const judged = (nodes: object[], said?: object, endpoints: object[] = []) =>
  judge(
    row,
    {
      ciliumNodes: look(nodes),
      ciliumEndpoints: look(endpoints),
      ciliumStatus: said ? look(said) : trouble("command-failed"),
    },
    { profile, now },
  );

describe("cilium/pod-ranges-have-room", () => {
  test("as a real agent says it", () =>
    expect(judged([node()], status(["cp1", "IPv4: 7/254 allocated from 10.244.1.0/24, "]))).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: [],
    }));

  test("used up", () => {
    expect(judged([node()], status(["cp1", "254/254 allocated from 10.244.2.0/24"])).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "pod addresses left",
        actual: "254 of 254 addresses of 10.244.2.0/24 are given away on cp1, as its agent says",
      },
    ]);
  });

  test("a node whose agent is ready, and that no CiliumNode tells of", () => {
    const agent = (nodeName: string, ready: string) => ({
      metadata: { namespace: "kube-system", labels: { "k8s-app": "cilium" } },
      spec: { nodeName },
      status: { conditions: [{ type: "Ready", status: ready }] },
    });
    const said = status(["cp1", "IPv4: 7/254 allocated from 10.244.1.0/24, "]);
    const observed = { ciliumNodes: look([node()]), ciliumEndpoints: look([]), ciliumStatus: look(said) };
    const pods = look([agent("cp1", "True"), agent("cp2", "True"), agent("cp3", "False")]);
    expect(judge(row, { ...observed, pods }, { profile, now }).findings).toEqual([
      { subject: "node/cp2", expected: "a CiliumNode", actual: "none, though its agent is ready" },
    ]);
  });

  test("nearly: a remark above 95 %", () => {
    const remarks = (used: number) =>
      judged([node()], status(["cp1", `IPv4: ${used}/200 allocated from 10.0.0.0/24, `])).remarks;
    expect(remarks(190)).toEqual([]);
    expect(remarks(191)).toEqual(["191 of 200 addresses of 10.0.0.0/24 are given away on cp1, as its agent says"]);
  });

  test("of two families each", () => {
    const both = "IPv4: 5/254 allocated from 10.244.0.0/24, IPv6: 6/6 allocated from fd00::/125";
    expect(judged([node()], status(["cp1", both]))).toMatchObject({ examined: 2, findings: [{ subject: "node/cp1" }] });
  });

  describe("an agent that says nothing: its endpoints are counted", () => {
    const spec = { addresses: [{ ip: "10.0.0.1", type: "InternalIP" }], ipam: { podCIDRs: ["10.244.0.0/29"] } };
    const endpoints = (count: number, of = "10.0.0.1") =>
      Array.from({ length: count }, () => ({ status: { networking: { node: of } } }));

    test("with the agent's own two", () => {
      expect(judged([node("cp1", spec)], undefined, endpoints(3)).verdict).toBe("pass");
      expect(
        judged([node("cp1", spec)], undefined, [...endpoints(4), ...endpoints(9, "10.0.0.2")]).findings,
      ).toMatchObject([
        { actual: "6 of 6 addresses of 10.244.0.0/29 are given away on cp1, by the count of its endpoints" },
      ]);
    });

    test("without a range that can be counted nobody knows", () => {
      const v6 = { ...spec, ipam: { podCIDRs: ["fd00::/64"] } };
      for (const unknown of [node("cp1", v6), node("cp1")])
        expect(judged([unknown], undefined, endpoints(1))).toMatchObject({
          verdict: "inconclusive",
          unseen: [{ subject: "node/cp1" }],
        });
    });
  });

  test("the operator has no range for it", () => {
    const refused = { ipam: { "operator-status": { error: "all CIDR ranges are exhausted" } } };
    expect(judged([node("cp1", {}, refused)]).findings).toEqual([
      { subject: "node/cp1", expected: "a range of pod addresses", actual: "all CIDR ranges are exhausted" },
    ]);
  });

  test("nothing to examine, irrelevant, erring", () => {
    expect(judged([], status(["cp1", "1/254 allocated"])).reason).toBe("nothing to examine");
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    const results = { ciliumNodes: trouble("forbidden"), ciliumEndpoints: look([]) };
    expect(judge(row, results, { profile, now }).verdict).toBe("inconclusive");
  });
});
