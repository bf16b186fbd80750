import type { Profile } from "../../clusters/profile.ts";

/** Charts that bring CRDs, by group, with the values that make them do so. */
const CHARTS: Record<string, { chart: string; namespace: string; on?: object } | undefined> = {
  "cert-manager.io": { chart: "cert-manager", namespace: "cert-manager", on: { crds: { enabled: true } } },
  "external-secrets.io": { chart: "external-secrets", namespace: "external-secrets", on: { installCRDs: true } },
  "monitoring.coreos.com": { chart: "prometheus-operator-crds", namespace: "monitoring" },
  "gateway.networking.k8s.io": { chart: "gateway-helm", namespace: "network" },
};

const groupsOf = ({ crds }: Profile): string[] => {
  const names = crds.required.map((one) => (typeof one === "string" ? one : one.name));
  return Object.keys(CHARTS).filter((group) => names.some((name) => name.endsWith(`.${group}`)));
};

/** The CRD phase of a repository: its state, and the task that renders, filters and applies it. */
export function crdPhase(profile: Profile): { state?: object; task?: object } {
  const releases = groupsOf(profile).flatMap((group) => {
    const wanted = CHARTS[group];
    if (!wanted) return [];
    const { chart, namespace, on } = wanted;
    const controller = profile.releases.find(({ name }) => name === chart);
    return [
      {
        name: chart,
        namespace,
        chart: `oci://registry.lab/charts/${chart}`,
        version: controller?.version ?? "1.0.0",
        ...(on && { values: [on] }),
      },
    ];
  });
  if (releases.length === 0) return {};
  const rendered = "helmfile -f bootstrap/helmfile.d/00-crds.yaml template";
  const command = `${rendered} | yq ea 'select(.kind == "CustomResourceDefinition")' | kubectl apply --server-side -f -`;
  return {
    state: { helmDefaults: { args: ["--include-crds", "--no-hooks"] }, releases },
    task: { version: "3", tasks: { crds: { cmds: [command] } } },
  };
}

/** What a controller's own chart is told where the CRD phase brings its CRDs. */
export function withoutCrds({ name }: { name: string }, profile: Profile): object {
  const apart = groupsOf(profile).some((group) => CHARTS[group]?.chart === name);
  if (!apart) return {};
  return name === "cert-manager"
    ? { crds: { enabled: false } }
    : name === "external-secrets"
      ? { installCRDs: false }
      : {};
}
