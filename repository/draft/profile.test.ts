import { describe, expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import type { Draft } from "./draft.ts";
import { draftOf } from "./profile.ts";

/** The draft as it would be read, gaps left out. */
function plain(draft: Draft): unknown {
  switch (draft.is) {
    case "value":
      return draft.value;
    case "flow":
      return draft.of;
    case "gap":
      return undefined;
    case "list":
      return draft.items.map(plain);
    case "map":
      return Object.fromEntries(draft.entries.map(([key, one]) => [key, plain(one)]));
  }
}

type Section = Record<string, unknown>;

/** One part of what is drafted from a checkout. */
function drafted(texts: Record<string, string>, name = "home"): Record<string, Section> {
  const { draft, refusal } = draftOf(checkoutOf(texts), name);
  if (!draft) throw new Error(refusal);
  return plain(draft) as Record<string, Section>;
}

/** The entry of a draft under its keys. */
function entry(texts: Record<string, string>, ...keys: (string | number)[]): Draft | undefined {
  let current: Draft | undefined = draftOf(checkoutOf(texts), "home").draft;
  for (const key of keys) {
    if (current?.is === "map") current = current.entries.find(([name]) => name === key)?.[1];
    else if (current?.is === "list") current = current.items[Number(key)];
    else return undefined;
  }
  return current;
}

const TALCONFIG = `clusterName: home
talosVersion: v1.12.0
kubernetesVersion: 1.35.0
endpoint: https://10.0.0.10:6443
clusterPodNets: [10.244.0.0/16]
clusterSvcNets: [10.245.0.0/16]
nodes:
  - hostname: cp-1.\${domain}
    ipAddress: 10.0.0.11
    controlPlane: true
    networkInterfaces:
      - { interface: bond0, mtu: 9000, addresses: [10.0.0.11/24], bond: { mode: 802.3ad, interfaces: [a, b] } }
  - hostname: wk-1
    ipAddress: 10.0.0.12
    networkInterfaces:
      - { interface: bond0, mtu: 9000, addresses: [10.0.0.12/24], bond: { mode: 802.3ad, interfaces: [c, d] } }
`;

describe("machines", () => {
  test("of talhelper, with versions, networks, MTU and bonds", () => {
    const { kubernetes, talos, nodes, network } = drafted({ "talos/talconfig.yaml": TALCONFIG });
    expect(kubernetes).toEqual({ version: "v1.35.0", endpoint: "https://10.0.0.10:6443", context: undefined });
    expect(talos).toMatchObject({ version: "v1.12.0", mtu: 9000, bonds: [{ name: "bond0", members: 2 }] });
    expect(nodes).toEqual([
      { name: "cp-1", address: "10.0.0.11", role: "control-plane" },
      { name: "wk-1", address: "10.0.0.12", role: "worker" },
    ]);
    expect(network).toEqual({ pods: ["10.244.0.0/16"], services: ["10.245.0.0/16"], nodes: ["10.0.0.0/24"] });
  });

  test("each value says where it came from", () => {
    expect(entry({ "talos/talconfig.yaml": TALCONFIG }, "kubernetes", "endpoint")).toEqual({
      is: "value",
      value: "https://10.0.0.10:6443",
      from: "talos/talconfig.yaml:4",
    });
  });

  test("different MTUs are a gap that names them, and a bond of another mode is none", () => {
    const texts = { "talos/talconfig.yaml": TALCONFIG.replace("mtu: 9000", "mtu: 1500").replaceAll("802.3ad", "lacp") };
    expect(entry(texts, "talos", "mtu")).toMatchObject({ is: "gap", wanted: expect.stringContaining("1500 and 9000") });
    expect(entry(texts, "talos", "bonds")).toMatchObject({
      is: "gap",
      wanted: expect.stringContaining("lacp, 2 member(s)"),
    });
  });

  test("an MTU whose links no bond names gives their names", () => {
    const texts = { "talos/talconfig.yaml": TALCONFIG.replaceAll("802.3ad", "active-backup") };
    expect(drafted(texts).talos).toMatchObject({ mtu: 9000, links: ["bond0"], bonds: undefined });
  });

  test("a link that carries an MTU on one machine only is a gap (tvories); 0 is the kernel's own (truxnell)", () => {
    const bonded = TALCONFIG.replaceAll(", bond: { mode: 802.3ad, interfaces: [a, b] }", "");
    const plain = bonded.replaceAll(", bond: { mode: 802.3ad, interfaces: [c, d] }", "");
    const uneven = plain
      .replace("interface: bond0, mtu: 9000", "interface: bond0")
      .replace(
        "      - { interface: bond0, addresses",
        "      - { interface: x, mtu: 9000 }\n      - { interface: bond0, addresses",
      );
    const mtuOf = (text: string) => entry({ "talos/talconfig.yaml": text }, "talos", "mtu");
    expect(mtuOf(uneven)).toMatchObject({ is: "gap", wanted: "one MTU of bond0: only some machines give it 9000" });
    expect(mtuOf(plain.replaceAll("mtu: 9000", "mtu: 0"))).toMatchObject({ is: "gap" });
  });

  test("a database's bootstrap is no runbook of the cluster's (duynhlab)", () => {
    const talos = { "talos/talconfig.yaml": TALCONFIG };
    const runbook = (path: string) => entry({ ...talos, [path]: "# Bootstrap\n" }, "bootstrap", "runbook");
    expect(runbook("docs/runbooks/bootstrap.md")).toMatchObject({ is: "value" });
    expect(runbook("docs/databases/runbooks/cnpg-bootstrap.md")).toMatchObject({ is: "gap" });
  });

  test("an address that two machines have is nobody's (tvories)", () => {
    const shared = TALCONFIG.replace("10.0.0.12\n", "10.0.0.11\n");
    expect(drafted({ "talos/talconfig.yaml": shared }).nodes).toEqual([
      { name: "cp-1", address: undefined, role: "control-plane" },
      { name: "wk-1", address: undefined, role: "worker" },
    ]);
  });

  test("of files by machine, whose name may be the address; what they leave open stays open", () => {
    const { nodes } = drafted({
      "talos/nodes/10.0.0.11.yaml.j2": "machine: { type: controlplane, network: { hostname: cp-1.lan } }\n",
      "talos/nodes/second.yaml": "machine: { network: { hostname: cp-2 } }\n",
    });
    expect(nodes).toEqual([
      { name: "cp-1", address: "10.0.0.11", role: "control-plane" },
      { name: "cp-2", address: undefined, role: undefined },
    ]);
  });

  test("of topf, and not of the parts that it puts together", () => {
    const { nodes, kubernetes } = drafted({
      "talos/topf.yaml":
        "clusterName: home\nclusterEndpoint: https://k8s.internal:6443\nkubernetesVersion: 1.36.2\nnodes:\n  - { host: a, ip: 10.0.0.11, role: control-plane }\n  - { host: b, role: worker }\n",
      "talos/all/hostname.yaml": "machine: { network: { hostname: x } }\n",
    });
    expect(nodes).toEqual([
      { name: "a", address: "10.0.0.11", role: "control-plane" },
      { name: "b", address: undefined, role: "worker" },
    ]);
    expect(kubernetes).toMatchObject({ endpoint: "https://k8s.internal:6443", version: "v1.36.2" });
  });

  test("only those of the chosen cluster's own list", () => {
    const other = TALCONFIG.replace("clusterName: home", "clusterName: other").replaceAll("10.0.0.", "10.9.0.");
    const texts = { "talos/home/talconfig.yaml": TALCONFIG, "talos/other/talconfig.yaml": other };
    expect(drafted(texts).nodes).toMatchObject([{ address: "10.0.0.11" }, { address: "10.0.0.12" }]);
  });
});

const helmRelease = (name: string, namespace: string, values: object): string =>
  JSON.stringify({
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name, namespace },
    spec: { chart: { spec: { chart: name, version: "1.2.3", sourceRef: { kind: "HelmRepository", name } } }, values },
  });

const INSTANCE = `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec:
  distribution: { version: 2.7.5 }
  sync: { kind: GitRepository, url: "https://git.lab/x", ref: refs/heads/main, path: ./flux, pullSecret: token }
`;

describe("releases", () => {
  test("one that two HelmReleases define is drafted once: a profile of two would not load", () => {
    const { releases } = drafted({
      "flux/sync.yaml": INSTANCE,
      "flux/a.yaml": helmRelease("cert-manager", "cert-manager", {}),
      "flux/b.yaml": helmRelease("cert-manager", "cert-manager", { replicas: 2 }),
    });
    expect(releases).toMatchObject([{ name: "cert-manager", namespace: "cert-manager" }]);
  });

  const state = (releases: object[]): string => JSON.stringify({ releases });

  test("owner, phase and workloads: helmfile's, adopted ones, and what Flux alone brings of the seeds' charts", () => {
    const { releases } = drafted({
      "helmfile.yaml": state([
        { name: "coredns", namespace: "kube-system", chart: "oci://r/coredns", version: "1.45.0", needs: ["cilium"] },
        {
          name: "cilium",
          namespace: "kube-system",
          chart: "oci://r/cilium",
          version: "1.18.5",
          values: [{ envoy: { enabled: false } }],
        },
        { name: "mine", namespace: "x", chart: "oci://r/app-template", needs: ["kube-system/coredns"] },
      ]),
      "flux.yaml": INSTANCE,
      "flux/cilium.yaml": helmRelease("cilium", "kube-system", { envoy: { enabled: false } }),
      "flux/spegel.yaml": helmRelease("spegel", "kube-system", {}),
      "flux/grafana.yaml": helmRelease("grafana", "monitoring", {}),
    });
    expect(releases).toEqual([
      {
        name: "cilium",
        namespace: "kube-system",
        version: "1.18.5",
        phase: "cilium",
        owner: "adopted",
        workloads: [
          { kind: "DaemonSet", name: "cilium" },
          { kind: "Deployment", name: "cilium-operator" },
        ],
      },
      expect.objectContaining({
        name: "coredns",
        phase: "coredns",
        workloads: [{ kind: "Deployment", name: "coredns" }],
      }),
      { name: "mine", namespace: "x", chart: "app-template", version: undefined, phase: "mine", workloads: undefined },
      expect.objectContaining({ name: "spegel", version: "1.2.3", phase: "flux", owner: "flux" }),
    ]);
  });

  test("workloads go by the values that Flux has in the end; where they are not known, they are a gap", () => {
    const one = { name: "cilium", namespace: "kube-system", chart: "oci://r/cilium", version: "1.18.5" };
    const bare = { "helmfile.yaml": state([{ ...one, values: ["values/{{ env `X` }}.yaml"] }]), "flux.yaml": INSTANCE };
    expect(entry(bare, "releases", 0, "workloads")).toMatchObject({
      is: "gap",
      wanted: expect.stringContaining("values file"),
    });
    const adopted = {
      ...bare,
      "flux/cilium.yaml": helmRelease("cilium", "kube-system", {
        envoy: { enabled: false },
        operator: { enabled: false },
      }),
    };
    expect(drafted(adopted).releases).toMatchObject([{ workloads: [{ kind: "DaemonSet", name: "cilium" }] }]);
  });

  test("the CRD phase's releases are none, and give the CRDs by name; unknown charts are told", () => {
    const texts = {
      "bootstrap/00-crds.yaml": JSON.stringify({
        helmDefaults: { args: ["--include-crds"] },
        releases: [
          {
            name: "cert-manager",
            namespace: "c",
            chart: "oci://r/cert-manager",
            version: "v1.19.2",
            values: [{ crds: { enabled: true } }],
          },
          { name: "odd", namespace: "c", chart: "oci://r/odd", version: "1.0.0" },
        ],
      }),
      "bootstrap/01-apps.yaml": state([
        { name: "cert-manager", namespace: "c", chart: "oci://r/cert-manager", version: "v1.19.2" },
      ]),
    };
    const { crds, releases } = drafted(texts);
    expect(crds).toMatchObject({ required: expect.arrayContaining(["certificates.cert-manager.io"]) });
    expect(releases).toMatchObject([
      { crds: ["*.cert-manager.io", "*.acme.cert-manager.io"], webhooks: ["cert-manager-webhook"] },
    ]);
    expect(entry(texts, "crds", "required")).toMatchObject({ gap: expect.stringContaining("release c/odd") });
  });
});

describe("Cilium and Flux", () => {
  const cilium = (values: object): Record<string, string> => ({
    "flux.yaml": INSTANCE,
    "flux/cilium.yaml": helmRelease("cilium", "kube-system", values),
  });

  test("values as they stand, and the chart's defaults where all values are known", () => {
    const values = { cluster: { id: 7, name: "home" }, routingMode: "native", ipv4NativeRoutingCIDR: "10.244.0.0/16" };
    expect(drafted(cilium(values)).cilium).toMatchObject({
      clusterId: 7,
      clusterName: "home",
      kubeProxyReplacement: false,
      routing: { mode: "native", cidr: "10.244.0.0/16" },
      envoy: true,
      hubbleRelay: false,
    });
  });

  test("a value that only the cluster knows is a gap, not the default", () => {
    const found = drafted(cilium({ cluster: { id: "${CLUSTER_ID}" } })).cilium;
    expect(found).toMatchObject({ clusterId: undefined, clusterName: "default" });
  });

  test("several ways to the API server are a gap that names them", () => {
    const texts = {
      ...cilium({ k8sServiceHost: "127.0.0.1", k8sServicePort: 7445 }),
      "helmfile.yaml": JSON.stringify({
        releases: [
          {
            name: "cilium",
            namespace: "kube-system",
            chart: "oci://r/cilium",
            values: [{ k8sServiceHost: "10.0.0.10", k8sServicePort: 6443 }],
          },
        ],
      }),
    };
    expect(entry(texts, "cilium", "apiHost")).toMatchObject({
      is: "gap",
      wanted: expect.stringMatching(/10\.0\.0\.10:6443 at .*127\.0\.0\.1:7445 at/),
    });
    expect(drafted(cilium({ k8sServiceHost: "127.0.0.1", k8sServicePort: 7445 })).cilium).toMatchObject({
      apiHost: "127.0.0.1",
      apiPort: 7445,
    });
  });

  test("the hand-over: version, source, secret with the keys of an https URL, path", () => {
    const { flux } = drafted({ "flux.yaml": INSTANCE, "flux/x.yaml": "a: 1" });
    expect(flux).toEqual({
      version: "v2.7.5",
      instance: "flux",
      source: {
        url: "https://git.lab/x",
        ref: "refs/heads/main",
        secret: "token",
        secretKeys: ["username", "password"],
      },
      kustomization: { path: "./flux" },
    });
  });

  test("a token in the source's URL is not written", () => {
    const url = "https://me:ghp_secret@git.lab/x";
    const { flux } = drafted({ "flux.yaml": INSTANCE.replace("https://git.lab/x", url), "flux/x.yaml": "a: 1" });
    expect(flux).toMatchObject({ source: { url: "https://git.lab/x" } });
  });

  test("without a sync, what the schema wants of Flux stays open", () => {
    const { flux } = drafted({
      "a.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\n",
    });
    expect(flux).toMatchObject({ source: { url: undefined, ref: undefined }, kustomization: { path: undefined } });
  });
});

test("the bootstrap's task does all of it; one that does a part is named in the gap, with what it lacks", () => {
  const task = (cmds: string[]): object => ({ cmds });
  const [talos, apps] = [
    ["talosctl bootstrap", "talosctl kubeconfig"],
    ["op inject -i x | kubectl apply -f -", "helmfile sync"],
  ];
  const of = (tasks: object): Record<string, string> => ({
    "Taskfile.yaml": JSON.stringify({ version: "3", tasks }),
    "helmfile.yaml": "releases: [{ name: a, namespace: b }]",
    "talos/talconfig.yaml": TALCONFIG,
  });
  expect(drafted(of({ "bootstrap:all": task([...talos, ...apps]) })).bootstrap).toMatchObject({
    task: "bootstrap:all",
  });
  const parts = of({ "bootstrap:talos": task(talos), "bootstrap:apps": task(apps) });
  expect(entry(parts, "bootstrap", "task")).toMatchObject({
    is: "gap",
    wanted: expect.stringMatching(/bootstrap:talos \(Taskfile.yaml:1\) lacks the secrets .*, helmfile sync/),
  });
  expect(drafted(parts)).toMatchObject({ onePassword: {} });
});

describe("refused in a sentence", () => {
  const ks = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\n";
  const two = { "clusters/infra/ks.yaml": ks, "clusters/apps/ks.yaml": ks };

  test("several clusters and none, or another, chosen", () => {
    expect(draftOf(checkoutOf(two)).refusal).toBe("checkout is for 2 clusters: apps, infra; choose one with --name");
    expect(draftOf(checkoutOf(two), "prod").refusal).toContain('none is "prod"');
    expect(draftOf(checkoutOf(two), "apps").refusal).toBeUndefined();
  });

  test("nothing of a cluster", () => {
    expect(draftOf(checkoutOf({ "a.md": "x" }), "x").refusal).toContain("not a checkout of a GitOps repository");
    const app = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\n";
    expect(draftOf(checkoutOf({ "a.yaml": app }), "x").refusal).toContain("Argo CD's Application (a.yaml)");
    const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";
    expect(draftOf(checkoutOf({ "a.yaml": object }), "x").refusal).toContain(
      "1 Kubernetes object (a.yaml) that nothing",
    );
  });
});

test("a cluster that nothing names bears the name of the checkout's folder", () => {
  const checkout = checkoutOf({ "helmfile.yaml": "releases: [{ name: a, namespace: b }]" });
  expect(draftOf({ ...checkout, root: "/home/me/Home_Ops/" })).toMatchObject({ name: "home-ops" });
  expect(draftOf({ ...checkout, root: "." })).toMatchObject({ name: "cluster" });
});

test("CRDs that Flux alone applies are none that the bootstrap must bring (gi8lino)", () => {
  const crd =
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: things.x.io }\nspec: { group: x.io }\n";
  const ks =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a, namespace: b }\nspec: { path: ./apps }\n";
  const texts = { "flux/ks.yaml": ks, "apps/crds/thing.yaml": crd };
  expect(drafted(texts)["crds"]).toBeUndefined();
  expect(drafted({ ...texts, "crds.sh": "kubectl apply -f apps/crds\n" })["crds"]).toEqual({
    required: ["things.x.io"],
  });
});

describe("several clusters in one tree", () => {
  const cluster = (folder: string, net: string): Record<string, string> => ({
    [`${folder}/talos/controlplane.yaml`]: `machine: { type: controlplane, network: { hostname: ${folder}-1 } }\ncluster: { network: { podSubnets: [${net}] } }\n`,
    [`${folder}/flux/ks.yaml`]: `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./${folder}/apps, sourceRef: { kind: GitRepository, name: flux-system } }\n`,
    [`${folder}/apps/kustomization.yaml`]: "resources: []\n",
    [`${folder}/bootstrap/helmfile.yaml`]: `releases: [{ name: flux-instance, namespace: flux-system, chart: oci://h/flux-instance, values: [{ instance: { sync: { url: https://h/o/r, ref: refs/heads/main, path: ${folder}/flux } } }] }]\n`,
  });
  const texts = { ...cluster("kubernetes", "10.1.0.0/16"), ...cluster("backup", "10.2.0.0/16") };

  test("in folders at the root, told by the syncs inline in helmfile's values", () => {
    expect(draftOf(checkoutOf(texts))).toMatchObject({ clusters: ["backup", "kubernetes"] });
  });

  test("each has its own nodes, networks and releases", () => {
    const { nodes, network, releases } = drafted(texts, "kubernetes");
    expect(nodes).toMatchObject([{ name: "kubernetes-1" }]);
    expect(network).toMatchObject({ pods: ["10.1.0.0/16"] });
    expect(releases).toHaveLength(1);
    expect(drafted(texts, "backup").nodes).toMatchObject([{ name: "backup-1" }]);
  });
});
