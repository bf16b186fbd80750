import { describe, expect, test } from "vitest";
import type { Judgement } from "../../criteria/judge.ts";
import { look } from "../../criteria/testing/sources.ts";
import { linksBetween } from "./links.ts";
import type { JudgedCheck } from "./judged-check.ts";

const failed = (id: string, subjects: string[], restsOn: string[] = []): JudgedCheck => ({
  criterion: { restsOn },
  judgement: {
    ...{ id, verdict: "fail", examined: 1, unseen: [], remarks: [], troubles: [] },
    findings: subjects.map((subject) => ({ subject, expected: "x", actual: "y" })),
  },
});
const unjudged = (id: string, parts: Partial<Judgement>): JudgedCheck => ({
  criterion: { restsOn: [] },
  judgement: {
    ...{ id, verdict: "inconclusive", examined: 0, findings: [], unseen: [], remarks: [], troubles: [] },
    ...parts,
  },
});
const pod = (name: string, nodeName = "n1", message = "") => ({
  metadata: {
    ...{ name, namespace: "a", labels: { "pod-template-hash": "h" } },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-h", uid: "u", controller: true }],
  },
  spec: { nodeName, containers: [] },
  status: { containerStatuses: [{ name: "c", state: { waiting: { reason: "X", message } } }] },
});
const node = (name: string, ready: string, message = "") => ({
  metadata: { name },
  status: { conditions: [{ type: "Ready", status: ready, message }] },
});
const flux = (name: string, reason: string, spec: object = {}, inventory: string[] = []) => ({
  metadata: { name, namespace: "flux-system" },
  spec,
  status: {
    conditions: [{ type: "Ready", status: "False", reason, message: "timeout waiting for it" }],
    inventory: { entries: inventory.map((id) => ({ id })) },
  },
});
const explained = (rows: JudgedCheck[], results: Parameters<typeof linksBetween>[1]) =>
  linksBetween(rows, results).map(({ row, subject, explainedBy }) => `${row} ${subject ?? "*"} <- ${explainedBy}`);

describe("what findings have to do with each other", () => {
  test("what went with a HelmRelease that was uninstalled is explained by that; what is still there is not", () => {
    const rows = [failed("x/stuck", ["helmrelease/a/operator"]), failed("x/ceph", ["cephcluster/a/main"])];
    const release = (reason: string) => ({
      ...flux("operator", reason),
      metadata: { name: "operator", namespace: "a" },
    });
    const results = { helmReleaseResources: look([release("UninstallSucceeded")]), cephClusters: look([]) };
    expect(explained(rows, results)).toEqual(["x/ceph cephcluster/a/main <- x/stuck"]);
    const there = look([{ metadata: { name: "main", namespace: "a" } }]);
    expect(explained(rows, { ...results, cephClusters: there })).toEqual([]);
    expect(explained(rows, { helmReleaseResources: results.helmReleaseResources })).toEqual([]);
    // one that has never come to anything has not brought it; one that has, did
    const failing = { ...release("InstallFailed"), status: { ...release("InstallFailed").status, history: [{}] } };
    expect(explained(rows, { ...results, helmReleaseResources: look([failing]) })).toEqual([]);
    expect(explained(rows, { ...results, helmReleaseResources: look([release("InstallFailed")]) })).toHaveLength(1);
  });

  test("agents that do not follow a configuration which is wrong itself wait for that", () => {
    const agents = failed("cilium/agents-run-the-current-config", ["pod/kube-system/cilium-1"]);
    const rows = [failed("x/routing", ["configmap/cilium-config"]), agents];
    expect(explained(rows, {})).toEqual(["cilium/agents-run-the-current-config pod/kube-system/cilium-1 <- x/routing"]);
    expect(explained([agents], {})).toEqual([]);
  });

  test("where a check finds both what waits and what it waits for, the second is the evidence", () => {
    const rows = [failed("x/stuck", ["kustomization/flux-system/apps", "deployment/a/web"])];
    const results = { kustomizations: look([flux("apps", "HealthCheckFailed", {}, ["a_web_apps_Deployment"])]) };
    expect(explained(rows, results)).toEqual(["x/stuck kustomization/flux-system/apps <- x/stuck"]);
  });

  const nodes = "kubernetes/every-expected-node-is-ready";

  test("a pod's node that is lost explains its workload; a node that is well does not", () => {
    const rows = [failed(nodes, ["node/n1"]), failed("x/workload", ["deployment/a/web"])];
    const results = { pods: look([pod("web-h-1")]), nodes: look([node("n1", "Unknown")]) };
    expect(explained(rows, results)).toEqual([`x/workload deployment/a/web <- ${nodes}`]);
    expect(explained(rows, { ...results, nodes: look([node("n1", "True")]) })).toEqual([]);
    expect(explained(rows, { pods: results.pods })).toEqual([]);
  });

  test("a node that waits for its network waits for the agents", () => {
    const rows = [failed(nodes, ["node/n1"]), failed("x/agents", ["daemonset/kube-system/cilium"])];
    const message = "container runtime network not ready: NetworkReady=false";
    expect(explained(rows, { nodes: look([node("n1", "False", message)]) })).toEqual([`${nodes} node/n1 <- x/agents`]);
    expect(explained(rows, { nodes: look([node("n1", "False", "disk is full")]) })).toEqual([]);
  });

  test("a secret that a pod misses, the ExternalSecret that makes it, its store, and who serves that", () => {
    const rows = [
      failed("x/pods", ["deployment/a/web"]),
      failed("x/secrets", ["externalsecret/a/login"]),
      failed("x/stores", ["clustersecretstore/op"]),
      failed("x/connect", ["deployment/b/connect"]),
    ];
    const results = {
      pods: look([pod("web-h-1", "n1", 'secret "login" not found')]),
      externalSecrets: look([
        {
          metadata: { name: "login", namespace: "a" },
          spec: { secretStoreRef: { kind: "ClusterSecretStore", name: "op" } },
        },
      ]),
      clusterSecretStores: look([
        {
          metadata: { name: "op" },
          spec: { provider: { onepassword: { connectHost: "http://connect.b.svc.cluster.local:8080" } } },
        },
      ]),
    };
    expect(explained(rows, results)).toEqual([
      "x/pods deployment/a/web <- x/secrets",
      "x/secrets externalsecret/a/login <- x/stores",
      "x/stores clustersecretstore/op <- x/connect",
    ]);
  });

  test("a Service that leads nowhere, and a Ceph whose operator is gone", () => {
    const rows = [
      failed("x/service", ["service/a/relay"]),
      failed("x/ceph", ["cephcluster/a/c"]),
      failed("x/workloads", ["deployment/a/relay", "deployment/a/rook-ceph-operator"]),
    ];
    const slice = (endpoints: object[]) => ({
      endpointSlices: look([
        { metadata: { namespace: "a", labels: { "kubernetes.io/service-name": "relay" } }, endpoints },
      ]),
      cephClusters: look([{ metadata: { name: "c", namespace: "a" } }]),
    });
    const byOperator = "x/ceph cephcluster/a/c <- x/workloads";
    expect(explained(rows, slice([]))).toEqual(["x/service service/a/relay <- x/workloads", byOperator]);
    const services = look([{ metadata: { name: "relay", namespace: "a" } }]);
    expect(explained(rows, { ...slice([{ addresses: ["10.0.0.1"] }]), services })).toEqual([byOperator]);
  });

  test("a Kustomization that waits for what it applied; one that was refused waits for nobody", () => {
    const rows = [failed("x/flux", ["kustomization/flux-system/apps"]), failed("x/workload", ["deployment/a/web"])];
    const apps = (reason: string) => ({ kustomizations: look([flux("apps", reason, {}, ["a_web_apps_Deployment"])]) });
    expect(explained(rows, apps("HealthCheckFailed"))).toEqual(["x/flux kustomization/flux-system/apps <- x/workload"]);
    expect(explained(rows, apps("ReconciliationFailed"))).toEqual([]);
  });

  test("dependencies are followed to their end; in a circle each leads to the other", () => {
    const ks = (name: string, on: string) => flux(name, "DependencyNotReady", { dependsOn: [{ name: on }] });
    const results = { kustomizations: look([ks("a", "b"), ks("b", "c"), flux("c", "BuildFailed")]) };
    const subject = (name: string) => `kustomization/flux-system/${name}`;
    const stuck = failed("x/stuck", [subject("c")]);
    const all = failed("x/all", [subject("a"), subject("b"), subject("c")], ["x/stuck"]);
    expect(explained([stuck, all], results)).toEqual([
      `x/all ${subject("a")} <- x/all`,
      `x/all ${subject("b")} <- x/stuck`,
      `x/all ${subject("b")} <- x/all`,
      `x/all ${subject("c")} <- x/stuck`,
    ]);
    const circle = { kustomizations: look([ks("a", "b"), ks("b", "a")]) };
    expect(
      explained([failed("x/stuck", [subject("a")]), failed("x/all", [subject("b")], ["x/stuck"])], circle),
    ).toEqual([`x/stuck ${subject("a")} <- x/all`, `x/all ${subject("b")} <- x/stuck`]);
  });

  test("a HelmRelease that timed out waits for its workloads, one without its chart for that", () => {
    const release = (reason: string) => ({
      metadata: { name: "web", namespace: "a" },
      spec: {},
      status: {
        helmChart: "flux-system/a-web",
        conditions: [{ type: "Ready", status: "False", reason, message: "context deadline exceeded" }],
      },
    });
    const labels = { "helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "a" };
    const deployments = look([{ metadata: { name: "server", namespace: "a", labels } }]);
    const rows = [
      failed("x/flux", ["helmrelease/a/web"]),
      failed("x/workload", ["deployment/a/server"]),
      failed("x/chart", ["helmchart/flux-system/a-web"]),
    ];
    const of = (reason: string) => explained(rows, { helmReleaseResources: look([release(reason)]), deployments });
    expect(of("InstallFailed")).toEqual(["x/flux helmrelease/a/web <- x/workload"]);
    expect(of("SourceNotReady")).toEqual(["x/flux helmrelease/a/web <- x/chart"]);
  });

  test("a general row is explained by the check that speaks of the same object, or of who owns it", () => {
    const general = failed("workloads/every-pod-runs", ["deployment/a/web"]);
    expect(explained([failed("x/own", ["pod/a/web-h-1"]), general], { pods: look([pod("web-h-1")]) })).toEqual([
      "workloads/every-pod-runs deployment/a/web <- x/own",
    ]);
    const ownerReferences = [{ apiVersion: "ceph.rook.io/v1", kind: "CephCluster", name: "c", uid: "u" }];
    const deployments = look([{ metadata: { name: "web", namespace: "a", ownerReferences } }]);
    expect(explained([failed("x/ceph", ["cephcluster/a/c"]), general], { deployments })).toContain(
      "workloads/every-pod-runs deployment/a/web <- x/ceph",
    );
  });

  test("what could not be read by right or for want of a tool, and what is unseen because it is broken", () => {
    const access = failed("prerequisites/access-is-enough-and-read-only", ["resource/pods"]);
    const troubles = [{ source: "pods" as const, trouble: { kind: "forbidden" as const, message: "403" } }];
    const row = unjudged("x/pods", { troubles });
    expect(explained([access, row], {})).toEqual(["x/pods * <- prerequisites/access-is-enough-and-read-only"]);
    expect(explained([row], {})).toEqual([]);
    const failing = [{ source: "nodes" as const, trouble: { kind: "server-error" as const, message: "500" } }];
    const unserved = unjudged("x/nodes", { troubles: failing });
    expect(explained([failed("kubernetes/api-is-ready", ["readyz/etcd"]), unserved], {})).toEqual([
      "x/nodes * <- kubernetes/api-is-ready",
    ]);
    expect(explained([unserved], {})).toEqual([]);
    const missing = unjudged("x/versions", { unseen: [{ subject: "release/a/web", reason: "none" }] });
    expect(explained([failed("x/releases", ["release/a/web"]), missing], {})).toEqual([
      "x/versions release/a/web <- x/releases",
    ]);
    const more = [
      { subject: "release/a/web", reason: "none" },
      { subject: "release/a/other", reason: "none" },
    ];
    expect(explained([failed("x/releases", ["release/a/web"]), unjudged("x/versions", { unseen: more })], {})).toEqual([
      "x/versions release/a/web <- x/releases",
    ]);
  });

  test("where two checks found the same, the one that speaks of it comes before a general one", () => {
    const results = { kustomizations: look([flux("apps", "HealthCheckFailed", {}, ["a_web_apps_Deployment"])]) };
    const general = failed("workloads/every-pod-runs", ["deployment/a/web"]);
    const own = failed("x/workload", ["deployment/a/web"]);
    const waits = failed("x/flux", ["kustomization/flux-system/apps"]);
    expect(explained([general, own, waits], results)).toContain("x/flux kustomization/flux-system/apps <- x/workload");
    expect(explained([own, waits, general], results)).toContain("x/flux kustomization/flux-system/apps <- x/workload");
  });

  test("a general check whose object nobody else speaks of, nor of its owner, is explained by none", () => {
    const ownerReferences = [{ apiVersion: "ceph.rook.io/v1", kind: "CephCluster", name: "c", uid: "u" }];
    const deployments = look([{ metadata: { name: "web", namespace: "a", ownerReferences } }]);
    const general = failed("workloads/every-pod-runs", ["deployment/a/web"]);
    expect(explained([general], { deployments })).toEqual([]);
    expect(explained([general, failed("workloads/restarts-are-rare", ["job/a/c"])], { deployments })).toEqual([]);
  });

  test("neither a waived finding explains, nor one of a check that could not be judged", () => {
    const results = { kustomizations: look([flux("apps", "HealthCheckFailed", {}, ["a_web_apps_Deployment"])]) };
    const waits = failed("x/flux", ["kustomization/flux-system/apps"]);
    const { judgement, criterion } = failed("x/workload", ["deployment/a/web"]);
    const told = (verdict: Judgement["verdict"]) =>
      explained([{ criterion, judgement: { ...judgement, verdict } }, waits], results);
    expect(told("fail")).toEqual(["x/flux kustomization/flux-system/apps <- x/workload"]);
    expect(told("waived")).toEqual([]);
    expect(told("inconclusive")).toEqual([]);
  });

  test("each finding is linked to the next on its chain, by whichever check speaks of that", () => {
    const ks = (name: string, on: string) => flux(name, "DependencyNotReady", { dependsOn: [{ name: on }] });
    const results = { kustomizations: look([ks("a", "b"), ks("b", "c"), flux("c", "BuildFailed")]) };
    const subject = (name: string) => `kustomization/flux-system/${name}`;
    const all = [subject("a"), subject("b"), subject("c")];
    expect(explained([failed("x/all", all)], results)).toEqual([
      `x/all ${subject("a")} <- x/all`,
      `x/all ${subject("b")} <- x/all`,
    ]);
    expect(explained([failed("x/other", [subject("c")]), failed("x/all", all)], results)).toEqual([
      `x/all ${subject("a")} <- x/all`,
      `x/all ${subject("b")} <- x/other`,
      `x/all ${subject("b")} <- x/all`,
    ]);
    const own = failed("x/ends", [subject("a"), subject("c")], ["x/way"]);
    expect(explained([failed("x/way", [subject("b")]), own], results)).toEqual([
      `x/way ${subject("b")} <- x/ends`,
      `x/ends ${subject("a")} <- x/way`,
    ]);
  });

  test("those of a circle are linked in turn", () => {
    const ks = (name: string, on: string) => flux(name, "DependencyNotReady", { dependsOn: [{ name: on }] });
    const subject = (name: string) => `kustomization/flux-system/${name}`;
    const results = { kustomizations: look([ks("a", "b"), ks("b", "c"), ks("c", "b")]) };
    const row = (name: string) => failed(`x/${name}`, [subject(name)]);
    expect(explained([row("a"), row("b")], results)).toEqual([`x/a ${subject("a")} <- x/b`]);
    expect(explained([row("a"), row("b"), row("c")], results)).toEqual([
      `x/a ${subject("a")} <- x/b`,
      `x/b ${subject("b")} <- x/c`,
      `x/c ${subject("c")} <- x/b`,
    ]);
  });

  test("only what is not judged is explained by what could not be read or seen", () => {
    const access = failed("prerequisites/access-is-enough-and-read-only", ["resource/pods"]);
    const waived = { ...access, judgement: { ...access.judgement, verdict: "waived" as const } };
    const troubles = (kind: "forbidden" | "unreachable") => [
      { source: "pods" as const, trouble: { kind, message: "403" } },
    ];
    expect(explained([access, unjudged("x/pods", { troubles: troubles("forbidden") })], {})).toHaveLength(1);
    expect(explained([waived, unjudged("x/pods", { troubles: troubles("forbidden") })], {})).toEqual([]);
    expect(explained([access, unjudged("x/pods", { troubles: troubles("unreachable") })], {})).toEqual([]);
    expect(
      explained([failed("x/other", ["a/b"]), unjudged("x/pods", { troubles: troubles("forbidden") })], {}),
    ).toEqual([]);
    const passed = { ...access, judgement: { ...access.judgement, verdict: "pass" as const } };
    expect(explained([passed, unjudged("x/pods", { troubles: troubles("forbidden") })], {})).toEqual([]);
    const judged = { troubles: troubles("forbidden"), unseen: [{ subject: "release/a/web", reason: "none" }] };
    expect(
      explained([access, failed("x/r", ["release/a/web"]), unjudged("x/pods", { verdict: "fail", ...judged })], {}),
    ).toEqual([]);
  });

  test("what is unseen is explained by the object itself where nothing is told of what it waits for", () => {
    const results = {
      pods: look([pod("web-h-1", "n1")]),
      nodes: look([node("n1", "Unknown")]),
    };
    const unseen = [{ subject: "pod/a/web-h-1", reason: "no answer" }];
    const rows = [failed("x/workload", ["deployment/a/web"]), unjudged("x/pods", { unseen })];
    expect(explained(rows, results)).toEqual(["x/pods pod/a/web-h-1 <- x/workload"]);
    expect(explained([failed("x/nodes", ["node/n1"]), ...rows], results)).toContain("x/pods pod/a/web-h-1 <- x/nodes");
  });

  test("each link says why", () => {
    const results = { pods: look([pod("web-h-1")]), nodes: look([node("n1", "Unknown")]) };
    const rows = [
      failed("x/nodes", ["node/n1"]),
      failed("x/workload", ["pod/a/web-h-1"]),
      failed("x/same", ["node/n1"], ["x/nodes"]),
      failed("workloads/every-pod-runs", ["job/a/j"]),
      failed("x/job", ["job/a/j"]),
      failed("prerequisites/tools-are-installed", ["tool/cilium"]),
      unjudged("x/unseen", { unseen: [{ subject: "node/n1", reason: "none" }] }),
      unjudged("x/tool", {
        troubles: [{ source: "ciliumConfig", trouble: { kind: "command-missing", message: "no cilium" } }],
      }),
    ];
    expect(linksBetween(rows, results).map(({ because }) => because)).toEqual([
      "pod/a/web-h-1 waits for node/n1",
      "pod/a/web-h-1 waits for node/n1",
      "x/nodes speaks of it too",
      "x/job speaks of it too",
      "ciliumConfig: no cilium",
    ]);
  });
});
