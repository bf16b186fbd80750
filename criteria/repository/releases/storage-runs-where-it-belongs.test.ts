import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./storage-runs-where-it-belongs.ts";

const parts = {
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
};
const allowing = (...allowed: string[]) =>
  profileOf({ ...parts, policies: { storage: { allowed, reason: "storage stands on infra" } } });
const now = new Date("2026-11-21T12:00:00Z");
const judged = (texts: Record<string, string>, profile = allowing()) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { profile, now });

const release = (name: string, chart: string, more = "") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: s }\nspec:\n  chart: { spec: { chart: ${chart}, sourceRef: { kind: HelmRepository, name: r } } }\n${more}`;
const ceph = (spec: string) =>
  `apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: { name: c, namespace: s }\nspec: ${spec}\n`;

test("what the profile allows passes, and clients of remote storage", () => {
  const texts = {
    "flux/rook.yaml": release("operator", "rook-ceph"),
    "flux/ceph.yaml": ceph("{}"),
    "flux/nfs.yaml": release("nfs", "csi-driver-nfs"),
  };
  expect(judged(texts, allowing("rook-ceph"))).toMatchObject({ verdict: "pass", examined: 2 });
});

test("what it does not allow is told with its reason: by chart, by name, by helmfile, by its own kind", () => {
  const { findings } = judged(
    {
      "flux/a.yaml": release("local", "localpv-provisioner"),
      "flux/b.yaml": release("longhorn", "'${CHART}'"),
      "flux/c.yaml": ceph("{}"),
      "h.yaml": "releases: [{ name: x, namespace: s, chart: oci://ghcr.io/piraeusdatastore/piraeus-operator }]\n",
    },
    allowing("rook-ceph"),
  );
  expect(findings.map(({ subject, actual, where }) => `${subject} ${actual} ${where?.file}`)).toEqual([
    "helmrelease/s/local the chart localpv-provisioner brings openebs flux/a.yaml",
    "helmrelease/s/longhorn the chart longhorn brings longhorn flux/b.yaml",
    "release/s/x the chart piraeus-operator brings piraeus h.yaml",
  ]);
  expect(findings[0]).toMatchObject({
    expected: "no storage operator but rook-ceph",
    because: "The profile's policy: storage stands on infra",
  });
});

test("an external Ceph cluster stands elsewhere, its operator with it; a suspended release does nothing", () => {
  const external = {
    "flux/rook.yaml": release("rook", "rook-ceph"),
    "flux/c.yaml": ceph("{ external: { enable: true } }"),
  };
  expect(judged(external)).toMatchObject({ verdict: "pass", examined: 2 });
  const values = "  values: { cephClusterSpec: { external: { enable: true } } }\n";
  expect(judged({ "flux/c.yaml": release("c", "rook-ceph-cluster", values) }).verdict).toBe("pass");
  expect(judged({ ...external, "flux/own.yaml": ceph("{}").replace("name: c", "name: own") }).findings).toHaveLength(3);
  expect(judged({ "flux/a.yaml": release("a", "openebs", "  suspend: true\n") }).verdict).toBe("pass");
});

test("no storage at all is judged; where something unseen may bring it, it is not", () => {
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n";
  expect(judged({ "flux/a.yaml": namespace })).toMatchObject({ verdict: "pass", examined: 1 });
  const set = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: a }\n";
  expect(judged({ "flux/a.yaml": set })).toMatchObject({ verdict: "inconclusive", unseen: [{ subject: "storage" }] });
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
});

test("no policy, no checkout", () => {
  expect(judged({}, profileOf(parts)).reason).toBe("the profile has no policy about storage (policies.storage)");
  expect(judge(row, { repository: trouble("file") }, { profile: allowing(), now }).verdict).toBe("inconclusive");
  expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
});

test("what may be there is named, and none at all", () => {
  const texts = { "flux/a.yaml": release("a", "openebs") };
  expect(judged(texts, allowing("rook-ceph", "longhorn")).findings).toMatchObject([
    {
      expected: "no storage operator but rook-ceph, longhorn",
      because: "The profile's policy: storage stands on infra",
    },
  ]);
  expect(judged(texts).findings).toMatchObject([
    { expected: "no storage operator", mend: expect.stringContaining("allow openebs") },
  ]);
  expect(judged({ "flux/a.yaml": ceph("{ external: { enable: true } }") })).toMatchObject({
    verdict: "pass",
    examined: 1,
    remarks: ["cephcluster/s/c: it reaches storage that stands elsewhere"],
  });
});
