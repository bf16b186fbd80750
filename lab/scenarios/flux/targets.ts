import type { Profile } from "../../../clusters/profile.ts";
import { all, edit, part, specOf, statusOf } from "../../faults/objects.ts";
import { revised } from "../../faults/helm.ts";
import type { Fault, Scenario } from "../../scenario.ts";

/** Helmfile's release, which a HelmRelease took over. */
const adopted =
  (name: string) =>
  (lab: Profile): Profile => ({
    ...lab,
    releases: lab.releases.map((release) => (release.name === name ? { ...release, owner: "adopted" } : release)),
  });

/** Its HelmRelease stands in Flux's namespace and has a targetNamespace; Helm's Secrets are where the HelmRelease is. */
const targeted = (
  release: string,
  from: string,
  { storage, secrets = storage !== from }: { storage?: string; secrets?: boolean } = {},
): Fault => {
  const to = "flux-system";
  return all(
    edit("HelmRelease", `${from}/${release}`, (object) => {
      object.metadata.namespace = to;
      Object.assign(specOf(object), {
        ...{ targetNamespace: from, releaseName: release },
        ...(storage !== undefined && { storageNamespace: storage }),
      });
      statusOf(object)["storageNamespace"] = storage ?? to;
    }),
    ...(secrets
      ? [
          edit("Secret", new RegExp(`^${from}/sh\\.helm\\.release\\.v1\\.${release}\\.`), (secret) => {
            secret.metadata.namespace = to;
          }),
        ]
      : []),
    edit("Kustomization", undefined, (object) => {
      const inventory = statusOf(object)["inventory"] as { entries: { id: string }[] } | undefined;
      for (const entry of inventory?.entries ?? [])
        if (entry.id === `${from}_${release}_helm.toolkit.fluxcd.io_HelmRelease`)
          entry.id = entry.id.replace(`${from}_`, `${to}_`);
    }),
    edit("DaemonSet", `${from}/${release}`, (object) => {
      part(object, "metadata", "labels")["helm.toolkit.fluxcd.io/namespace"] = to;
    }),
  );
};

/** Releases that Flux installs into another namespace than their HelmRelease's. */
export const TARGETED: readonly Scenario[] = [
  {
    name: "helm-release-with-a-target",
    title: "A HelmRelease installs into another namespace, and keeps Helm's Secrets in its own",
    from: "a bug report: no namespace in the profile satisfied both checks",
    profile: adopted("spegel"),
    faults: [targeted("spegel", "kube-system")],
  },
  {
    name: "helm-release-with-target-and-storage",
    title: "A HelmRelease installs into another namespace, and keeps Helm's Secrets there too",
    from: "a bug report: no namespace in the profile satisfied both checks",
    profile: adopted("spegel"),
    faults: [targeted("spegel", "kube-system", { storage: "kube-system" })],
  },
];

/** The same, where it is wrong. */
export const TARGETED_WRONG: readonly Scenario[] = [
  {
    name: "helm-release-with-a-history-of-its-own",
    title:
      "A HelmRelease was to adopt helmfile's release, and keeps its Secrets elsewhere: two histories of one release",
    from: "the other side of a bug report",
    profile: adopted("spegel"),
    faults: [targeted("spegel", "kube-system", { secrets: false })],
    expect: { first: ["components/have-one-owner"] },
  },
  {
    name: "helm-release-with-a-target-failed",
    title: "A HelmRelease installs into another namespace, and its newest revision failed",
    from: "the other side of a bug report",
    profile: adopted("spegel"),
    faults: [
      revised("kube-system/spegel", 2, ({ info }) => {
        Object.assign(info, { status: "failed", description: "Upgrade failed: timed out waiting for the condition" });
      }),
      targeted("spegel", "kube-system"),
    ],
    expect: { first: ["components/releases-are-deployed"] },
  },
];
