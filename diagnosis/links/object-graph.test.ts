import { describe, expect, test } from "vitest";
import type { SourceResults } from "../../observations/observations.ts";
import { look, trouble } from "../../criteria/testing/sources.ts";
import { objectGraph } from "./object-graph.ts";

const causesOf = (object: string, results: SourceResults) => objectGraph(results).causesOf(object);
const ready = (status: string, reason = "", message = "") => ({
  conditions: [{ type: "Ready", status, reason, message }],
});
const of = (kind: string, name: string) => [{ apiVersion: "v1", kind, name, controller: true }];
const pod = (name: string, parts: object = {}) => ({
  metadata: { name, namespace: "a", ownerReferences: of("DaemonSet", "web") },
  ...parts,
});

test("where nothing could be read, nothing waits and every subject is its own object", () => {
  for (const results of [{}, { pods: trouble("forbidden"), kustomizations: trouble("forbidden") }]) {
    const graph = objectGraph(results);
    expect(graph.causesOf("pod/a/b")).toEqual([]);
    expect(graph.ownersOf("pod/a/b")).toEqual([]);
    expect(graph.objectOf("pod/a/b")).toBe("pod/a/b");
  }
});

test("a pod's subject, and a container's, are their workload's; other kinds are their own", () => {
  const graph = objectGraph({ pods: look([pod("web-x")]) });
  expect(graph.objectOf("pod/a/web-x")).toBe("daemonset/a/web");
  expect(graph.objectOf("container/a/web-x/main")).toBe("daemonset/a/web");
  expect(graph.objectOf("container/a/other/main")).toBe("container/a/other/main");
  expect(graph.objectOf("deployment/a/web-x")).toBe("deployment/a/web-x");
});

describe("what a pod's workload waits for", () => {
  test("its claims, and each secret that one of its containers misses", () => {
    const waiting = (message: string) => ({ name: "c", state: { waiting: { message } } });
    const spec = {
      nodeName: "n1",
      volumes: [{ persistentVolumeClaim: { claimName: "data" } }, { emptyDir: {} }],
    };
    const status = {
      initContainerStatuses: [waiting('secret "login" not found'), { name: "none" }],
      containerStatuses: [
        waiting('couldn\'t find key, and secret "token" not found'),
        waiting("image not found"),
        { name: "runs", state: {} },
      ],
    };
    expect(causesOf("daemonset/a/web", { pods: look([pod("web-x", { spec, status })]) })).toEqual([
      "secret/a/login",
      "secret/a/token",
      "persistentvolumeclaim/a/data",
    ]);
  });

  test("its node where that does not say that it is ready", () => {
    const nodes = look([
      { metadata: { name: "n1" }, status: ready("True") },
      { metadata: { name: "n2" } },
      { metadata: { name: "n3" }, status: ready("False") },
      {},
    ]);
    const on = (nodeName?: string) =>
      causesOf("daemonset/a/web", { pods: look([pod("x", { spec: { nodeName } })]), nodes });
    expect([on("n1"), on("n2"), on("n3"), on()]).toEqual([[], ["node/n2"], ["node/n3"], []]);
  });

  test("what several of its pods wait for is named once, and nothing waits for itself", () => {
    const spec = { volumes: [{ persistentVolumeClaim: { claimName: "data" } }] };
    const alone = {
      metadata: { name: "data", namespace: "a", ownerReferences: of("PersistentVolumeClaim", "data") },
      spec,
    };
    const other = { volumes: [{ persistentVolumeClaim: { claimName: "logs" } }] };
    const pods = look([pod("x", { spec }), pod("y", { spec }), pod("z", { spec: other }), alone]);
    expect(causesOf("daemonset/a/web", { pods })).toEqual([
      "persistentvolumeclaim/a/data",
      "persistentvolumeclaim/a/logs",
    ]);
    expect(causesOf("persistentvolumeclaim/a/data", { pods })).toEqual([]);
  });
});

describe("nodes", () => {
  const words = "container runtime network not ready: NetworkReady=false";
  test.each([
    ["False", words, ["daemonset/kube-system/cilium"]],
    ["False", "Network plugin is not ready", ["daemonset/kube-system/cilium"]],
    ["False", "disk is full", []],
    ["True", words, []],
  ])("Ready=%s, %s", (status, message, causes) => {
    expect(
      causesOf("node/n1", { nodes: look([{ metadata: { name: "n1" }, status: ready(status, "", message) }]) }),
    ).toEqual(causes);
  });
});

describe.each([
  ["deployments", "deployment"],
  ["daemonSets", "daemonset"],
  ["statefulSets", "statefulset"],
])("%s", (source, kind) => {
  const labels = { "helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "flux" };
  const annotations = { "meta.helm.sh/release-name": "r", "meta.helm.sh/release-namespace": "ns" };
  const made = (metadata: object) => ({ [source]: look([{ metadata: { name: "web", namespace: "a", ...metadata } }]) });

  test("wait for the Helm release that they are of, if both its name and namespace are said", () => {
    expect(causesOf(`${kind}/a/web`, made({ annotations }))).toEqual(["release/ns/r"]);
    for (const said of [{}, { "meta.helm.sh/release-name": "r" }, { "meta.helm.sh/release-namespace": "ns" }])
      expect(causesOf(`${kind}/a/web`, made({ annotations: said }))).toEqual([]);
    expect(causesOf(`${kind}/a/web`, made({}))).toEqual([]);
  });

  test("are owned by what their references say; kinds that say too little have their group", () => {
    const ownersOf = (ownerReferences: object[]) => objectGraph(made({ ownerReferences })).ownersOf(`${kind}/a/web`);
    expect(
      ownersOf([
        { apiVersion: "ceph.rook.io/v1", kind: "CephCluster", name: "c" },
        { apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", name: "db" },
      ]),
    ).toEqual(["cephcluster/a/c", "cluster.postgresql.cnpg.io/a/db"]);
    const clusterWide = { [source]: look([{ metadata: { name: "web", ownerReferences: of("Node", "n1") } }]) };
    expect(objectGraph(clusterWide).ownersOf(`${kind}/web`)).toEqual(["node/n1"]);
  });

  test("are what a HelmRelease that timed out waits for, if it is theirs by name and namespace", () => {
    const release = {
      metadata: { name: "web", namespace: "flux" },
      spec: { targetNamespace: "a", releaseName: "r" },
      status: ready("False", "InstallFailed", "context deadline exceeded"),
    };
    const waitsFor = (said: object) =>
      causesOf("helmrelease/flux/web", { helmReleaseResources: look([release]), ...made({ labels: said }) });
    expect(waitsFor(labels)).toEqual(["release/a/r", `${kind}/a/web`]);
    expect(waitsFor({ ...labels, "helm.toolkit.fluxcd.io/name": "b" })).toEqual(["release/a/r"]);
    expect(waitsFor({ ...labels, "helm.toolkit.fluxcd.io/namespace": "b" })).toEqual(["release/a/r"]);
  });
});

test("a Service waits for the workloads behind its endpoints", () => {
  const endpointSlices = look([
    {
      metadata: { name: "web-1", namespace: "a", labels: { "kubernetes.io/service-name": "web" } },
      endpoints: [
        { targetRef: { kind: "Pod", namespace: "a", name: "web-x" } },
        { targetRef: { kind: "Pod", namespace: "a", name: "gone" } },
        {},
      ],
    },
    { metadata: { name: "none", namespace: "a" }, endpoints: null },
  ]);
  const services = look([{ metadata: { name: "web", namespace: "a" } }]);
  const pods = look([pod("web-x")]);
  expect(causesOf("service/a/web", { endpointSlices, pods, services })).toEqual(["daemonset/a/web"]);
  expect(causesOf("service/a/none", { endpointSlices, pods })).toContain("deployment/a/none");
});

describe("Flux", () => {
  const kustomization = (reason: string, spec: object, status = "False", more: object = {}) =>
    causesOf("kustomization/flux/apps", {
      kustomizations: look([
        { metadata: { name: "apps", namespace: "flux" }, spec, status: { ...ready(status, reason), ...more } },
      ]),
    });
  const sourceRef = { kind: "GitRepository", name: "ops" };

  test("a Kustomization waits for what it depends on, in its own namespace or the one named", () => {
    const dependsOn = [{ name: "a" }, { name: "b", namespace: "other" }];
    expect(kustomization("DependencyNotReady", { dependsOn, sourceRef })).toEqual([
      "kustomization/flux/a",
      "kustomization/other/b",
    ]);
    expect(kustomization("DependencyNotReady", {})).toEqual([]);
  });

  test.each([
    ["ArtifactFailed", "False"],
    ["SourceNotReady", "False"],
    ["ReconciliationSucceeded", "True"],
  ])("with %s=%s it waits for its source", (reason, status) => {
    // one that says that all is well, and is not, may have lost its controller
    const controller = status === "True" ? ["deployment/flux-system/kustomize-controller"] : [];
    expect(kustomization(reason, { sourceRef }, status)).toEqual(["gitrepository/flux/ops", ...controller]);
    expect(kustomization(reason, { sourceRef: { ...sourceRef, namespace: "other" } }, status)).toEqual([
      "gitrepository/other/ops",
      ...controller,
    ]);
  });

  const entries = [
    { id: "a_web_apps_Deployment" },
    { id: "_op_external-secrets.io_ClusterSecretStore" },
    { id: "a_db_postgresql.cnpg.io_Cluster" },
    { id: "a_settings__ConfigMap" },
    { id: "a__apps_Deployment" },
    { id: "a_web_apps_" },
    { id: "a_web" },
    {},
  ];

  test.each(["HealthCheckFailed", "Progressing", "ProgressingWithRetry"])(
    "with %s it waits for what it applied",
    (reason) =>
      expect(kustomization(reason, { sourceRef }, "False", { inventory: { entries } })).toEqual([
        "deployment/a/web",
        "clustersecretstore/op",
        "cluster.postgresql.cnpg.io/a/db",
        "configmap/a/settings",
      ]),
  );

  test.each(["BuildFailed", "HealthCheckFailedBefore", "NotProgressing"])("with %s it waits for nobody", (reason) =>
    expect(kustomization(reason, { sourceRef }, "False", { inventory: { entries } })).toEqual([]),
  );

  test("one that has applied nothing yet waits for nobody", () => {
    for (const more of [{}, { inventory: null }, { inventory: { entries: null } }])
      expect(kustomization("HealthCheckFailed", { sourceRef }, "False", more)).toEqual([]);
  });

  const helmRelease = (reason: string, parts: object = {}, message = "") =>
    causesOf("helmrelease/flux/web", {
      helmReleaseResources: look([
        { metadata: { name: "web", namespace: "flux" }, status: { ...ready("False", reason, message) }, ...parts },
      ]),
      deployments: look([
        {
          metadata: {
            ...{ name: "web", namespace: "a" },
            labels: { "helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "flux" },
          },
        },
        {},
      ]),
    });

  test("a HelmRelease waits for what it depends on, then for its chart, else for its release", () => {
    const spec = { dependsOn: [{ name: "a" }, { name: "b", namespace: "other" }] };
    expect(helmRelease("DependencyNotReady", { spec })).toEqual(["helmrelease/flux/a", "helmrelease/other/b"]);
    expect(helmRelease("DependencyNotReady")).toEqual([]);
    for (const reason of ["SourceNotReady", "ArtifactFailed", "HelmChartNotReady"]) {
      const status = { ...ready("False", reason), helmChart: "flux/flux-web" };
      expect(helmRelease(reason, { status })).toEqual(["helmchart/flux/flux-web"]);
      expect(helmRelease(reason)).toEqual([]);
    }
    for (const reason of ["InstallFailed", "NotSourceNotReady", "SourceNotReadyYet"]) {
      const said = helmRelease(reason);
      expect(said[0]).toBe("release/flux/web");
    }
    expect(helmRelease("InstallFailed", {}, "hook failed")).toEqual(["release/flux/web"]);
  });

  test.each([
    ["InstallFailed", "context deadline exceeded"],
    ["InstallFailed", "timed out waiting"],
    ["UpgradeFailed", "Timeout"],
    ["UpgradeFailed", "resource is not ready"],
    ["Progressing", ""],
  ])("with %s: %s it waits for its workloads too", (reason, message) =>
    expect(helmRelease(reason, {}, message)).toEqual(["release/flux/web", "deployment/a/web"]),
  );

  test("a chart waits for its repository, a HelmRepository unless it says another kind", () => {
    const chart = (spec: object) =>
      causesOf("helmchart/flux/web", { helmCharts: look([{ metadata: { name: "web", namespace: "flux" }, spec }]) });
    const controller = "deployment/flux-system/source-controller";
    expect(chart({ sourceRef: { name: "r" } })).toEqual([controller, "helmrepository/flux/r"]);
    expect(chart({ sourceRef: { kind: "GitRepository", name: "r" } })).toEqual([controller, "gitrepository/flux/r"]);
  });
});

describe("secrets", () => {
  const externalSecrets = (spec: object) => ({
    externalSecrets: look([{ metadata: { name: "login", namespace: "a" }, spec }]),
  });

  test("an ExternalSecret waits for its store, of the cluster or of its namespace", () => {
    const store = (secretStoreRef: object) => causesOf("externalsecret/a/login", externalSecrets({ secretStoreRef }));
    expect(store({ kind: "ClusterSecretStore", name: "op" })).toEqual(["clustersecretstore/op"]);
    expect(store({ kind: "SecretStore", name: "op" })).toEqual(["secretstore/a/op"]);
    expect(store({ name: "op" })).toEqual(["secretstore/a/op"]);
  });

  test("a secret waits for the ExternalSecret that makes it, by its own name or the target's", () => {
    expect(causesOf("secret/a/login", externalSecrets({}))).toEqual(["externalsecret/a/login"]);
    expect(causesOf("secret/a/other", externalSecrets({ target: { name: "other" } }))).toEqual([
      "externalsecret/a/login",
    ]);
    expect(causesOf("secret/a/login", externalSecrets({ target: { name: "other" } }))).toEqual([]);
  });

  test("a store waits for the Connect server of its address, where that is a Service of the cluster", () => {
    const provider = (connectHost?: string) => ({ spec: { provider: { onepassword: { connectHost } } } });
    const results = (parts: object) => ({
      clusterSecretStores: look([{ metadata: { name: "op" }, ...parts }]),
      secretStores: look([{ metadata: { name: "op", namespace: "a" }, ...parts }]),
    });
    for (const host of ["http://connect.vault.svc:8080", "https://connect.vault.svc.cluster.local"]) {
      expect(causesOf("clustersecretstore/op", results(provider(host)))).toEqual(["deployment/vault/connect"]);
      expect(causesOf("secretstore/a/op", results(provider(host)))).toEqual(["deployment/vault/connect"]);
    }
    for (const parts of [
      provider("https://my.1password.eu"),
      provider("via=http://connect.vault.svc"),
      provider(),
      { spec: { provider: { onepassword: null } } },
      { spec: { provider: null } },
      { spec: null },
    ])
      expect(causesOf("clustersecretstore/op", results(parts))).toEqual([]);
  });
});

test("objects without metadata, or that say they wait but not for whom", () => {
  const message = 'secret "login" not found';
  const bare = {
    spec: { nodeName: "n1", volumes: [{ persistentVolumeClaim: { claimName: "data" } }] },
    status: { containerStatuses: [{ name: "c", state: { waiting: { message } } }] },
  };
  expect(causesOf("pod//", { pods: look([bare]) })).toHaveLength(2);
  for (const reason of ["DependencyNotReady", "HealthCheckFailed", "Progressing"]) {
    const waiting = [{ metadata: { name: "a", namespace: "b" }, status: ready("False", reason) }];
    expect(causesOf("kustomization/b/a", { kustomizations: look(waiting) })).toEqual([]);
  }
  const unsourced = [{ metadata: { name: "a", namespace: "b" }, status: ready("True") }];
  expect(() => objectGraph({ kustomizations: look(unsourced) })).not.toThrow();
});

/** Links are the last thing that a run makes before it saves what it saw: no object may stop them. */
test.each([{}, { metadata: null, spec: null, status: null, endpoints: null }, { metadata: {}, spec: {}, status: {} }])(
  "an object of %j says nothing of anyone",
  (object) => {
    const sources = [
      ...["nodes", "pods", "deployments", "daemonSets", "statefulSets", "endpointSlices", "kustomizations"],
      ...["helmReleaseResources", "helmCharts", "externalSecrets", "clusterSecretStores", "secretStores"],
    ];
    const results = Object.fromEntries(sources.map((source) => [source, look([object])]));
    const graph = objectGraph(results);
    for (const kind of ["node", "pod", "deployment", "daemonset", "statefulset", "kustomization", "clustersecretstore"])
      expect([...graph.causesOf(`${kind}/(no name)`), ...graph.ownersOf(`${kind}/(no name)`)]).toEqual(
        kind === "kustomization" ? ["deployment/flux-system/kustomize-controller"] : [],
      );
  },
);
