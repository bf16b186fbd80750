import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseProfile } from "../../clusters/parse.ts";
import type { Profile } from "../../clusters/profile.ts";
import { playedFrom, profileOf } from "../../lab/scenario.ts";
import { REPOSITORY } from "../../lab/scenarios/repository/repository.ts";
import { healthyRepository } from "../../lab/worlds/repository.ts";
import type { AnyCriterion, Notice } from "../criterion.ts";
import { repositoryFrom } from "../../repository/model.ts";
import { remoteManifests } from "../../repository/crds/remote-manifests.ts";
import { judge } from "../judge.ts";
import { look } from "../testing/sources.ts";
import { checkoutOf } from "../testing/repository.ts";

// Every finding of the suite has its place, why it breaks a bootstrap, and the mend. The type
// RepositoryFinding demands them; here each check is held to it once more, over every scenario of the lab and
// over a checkout in which nothing is right.

const rows = import.meta.glob<{ default: AnyCriterion }>(["./*/*.ts", "!./*/*.test.ts"], { eager: true });
const now = new Date("2026-11-21T12:00:00Z");

function clusterNamed(name: string): Profile {
  const text = readFileSync(new URL(`../../clusters/${name}.yaml`, import.meta.url), "utf8");
  const { profile, problems } = parseProfile(text, name);
  if (!profile) throw new Error(JSON.stringify(problems));
  return { ...profile, repository: "checkout" };
}

const lab = clusterNamed("lab");

/** What every check finds in a checkout, warnings and the rest too; every URL of it answers 404. */
function told(texts: Record<string, string>, profile: Profile): { id: string; finding: Omit<Notice, "severity"> }[] {
  const checkout = checkoutOf(texts);
  const urls = remoteManifests(repositoryFrom(checkout, profile)).flatMap(({ asked }) => asked ?? []);
  const answers = urls.map((url) => ({ url, status: 404 }));
  return Object.values(rows).flatMap(({ default: row }) => {
    const results = { repository: look(checkout), remoteManifests: look(answers) };
    const { findings, notices = [] } = judge(row, results, { profile, now });
    return [...findings, ...notices].map((finding) => ({ id: row.id, finding }));
  });
}

const lacking = (all: ReturnType<typeof told>) =>
  all.filter(({ finding: { where, because = "", mend = "" } }) => {
    const isPlace = where !== undefined && where.file !== "" && where.line > 0 && where.column > 0;
    return !isPlace || because.length < 20 || mend.length < 5;
  });

/** Each file of a healthy checkout spoilt in ways that several checks find. */
function nothingIsRight(profile: Profile): Record<string, string> {
  const spoilt = Object.entries(healthyRepository(profile)).map(([path, text]) => [
    path,
    text
      .replaceAll(/version: v?\d[\d.]*/g, "version: 9.9.x")
      .replaceAll(/mtu: \d+/g, "mtu: 1400")
      .replaceAll(/name: none/g, "name: flannel")
      .replaceAll(/10\.(\d+)\./g, "172.16.")
      .replaceAll("refs/heads/", "")
      .replaceAll("802.3ad", "active-backup")
      .replaceAll(/hostRoot: \S+/g, "hostRoot: /x")
      .replaceAll("k8sServicePort", "k8sServicePrt"),
  ]);
  return {
    ...(Object.fromEntries(spoilt) as Record<string, string>),
    "kubernetes/apps/twice.yaml": "a: 1\na: 2\n",
    "kubernetes/apps/other.yml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: x }\n",
    "kubernetes/apps/secret.yaml": `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: n }\nstringData: { password: hunter2 }\n`,
    "kubernetes/apps/web.yaml":
      "apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: web, annotations: { lbipam.cilium.io/ips: 1.2.3.4 } }\nspec: { type: LoadBalancer, clusterIP: 1.2.3.4 }\n",
    "kubernetes/apps/ks.yaml":
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: lost, namespace: x }\nspec: { path: ./lost, waitt: true, dependsOn: [{ name: nobody }], sourceRef: { kind: GitRepository, name: none }, healthChecks: [{ apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, name: none, namespace: x }], postBuild: { substituteFrom: [{ kind: ConfigMap, name: none }] } }\n",
    "kubernetes/apps/rook.yaml":
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: rook-ceph, namespace: rook-ceph }\nspec: { chart: { spec: { chart: rook-ceph, version: 1.x, sourceRef: { kind: HelmRepository, name: rook } } } }\n",
    "Taskfile.yaml":
      "version: '3'\ntasks:\n  bootstrap:\n    cmds: [kubectl apply -f https://example.com/latest/crds.yaml]\n",
  };
}

const strict = (profile: Profile): Profile => ({
  ...profile,
  bootstrap: { ...profile.bootstrap, task: "bootstrap", runbook: "docs/none.md" },
  policies: {
    storage: { allowed: [], reason: "it has no disks" },
    yamlExtension: "yaml",
    conventions: { helmRelease: "helm.toolkit.fluxcd.io/v3", retries: 3, intervals: {}, fileNames: {} },
  },
});

const played = [
  ...REPOSITORY.map((scenario) => {
    const profile = profileOf(scenario, clusterNamed(scenario.cluster ?? "lab"), now);
    const { files } = playedFrom(scenario, profile, now)(now);
    return [scenario.name, files.repository, { ...profile, repository: "checkout" }] as const;
  }),
  ["nothing is right", nothingIsRight(lab), strict(lab)] as const,
  ["nothing is there", { "README.md": "# x\n", "kubernetes/x.yaml": "a: 1\n" }, strict(lab)] as const,
];

test.each(played)("%s: each finding says where, why and how to mend it", (_, texts, profile) => {
  expect(lacking(told(texts, profile))).toEqual([]);
});

test("every check of the suite has found something in these", () => {
  const found = new Set(played.flatMap(([, texts, profile]) => told(texts, profile).map(({ id }) => id)));
  expect(Object.values(rows).flatMap(({ default: { id } }) => (found.has(id) ? [] : [id]))).toEqual([]);
  expect(Object.keys(rows)).toHaveLength(26);
});
