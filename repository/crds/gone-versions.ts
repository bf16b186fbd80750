import { productOf, versionsOf } from "../../schemas/fields.ts";
import type { OpenProfile } from "../../clusters/profile.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import { isSince, numbersOf, type Release } from "./releases.ts";

/** An API version that is no longer served, or never was. */
export interface Gone {
  /** The newest version of the kind, with its group. */
  instead: string;
  /** Since when, or by which release. */
  by: string;
  /** Whether this cluster has such a release; where it is not known, it is likely. */
  isCertain: boolean;
}

/** Whether a cluster of this profile serves a version of a kind; `undefined` where it may, or the kind is not known here. */
export function goneVersion(apiVersion: string, kind: string, { kubernetes }: OpenProfile): Gone | undefined {
  const group = groupOf(apiVersion);
  const version = apiVersion.split("/").at(-1) ?? "";
  const removed = REMOVED.find((one) => one.apiVersion === apiVersion && (one.kinds?.includes(kind) ?? true));
  if (removed) {
    const own = kubernetes.version === undefined ? undefined : numbersOf(kubernetes.version);
    if (own && !isSince(own, removed.since)) return undefined;
    return {
      instead: removed.instead,
      by: `Kubernetes ${removed.since.join(".")}`,
      isCertain: own !== undefined,
    };
  }
  const product = productOf(group);
  const known = versionsOf(group, kind).filter((one) => !RETIRED.has(`${group}/${one} ${kind}`));
  if (!product || product.name === "kubernetes" || known.length === 0 || known.includes(version)) return undefined;
  const newest = known.toSorted((one, other) => ageOf(one) - ageOf(other)).at(-1) ?? "";
  return { instead: `${group}/${newest}`, by: `${product.name} ${product.release.join(".")}`, isCertain: false };
}

/** `v2` is newer than `v1`, and either than its own betas and alphas. */
function ageOf(version: string): number {
  const [, major = "0", stage, minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const stable = stage === undefined ? 900 : stage === "beta" ? 500 : 100;
  return Number(major) * 1000 + stable + Number(minor);
}

/**
 * Versions that the projects' types still have and their charts serve by a switch alone:
 * https://github.com/external-secrets/external-secrets/releases/tag/v0.17.0
 */
const RETIRED = new Set(
  ["ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore"].map(
    (kind) => `external-secrets.io/v1beta1 ${kind}`,
  ),
);

/** https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const REMOVED: readonly { apiVersion: string; kinds?: readonly string[]; since: Release; instead: string }[] = [
  { apiVersion: "extensions/v1beta1", kinds: ["Ingress"], since: [1, 22], instead: "networking.k8s.io/v1" },
  { apiVersion: "extensions/v1beta1", kinds: ["NetworkPolicy"], since: [1, 16], instead: "networking.k8s.io/v1" },
  { apiVersion: "extensions/v1beta1", since: [1, 16], instead: "apps/v1" },
  { apiVersion: "apps/v1beta1", since: [1, 16], instead: "apps/v1" },
  { apiVersion: "apps/v1beta2", since: [1, 16], instead: "apps/v1" },
  {
    apiVersion: "networking.k8s.io/v1beta1",
    kinds: ["Ingress", "IngressClass"],
    since: [1, 22],
    instead: "networking.k8s.io/v1",
  },
  { apiVersion: "batch/v1beta1", since: [1, 25], instead: "batch/v1" },
  { apiVersion: "policy/v1beta1", since: [1, 25], instead: "policy/v1" },
  { apiVersion: "autoscaling/v2beta1", since: [1, 25], instead: "autoscaling/v2" },
  { apiVersion: "autoscaling/v2beta2", since: [1, 26], instead: "autoscaling/v2" },
  { apiVersion: "rbac.authorization.k8s.io/v1beta1", since: [1, 22], instead: "rbac.authorization.k8s.io/v1" },
  { apiVersion: "scheduling.k8s.io/v1beta1", since: [1, 22], instead: "scheduling.k8s.io/v1" },
  {
    apiVersion: "storage.k8s.io/v1beta1",
    kinds: ["StorageClass", "CSIDriver"],
    since: [1, 22],
    instead: "storage.k8s.io/v1",
  },
  { apiVersion: "apiextensions.k8s.io/v1beta1", since: [1, 22], instead: "apiextensions.k8s.io/v1" },
  { apiVersion: "node.k8s.io/v1beta1", since: [1, 25], instead: "node.k8s.io/v1" },
  { apiVersion: "discovery.k8s.io/v1beta1", since: [1, 25], instead: "discovery.k8s.io/v1" },
  ...["v1beta1", "v1beta2", "v1beta3"].map((version, index) => ({
    apiVersion: `flowcontrol.apiserver.k8s.io/${version}`,
    since: [1, [26, 29, 32][index] ?? 32] as const,
    instead: "flowcontrol.apiserver.k8s.io/v1",
  })),
  {
    apiVersion: "admissionregistration.k8s.io/v1beta1",
    kinds: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    since: [1, 22],
    instead: "admissionregistration.k8s.io/v1",
  },
];
