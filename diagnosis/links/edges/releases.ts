import type { Profile } from "../../../clusters/profile.ts";
import { fits } from "../../../observations/pods.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import { subject, type Edge, type World } from "./edge.ts";

/**
 * What the bootstrap installs: what a release brings waits for it, and it for the CRDs that it needs. By the profile, so
 * that it is known of what is not there too.
 */
export function edgesOfReleases({ seen, profile }: World): Edge[] {
  const deployed = new Set(
    (seen.helmReleases ?? []).filter(({ status }) => status === "deployed").map(subjectOfRelease),
  );
  return [
    ...(profile?.releases ?? []).flatMap((release) => [
      ...broughtBy(release),
      ...(deployed.has(subjectOfRelease(release)) ? [] : neededBy(release, profile)),
    ]),
    ...edgesOfWebhooks(seen.validatingWebhooks),
    ...edgesOfWebhooks(seen.mutatingWebhooks),
  ];
}

type Release = Profile["releases"][number];

const subjectOfRelease = ({ namespace, name }: Pick<Release, "namespace" | "name">): string =>
  `release/${namespace}/${name}`;

function broughtBy(release: Release): Edge[] {
  const it = subjectOfRelease(release);
  const { workloads, webhooks, namespace: own } = release;
  return [
    ...workloads.map(({ kind, namespace = own, name }): Edge => [subject(kind.toLowerCase(), namespace, name), it]),
    ...webhooks.map((name): Edge => [`webhookconfiguration/${name}`, it]),
  ];
}

/** Helm refuses a chart whose kinds are not served; CRDs that nobody names may be met by a pattern. */
function neededBy(release: Release, profile: Profile | undefined): Edge[] {
  const known = (profile?.crds.required ?? []).map((it) => (typeof it === "string" ? it : it.name));
  return release.crds.flatMap((pattern) =>
    (pattern.includes("*") ? known.filter((name) => fits(name, pattern)) : [pattern]).map((name): Edge => [
      subjectOfRelease(release),
      `customresourcedefinition/${name}`,
    ]),
  );
}

type Configuration = KubernetesObject & { webhooks?: { name?: string }[] | null };

/** The CA of a webhook is written by cert-manager where it asks for that: https://cert-manager.io/docs/concepts/ca-injector/ */
const edgesOfWebhooks = (list: readonly object[] | undefined): Edge[] =>
  ((list ?? []) as Configuration[]).flatMap(({ metadata, webhooks }) => {
    const asks = ["cert-manager.io/inject-ca-from", "cert-manager.io/inject-ca-from-secret"];
    if (!asks.some((key) => metadata?.annotations?.[key] !== undefined)) return [];
    return (webhooks ?? []).map(({ name }): Edge => [
      `webhook/${name}`,
      "deployment/cert-manager/cert-manager-cainjector",
    ]);
  });
