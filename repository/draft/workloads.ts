import { baseOf, get, list, text, textAt } from "../yaml/documents.ts";
import type { ReleaseValues } from "../helmfile/release-values.ts";

/** The workloads of a well-known chart, named as for a release with the chart's own name. */
export interface Known {
  workloads: { kind: "Deployment" | "DaemonSet" | "StatefulSet"; name: string; neededLater?: string }[];
  webhooks?: string[];
}

/** The workloads of a chart with these values; `undefined` for charts that are not described here. */
export function workloadsOf(release: string, chart: string, { known }: ReleaseValues): Known | undefined {
  // another release name, or an override, changes the names of the workloads
  if ((textAt(known, "fullnameOverride") ?? release) !== baseOf(chart)) return undefined;
  return CHARTS[baseOf(chart)]?.(known);
}

const deployments = (...names: string[]): Known["workloads"] => names.map((name) => ({ kind: "Deployment", name }));

/** A bootstrap whose DNS is a release of its own has the relay ready after it. */
const RELAY: Known["workloads"][number] = {
  kind: "Deployment",
  name: "hubble-relay",
  neededLater: "it resolves its peers' names, which CoreDNS answers",
};

const isOn = (values: unknown, otherwise: boolean, ...path: string[]): boolean => {
  const written = text(get(values, ...path));
  return written === undefined ? otherwise : written === "true";
};

const CHARTS: Record<string, ((values: unknown) => Known) | undefined> = {
  // https://github.com/cilium/cilium/blob/v1.18.5/install/kubernetes/cilium/values.yaml
  cilium: (values) => ({
    workloads: [
      { kind: "DaemonSet", name: "cilium" },
      ...(isOn(values, true, "envoy", "enabled") ? [{ kind: "DaemonSet" as const, name: "cilium-envoy" }] : []),
      ...(isOn(values, true, "operator", "enabled") ? deployments("cilium-operator") : []),
      ...(hasRelay(values) ? [RELAY] : []),
    ],
  }),
  coredns: (values) => ({
    workloads: textAt(values, "deployment", "name") === undefined ? deployments("coredns") : [],
  }),
  spegel: () => ({ workloads: [{ kind: "DaemonSet", name: "spegel" }] }),
  "cert-manager": () => ({
    workloads: deployments("cert-manager", "cert-manager-cainjector", "cert-manager-webhook"),
    webhooks: ["cert-manager-webhook"],
  }),
  // https://github.com/external-secrets/external-secrets/tree/main/deploy/charts/external-secrets/templates
  "external-secrets": (values) => {
    const hook = isOn(values, true, "webhook", "create");
    const certificates = isOn(values, true, "certController", "create") && hook;
    return {
      workloads: deployments(
        "external-secrets",
        ...(hook ? ["external-secrets-webhook"] : []),
        ...(certificates ? ["external-secrets-cert-controller"] : []),
      ),
      ...(hook && { webhooks: ["secretstore-validate", "externalsecret-validate"] }),
    };
  },
  "flux-operator": () => ({ workloads: deployments("flux-operator") }),
  "flux-instance": (values) => ({ workloads: deployments(...componentsOf(get(values, "instance", "components"))) }),
};

/** Hubble's relay is off by default and needs Hubble. */
const hasRelay = (values: unknown): boolean =>
  isOn(values, true, "hubble", "enabled") && isOn(values, false, "hubble", "relay", "enabled");

/** https://fluxoperator.dev/docs/crd/fluxinstance/#components-configuration */
export function componentsOf(written: unknown): string[] {
  const named = list(written).flatMap((one) => text(one) ?? []);
  return named.length > 0
    ? named
    : ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"];
}

/** Whether a chart is described here: a profile then names it even where only Flux installs it. */
export const isSeeds = (chart: string): boolean => CHARTS[baseOf(chart)] !== undefined;
