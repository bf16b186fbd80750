import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./kubernetes-endpoint-agrees.ts";

const cilium = { clusterId: 1, clusterName: "test" };
const parts = {
  repository: "checkout",
  cilium,
  talos: {},
  flux: { source: { url: "ssh://git@x/y.git", ref: "main" }, kustomization: { path: "./flux" } },
};
const context = { profile: profileOf(parts), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, profile = context.profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile });

const ON_TALOS = "cgroup: { hostRoot: /sys/fs/cgroup }\n        securityContext: { privileged: true }";
const helmfile = (...lines: string[]) => ({
  "h.yaml": `releases:\n  - name: cilium\n    namespace: kube-system\n    chart: oci://q/cilium\n    version: 1.18.5\n    values:\n      - kubeProxyReplacement: true\n${[...lines, ON_TALOS].map((line) => `        ${line}\n`).join("")}`,
});
const prism = helmfile("k8sServiceHost: localhost", "k8sServicePort: 7445");
const endpoint = helmfile("k8sServiceHost: 10.25.11.10", "k8sServicePort: 6443");
const talos = (more: string) => ({
  "talos/machine.yaml": `version: v1alpha1\nmachine:\n  features:\n    kubePrism: { ${more} }\ncluster: { network: { cni: { name: none } }, proxy: { disabled: true } }\n`,
});
const helmRelease = (values: string) => ({
  "flux/cilium.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: cilium, namespace: kube-system }\nspec:\n  values: { cgroup: { hostRoot: /sys/fs/cgroup }, securityContext: { privileged: true }, ${values.slice(1)}\n`,
});

const TALHELPER =
  'cniConfig: { name: none }\ncontrolPlane: { patches: ["cluster: { proxy: { disabled: true } }\\nmachine: {}\\n"] }\nnodes: []\n';

test("KubePrism, the endpoint, or another way that Cilium has", () => {
  expect(judged(prism)).toMatchObject({ verdict: "pass", notices: [] });
  expect(judged(endpoint)).toMatchObject({ verdict: "pass", notices: [] });
  expect(judged({ ...prism, ...talos("enabled: true, port: 7445") }).verdict).toBe("pass");
  expect(judged(helmfile("k8s: { apiServerURLs: https://10.25.11.10:6443 }")).verdict).toBe("pass");
});

test("a host without a port (k8s-gitops 6a2d66d~1)", () =>
  expect(judged(helmfile("k8sServiceHost: 10.25.11.10")).findings).toMatchObject([
    {
      subject: "file/h.yaml",
      expected: "k8sServicePort beside k8sServiceHost",
      where: { file: "h.yaml", line: 8 },
      mend: "k8sServicePort: 6443",
    },
  ]));

test("neither, though Cilium replaces kube-proxy: an error of the bootstrap, a warning of Flux (9a7a754)", () => {
  expect(judged(helmfile()).findings).toMatchObject([
    { actual: "helmfile's values give none, and replace kube-proxy" },
  ]);
  expect(judged({ ...prism, ...helmRelease("{ kubeProxyReplacement: true }") })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", where: { file: "flux/cilium.yaml" } }],
  });
});

test("what only Flux's Cilium has wrong is a warning: it comes after the bootstrap", () => {
  for (const values of ["{ k8sServiceHost: 10.25.11.10 }", "{ k8sServiceHost: localhost, k8sServicePort: 7440 }"])
    expect(judged(helmRelease(values))).toMatchObject({ verdict: "pass", notices: [{ severity: "warning" }] });
});

test("KubePrism is off, or listens elsewhere", () => {
  expect(judged({ ...prism, ...talos("enabled: false") }).findings).toMatchObject([
    { expected: "an endpoint that answers: KubePrism is off (talos/machine.yaml:4)" },
  ]);
  expect(judged({ ...prism, ...talos("enabled: true, port: 7443") }).findings).toMatchObject([
    { mend: "k8sServicePort: 7443" },
  ]);
  expect(judged(helmfile("k8sServiceHost: 127.0.0.1", "k8sServicePort: 6443")).findings).toHaveLength(1);
  expect(judged(prism, profileOf({ ...parts, talos: { kubePrism: false } })).findings).toHaveLength(1);
});

test("another value than the profile's", () => {
  const profile = profileOf({ ...parts, cilium: { ...cilium, apiHost: "10.25.11.10", apiPort: 6443 } });
  expect(judged(endpoint, profile).verdict).toBe("pass");
  expect(judged(prism, profile).findings).toMatchObject([
    { expected: "10.25.11.10:6443, as the profile says", actual: "helmfile's values give localhost:7445" },
  ]);
});

test("several values that each work, and one that nobody knows, are warnings", () => {
  const other = helmRelease('{ k8sServiceHost: 10.25.11.10, k8sServicePort: "6443" }');
  expect(judged({ ...prism, ...other })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", actual: "the HelmRelease's values give 10.25.11.10:6443" }],
  });
  const task =
    "version: '3'\ntasks:\n  x:\n    cmds:\n      - helm install cilium --set k8sServiceHost=localhost --set k8sServicePort=7445\n";
  expect(judged({ ...endpoint, "Taskfile.yaml": task }).notices).toMatchObject([
    { actual: "task x give localhost:7445" },
  ]);
  expect(judged(helmfile("k8sServiceHost: api.lan", "k8sServicePort: 6443")).notices).toMatchObject([
    { severity: "warning", expected: "the cluster's endpoint, or KubePrism" },
  ]);
});

test("a values file that a set overrides says another one (k8s-gitops HEAD)", () =>
  expect(
    judged({
      "values.yaml":
        "k8sServiceHost: 127.0.0.1\nk8sServicePort: 7445\ncgroup: { hostRoot: /sys/fs/cgroup }\nsecurityContext: { privileged: true }\n",
      "h.yaml":
        "releases:\n  - name: cilium\n    namespace: kube-system\n    chart: q/cilium\n    values: [values.yaml]\n    set:\n      - { name: k8sServiceHost, value: 10.25.11.10 }\n      - { name: k8sServicePort, value: 6443 }\n",
    }),
  ).toMatchObject({
    verdict: "pass",
    notices: [{ actual: "the values file give 127.0.0.1:7445", where: { file: "values.yaml", line: 1 } }],
  }));

test("Talos names another endpoint than the profile", () =>
  expect(
    judged({ ...prism, "talos/talconfig.yaml": `clusterName: x\nendpoint: https://10.9.9.9:6443\n${TALHELPER}` })
      .notices,
  ).toMatchObject([{ actual: "https://10.9.9.9:6443", where: { file: "talos/talconfig.yaml", line: 2 } }]));

test("what is rendered is unseen", () => {
  for (const file of [
    helmfile("k8sServiceHost: '{{ requiredEnv \"H\" }}'", "k8sServicePort: 6443"),
    {
      "h.yaml":
        "releases:\n  - name: cilium\n    namespace: kube-system\n    chart: q/cilium\n    values: [gone.yaml.gotmpl]\n",
    },
  ])
    expect(judged(file)).toMatchObject({
      verdict: "inconclusive",
      unseen: expect.arrayContaining([expect.objectContaining({ subject: "file/h.yaml" })]),
    });
});

test("no Cilium, no checkout", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("a tunnel that the call names is no part of the repository: it is held to what the profile's file says", () => {
  const own = context.profile.kubernetes.endpoint;
  const profile = {
    ...context.profile,
    kubernetes: { ...context.profile.kubernetes, endpoint: "https://127.0.0.1:40001" },
    written: { endpoint: own },
  };
  const list = { "talos/talconfig.yaml": `clusterName: x\nendpoint: ${own}\n${TALHELPER}` };
  expect(judged({ ...prism, ...list }, profile)).toMatchObject({ verdict: "pass", notices: [] });
  const topf = { ...list, "talos/topf.yaml": "clusterName: x\nclusterEndpoint: https://10.9.9.9:6443\nnodes: []\n" };
  expect(judged({ ...prism, ...topf }, profile).notices).toMatchObject([
    { expected: `the endpoint ${own}, as the profile says`, actual: "https://10.9.9.9:6443" },
  ]);
});

describe("Talos and Cilium leave each other their parts", () => {
  const list = (more: string) => ({
    "talos/talconfig.yaml": `clusterName: x\nendpoint: ${context.profile.kubernetes.endpoint}\n${more}`,
  });

  test("a CNI and a kube-proxy of Talos's own beside Cilium, said or by default", () => {
    expect(judged({ ...prism, ...list(TALHELPER) })).toMatchObject({ verdict: "pass", notices: [] });
    expect(judged({ ...prism, ...list("nodes: []\n") }).findings).toEqual([
      {
        subject: "talos/cluster.network.cni.name",
        expected: "cluster.network.cni.name: none",
        actual: "nothing says it: Talos installs flannel",
        where: { file: "talos/talconfig.yaml", line: 1, column: 1 },
        because: expect.stringContaining("Two CNIs"),
        mend: expect.stringContaining("cluster.network.cni.name: none"),
      },
      expect.objectContaining({
        subject: "talos/cluster.proxy.disabled",
        actual: "nothing says it: Talos runs kube-proxy",
      }),
    ]);
    const flannel = list(TALHELPER.replace("name: none", "name: flannel").replace("disabled: true", "disabled: false"));
    expect(judged({ ...prism, ...flannel }).findings).toMatchObject([
      { actual: "flannel: Talos installs flannel", where: { line: 3 } },
      { actual: "false: Talos runs kube-proxy", where: { line: 4 } },
    ]);
    // talhelper of old, and a CNI by URL, which may be Cilium's
    const old =
      "cniConfig: { name: custom }\ncontrolPlane: { inlinePatch: { cluster: { proxy: { disabled: true } } } }\nnodes: []\n";
    expect(judged({ ...prism, ...list(old) })).toMatchObject({ verdict: "pass" });
  });

  test("as documents of Talos 1.14 say it", () => {
    const documents = (...more: string[]) => ({
      "talos/cp.yaml": ["kind: KubeNetworkConfig", ...more]
        .map((one) => `apiVersion: v1alpha1\n${one}\n`)
        .join("---\n"),
    });
    expect(judged({ ...prism, ...documents("kind: KubeProxyConfig\nenabled: false") }).verdict).toBe("pass");
    expect(judged({ ...prism, ...documents("kind: KubeFlannelCNIConfig\n$patch: delete") }).verdict).toBe("pass");
    expect(
      judged({ ...prism, ...documents("kind: KubeProxyConfig\nenabled: true", "kind: KubeFlannelCNIConfig") }).findings,
    ).toMatchObject([
      { subject: "talos/cluster.network.cni.name", where: { file: "talos/cp.yaml", line: 8 } },
      { subject: "talos/cluster.proxy.disabled", where: { file: "talos/cp.yaml", line: 6 } },
    ]);
  });

  test("what is not seen whole, or rendered, is unseen", () => {
    const part = { "talos/patch.yaml": "machine: { sysctls: {} }\n" };
    expect(judged({ ...prism, ...part })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "talos/cluster.network.cni.name" }, { subject: "talos/cluster.proxy.disabled" }],
    });
    const rendered = TALHELPER.replace("name: none", "name: '{{ cni }}'");
    expect(judged({ ...prism, ...list(rendered) })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "talos/cluster.network.cni.name", reason: expect.stringContaining("rendered") }],
    });
  });

  test("an agent that Talos refuses (k8s-gitops aaa851a~1): capabilities with SYS_MODULE, or the chart's own", () => {
    const plain = (more: string) =>
      helmfile("k8sServiceHost: localhost", "k8sServicePort: 7445")["h.yaml"].replace(
        /securityContext: .*/,
        more === "" ? "x: y" : `securityContext: { capabilities: { ciliumAgent: [${more}] } }`,
      );
    expect(judged({ "h.yaml": plain("CHOWN, NET_ADMIN") }).verdict).toBe("pass");
    for (const [capabilities, actual] of [
      ["", "not set"],
      ["CHOWN, SYS_MODULE", "CHOWN, SYS_MODULE"],
    ] as const)
      expect(judged({ "h.yaml": plain(capabilities) }).findings).toMatchObject([
        { subject: "release/kube-system/cilium", actual: `securityContext.capabilities.ciliumAgent: ${actual}` },
      ]);
  });

  test("a cgroup elsewhere is a warning (haraldkoch/kochhaus-home runs so), and an error where nothing mounts it", () => {
    const cgroup = (value: string) => ({ "h.yaml": prism["h.yaml"].replace(/cgroup: .*/, `cgroup: ${value}`) });
    expect(judged(cgroup("{}"))).toMatchObject({
      verdict: "pass",
      notices: [{ severity: "warning", actual: "cgroup.hostRoot: not set" }],
    });
    expect(judged(cgroup("{ autoMount: { enabled: false } }")).findings).toMatchObject([
      { expected: "cgroup.hostRoot: /sys/fs/cgroup on Talos" },
    ]);
    // as buroa/k8s-gitops writes it
    expect(judged(cgroup("{ automount: { enabled: false }, hostRoot: /sys/fs/cgroup }"))).toMatchObject({
      verdict: "pass",
      notices: [{ severity: "warning", actual: "cgroup.automount, which Cilium's chart does not know" }],
    });
  });

  test("machines that are not Talos are not asked", () =>
    expect(
      judged({ "h.yaml": prism["h.yaml"].replace(/cgroup: .*/, "x: y") }, profileOf({ ...parts, talos: undefined })),
    ).toMatchObject({
      verdict: "pass",
      notices: [],
    }));
});

test("the balancer of every k3s node, where nothing is Talos (Ramblurr)", () => {
  const { talos: _, ...bare } = parts;
  const k3s = helmfile("k8sServiceHost: 127.0.0.1", "k8sServicePort: 6444");
  const words = (profile = profileOf(bare), more = {}) => {
    const { findings, notices = [] } = judged({ ...k3s, ...more }, profile);
    return [...findings, ...notices].filter(({ actual }) => actual.includes("127.0.0.1:6444")).length;
  };
  expect(words()).toBe(0);
  expect(words(profileOf(parts))).toBe(1);
  expect(words(profileOf(bare), talos("enabled: true"))).toBe(1);
});
