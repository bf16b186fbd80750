import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./pod-and-service-cidrs-agree.ts";

const network = { pods: ["10.244.0.0/16"], services: ["10.245.0.0/16"], nodes: ["10.25.11.0/24"] };
const context = { profile: profileOf({ repository: "checkout", network }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, profile = context.profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile });

const talos = (pods: string, services: string) =>
  `clusterName: x\nendpoint: https://x:6443\nclusterPodNets: ["${pods}"]\nclusterSvcNets: ["${services}"]\nnodes: []\n`;
const cilium = (native: string, ipam = "{ mode: kubernetes }") =>
  `releases:\n  - name: cilium\n    namespace: kube-system\n    chart: oci://q/cilium\n    values:\n      - ipam: ${ipam}\n        ipv4NativeRoutingCIDR: ${native}\n`;
const healthy = {
  "talos/talconfig.yaml": talos("10.244.0.0/16", "10.245.0.0/16"),
  "h.yaml": cilium("10.244.0.0/16"),
};

test("one value everywhere; a wider native routing CIDR holds the pods too", () => {
  expect(judged(healthy).verdict).toBe("pass");
  expect(judged({ ...healthy, "h.yaml": cilium("10.0.0.0/8") }).verdict).toBe("pass");
});

test("Talos gives other pods than the profile, with the line", () =>
  expect(judged({ "talos/talconfig.yaml": talos("10.42.0.0/16", "10.245.0.0/16") }).findings).toMatchObject([
    {
      expected: "pods 10.244.0.0/16 (the profile)",
      actual: "Talos says 10.42.0.0/16",
      where: { file: "talos/talconfig.yaml", line: 3, column: 1 },
    },
  ]));

test("the node network as native routing CIDR (story 1.3)", () =>
  expect(judged({ ...healthy, "h.yaml": cilium("10.25.11.0/24") }).findings).toMatchObject([
    { actual: "Cilium's values in helmfile says 10.25.11.0/24", mend: "ipv4NativeRoutingCIDR: 10.244.0.0/16" },
  ]));

test("Cilium's own pool counts unless Kubernetes gives the addresses", () => {
  const pool = (mode: string) => `{ mode: ${mode}, operator: { clusterPoolIPv4PodCIDRList: [10.1.0.0/16] } }`;
  expect(judged({ ...healthy, "h.yaml": cilium("10.0.0.0/8", pool("cluster-pool")) }).findings).toHaveLength(1);
  expect(judged({ ...healthy, "h.yaml": cilium("10.0.0.0/8", pool("kubernetes")) }).verdict).toBe("pass");
});

test("the cluster's settings", () =>
  expect(
    judged({
      ...healthy,
      "s.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: s }\ndata:\n  SERVICE_CIDR: 10.9.0.0/16\n  CLUSTER_POD_CIDR: 10.244.0.0/16\n",
    }).findings,
  ).toMatchObject([{ actual: "the cluster's settings says 10.9.0.0/16", where: { line: 5 } }]));

test("without the profile's word the places are held against each other, and against overlap", () => {
  const profile = profileOf({ repository: "checkout" });
  expect(
    judged(
      {
        "talos/talconfig.yaml": healthy["talos/talconfig.yaml"],
        "talos/patch.yaml": "cluster:\n  network:\n    podSubnets: [10.1.0.0/16]\n",
      },
      profile,
    ).findings,
  ).toHaveLength(1);
  expect(judged({ "talos/talconfig.yaml": talos("10.244.0.0/16", "10.244.128.0/17") }, profile).findings).toMatchObject(
    [{ expected: "pod and service networks that do not overlap" }],
  );
  expect(judged({ "talos/talconfig.yaml": talos("10.25.0.0/16", "10.245.0.0/16") }, profile).findings).toMatchObject([
    { actual: "10.25.0.0/16 (Talos, talos/talconfig.yaml:3) and 10.25.11.11 (node cp1) do" },
  ]);
});

test("what a template gives is unseen", () =>
  expect(
    judged({ ...healthy, "talos/m.yaml.j2": "machine: {}\ncluster:\n  network:\n    podSubnets: {{ pods }}\n" }),
  ).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "file/talos/m.yaml.j2" }],
  }));

test("nothing gives a network, no checkout", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  const drafted = profileOf({ repository: "checkout", network: { pods: [], services: [], nodes: network.nodes } });
  expect(judged({ "a.yaml": "a: 1\n" }, drafted)).toMatchObject({
    verdict: "not-applicable",
    reason: expect.stringContaining("neither the profile nor the checkout gives pod or service networks") as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});

test("Cilium's values that are not known whole are unseen, unless what they could give is settled", () => {
  const file =
    "releases:\n  - name: cilium\n    namespace: kube-system\n    chart: oci://q/cilium\n    values:\n      - gone.yaml\n";
  const after = "      - { ipam: { mode: kubernetes }, ipv4NativeRoutingCIDR: 10.244.0.0/16 }\n";
  expect(judged({ ...healthy, "h.yaml": file })).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    unseen: [{ subject: "file/h.yaml", reason: expect.stringContaining("the values file gone.yaml cannot be read") }],
  });
  expect(judged({ ...healthy, "h.yaml": file + after })).toMatchObject({ verdict: "pass", unseen: [] });
  expect(judged({ ...healthy, "h.yaml": file + after.replace("10.244", "10.9") }).verdict).toBe("fail");
});

test("a cluster IP outside the service network (k8s-gitops 9586db3~1), in values, a Service, and for kubelets", () => {
  const coredns = (address: string) => ({
    "b.yaml": `releases:\n  - name: coredns\n    namespace: kube-system\n    chart: x/coredns\n    values:\n      - service: { clusterIP: ${address} }\n`,
  });
  expect(judged({ ...healthy, ...coredns("10.245.0.10") })).toMatchObject({ verdict: "pass" });
  expect(judged({ ...healthy, ...coredns("10.246.0.10") }).findings).toEqual([
    {
      subject: "file/b.yaml",
      expected: "an address of the service network 10.245.0.0/16 (the profile)",
      actual: "helmfile's release kube-system/coredns asks for the cluster IP 10.246.0.10",
      where: { file: "b.yaml", line: 2, column: 5 },
      because: expect.stringContaining("refuses the Service"),
      mend: expect.stringContaining("service network"),
    },
  ]);
  // none at all, another family, and what is rendered are left alone
  for (const address of ["None", '"fd00::10"', '"{{ .ip }}"'])
    expect(judged({ ...healthy, ...coredns(address) }).findings).toEqual([]);
  const kubelet = { "talos/p.yaml": "machine: { kubelet: { clusterDNS: [10.96.0.10] } }\n" };
  expect(judged({ ...healthy, ...kubelet }).findings).toMatchObject([
    { actual: "Talos's kubelet.clusterDNS asks for the cluster IP 10.96.0.10", where: { file: "talos/p.yaml" } },
  ]);
  const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
  const service =
    "apiVersion: v1\nkind: Service\nmetadata: { name: dns, namespace: x }\nspec:\n  clusterIP: 10.96.0.10\n";
  expect(
    judged({ ...healthy, "flux/s.yaml": service }, profileOf({ repository: "checkout", network, flux })).findings,
  ).toMatchObject([
    { actual: "Service x/dns asks for the cluster IP 10.96.0.10", where: { file: "flux/s.yaml", line: 5 } },
  ]);
});

test("what SOPS encrypted is no network and not known (jokajak)", () => {
  const data = "{ CLUSTER_SERVICE_CIDR: 'ENC[AES256_GCM,data:qY==,iv:Rm=,tag:Gb==,type:str]' }";
  const settings = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: ${data}\n`;
  expect(judged({ ...healthy, "s.yaml": settings })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ reason: expect.stringContaining("not known before it is rendered") }],
  });
});
