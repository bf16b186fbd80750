import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./kube-proxy-is-absent.ts";

const now = new Date("2026-11-21T12:00:00Z");
const cilium = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium });
const named = (name: string, more: object = {}) => ({
  metadata: { name, namespace: "kube-system", creationTimestamp: "2026-11-21T10:00:00Z", ...more },
});
const judged = (daemonSets: object[], pods: object[] = [], given = profile) =>
  judge(row, { daemonSets: look(daemonSets), pods: look(pods) }, { profile: given, now });

describe("kubernetes/kube-proxy-is-absent", () => {
  test("only Cilium and others that are no CNI", () =>
    expect(judged([named("cilium"), named("spegel")], [named("web-1")])).toMatchObject({
      verdict: "pass",
      examined: 3,
    }));
  test.each([
    "kube-proxy",
    "kube-flannel-ds",
    "calico-node",
    "calico-typha",
    "canal",
    "kindnet",
    "weave-net",
    "antrea-agent",
  ])("%s as a DaemonSet", (name) => {
    expect(judged([named(name)]).findings).toEqual([
      {
        subject: `daemonset/kube-system/${name}`,
        expected: "nothing of that name",
        actual: "it is there",
        since: "2026-11-21T10:00:00Z",
      },
    ]);
  });
  test("a static kube-proxy pod; the pods of a found DaemonSet are not told again", () => {
    expect(judged([named("cilium")], [named("kube-proxy-cp1")]).findings).toMatchObject([
      { subject: "pod/kube-system/kube-proxy-cp1" },
    ]);
    const owned = named("kube-proxy-abc", { ownerReferences: [{ kind: "DaemonSet", name: "kube-proxy" }] });
    expect(judged([named("kube-proxy")], [owned]).findings).toHaveLength(1);
  });
  test("a pod that is over runs nothing; one without metadata has no name", () => {
    const over = (phase: string) => ({ ...named(`kube-proxy-${phase}`), status: { phase } });
    expect(judged([named("cilium")], [over("Succeeded"), over("Failed")])).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
    expect(judged([named("cilium")], [over("Pending")]).verdict).toBe("fail");
    expect(judged([{}], [{}])).toMatchObject({ examined: 2, findings: [] });
  });
  test("one owner of several is enough for a pod to be told with its DaemonSet", () => {
    const owners = [
      { kind: "Node", name: "cp1" },
      { kind: "DaemonSet", name: "kube-proxy" },
    ];
    expect(judged([named("kube-proxy")], [named("kube-proxy-abc", { ownerReferences: owners })]).findings).toHaveLength(
      1,
    );
  });
  test("names that only begin alike are others", () =>
    expect(judged([named("kube-proxyless"), named("flannelette")]).verdict).toBe("pass"));
  test("irrelevant, nothing seen, erring", () => {
    expect(judged([], [], profileOf()).reason).toBe("the profile's CNI is not Cilium");
    expect(judged([], [], profileOf({ cilium: { ...cilium, kubeProxyReplacement: false } })).reason).toBe(
      "the profile keeps kube-proxy",
    );
    expect(judged([]).verdict).toBe("inconclusive");
    expect(judge(row, { daemonSets: look([]), pods: trouble("forbidden") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});
