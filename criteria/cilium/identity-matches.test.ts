import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { ciliumStatus, healthyAgent } from "../testing/cilium-status.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./identity-matches.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const data = { "cluster-id": "1", "cluster-name": "infra" };
const judged = (config: object = data, parts: object = {}, endpoints?: object[]) =>
  judge(
    row,
    {
      ciliumConfig: look({ data: config }),
      ciliumStatus: look(ciliumStatus(parts)),
      ...(endpoints && { ciliumEndpoints: look(endpoints) }),
    },
    { profile, now },
  );
const endpoint = (id: number, node = "10.25.11.11") => ({ status: { identity: { id }, networking: { node } } });

describe("cilium/identity-matches", () => {
  test("configuration, agents and identities agree", () => {
    expect(judged(data, {}, [endpoint(65_600), endpoint(1), endpoint(131_071)])).toMatchObject({
      verdict: "pass",
      examined: 3,
    });
  });
  test("cluster-id 0, name default, or nothing in the ConfigMap", () => {
    expect(judged({ "cluster-id": "0", "cluster-name": "default" }).findings).toEqual([
      { subject: "configmap/cilium-config", expected: "cluster-id 1", actual: "cluster-id 0", hopeless: true },
      {
        subject: "configmap/cilium-config",
        expected: "cluster-name infra",
        actual: "cluster-name default",
        hopeless: true,
      },
    ]);
    expect(judged({}).findings).toMatchObject([{ actual: "no cluster-id" }, { actual: "no cluster-name" }]);
  });
  test("right in the ConfigMap, wrong in one agent", () => {
    const agents = { "cilium-a": healthyAgent, "cilium-b": { ...healthyAgent, cluster: { self: "default/cp2" } } };
    expect(judged(data, { agents }).findings).toEqual([
      { subject: "agent/cilium-b", expected: "cluster infra", actual: "runs as default/cp2" },
    ]);
  });
  test("an agent whose range of identities is another cluster's", () => {
    const agent = (least: number) => ({ "cilium-a": { ...healthyAgent, "identity-range": { "min-identity": least } } });
    expect(judged(data, { agents: agent(65_536) }).verdict).toBe("pass");
    expect(judged(data, { agents: agent(131_072) }).findings).toEqual([
      { subject: "agent/cilium-a", expected: "identities of cluster 1", actual: "gives identities of cluster 2" },
    ]);
    expect(judged(data, { agents: agent(256) }).findings).toMatchObject([{ actual: "gives identities of cluster 0" }]);
  });
  test("an agent that hands out another cluster's identities", () => {
    expect(judged(data, {}, [endpoint(131_100), endpoint(131_101), endpoint(70_000)]).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "identities of cluster 1",
        actual: "2 endpoints with identities of cluster 2, like 131101",
      },
    ]);
    expect(judged(data, {}, [endpoint(300)]).findings).toMatchObject([
      { actual: "1 endpoints with identities of cluster 0, like 300" },
    ]);
  });
  test("a node that the profile does not know is named by its address", () => {
    expect(judged(data, {}, [endpoint(131_100, "10.25.11.99")]).findings).toMatchObject([
      { subject: "node/10.25.11.99" },
    ]);
  });
  test("where 511 clusters may be meshed, a cluster's identities begin at half the number", () => {
    const wide = { ...data, "max-connected-clusters": "511" };
    expect(judged(wide, {}, [endpoint(32_768), endpoint(65_535)]).verdict).toBe("pass");
    expect(judged(wide, {}, [endpoint(65_600)]).findings).toMatchObject([
      { actual: "1 endpoints with identities of cluster 2, like 65600" },
    ]);
  });
  test("agents that are silent, or do not say, are unseen; none at all too", () => {
    expect(judged(data, { agents: { "cilium-a": null } })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "agent/cilium-a", reason: "did not answer the Cilium CLI" }],
    });
    expect(judged(data, { agents: { "cilium-a": {} } })).toMatchObject({ verdict: "inconclusive" });
    expect(judged(data, { agents: { "cilium-a": { cluster: { self: null } } } })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "agent/cilium-a", reason: "does not say which cluster it belongs to" }],
    });
    expect(judged(data, { agents: {} })).toMatchObject({ verdict: "inconclusive", unseen: [{ subject: "agents" }] });
    expect(judged(data, { agents: { "cilium-a": healthyAgent, "cilium-b": null } }).unseen).toEqual([
      { subject: "agent/cilium-b", reason: "did not answer the Cilium CLI" },
    ]);
    expect(judged(data, {}, [{ status: { identity: { id: 131_100 } } }]).findings).toMatchObject([
      { subject: "node/(unknown)" },
    ]);
    expect(judged(data, {}, [{ status: {} }, {}]).verdict).toBe("pass");
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(
      judge(row, { ciliumConfig: trouble("not-found"), ciliumStatus: look(ciliumStatus()) }, { profile, now }).verdict,
    ).toBe("inconclusive");
  });
});
