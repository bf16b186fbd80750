import { stringify } from "yaml";

/** Manifests as people write them into a repository, for faults that add to a checkout. */

export const manifest = (...objects: object[]): string =>
  objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join("---\n");

/** A Flux Kustomization of the lab's repository that builds `./<folder>`. */
export const kustomization = (
  name: string,
  folder: string,
  spec: object = {},
  metadata: object = { namespace: "flux-system" },
): object => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name, ...metadata },
  spec: {
    interval: "1h",
    path: `./${folder}`,
    prune: true,
    sourceRef: { kind: "GitRepository", name: "flux-system", namespace: "flux-system" },
    ...spec,
  },
});

/** A HelmRelease with the OCIRepository of its chart. */
export const chart = (
  name: string,
  version: string,
  { namespace = "apps", values = {} }: { namespace?: string; values?: object } = {},
): [source: object, release: object] => [
  {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "OCIRepository",
    metadata: { name, namespace },
    spec: { interval: "1h", url: `oci://registry.lab/charts/${name}`, ref: { tag: version } },
  },
  {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name, namespace },
    spec: { interval: "1h", chartRef: { kind: "OCIRepository", name }, values },
  },
];

export const configMap = (name: string, data: Record<string, string>, namespace = "apps"): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace },
  data,
});

/** A Service of type LoadBalancer that asks Cilium for this address. */
export const addressed = (name: string, address: string): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "apps", annotations: { "lbipam.cilium.io/ips": address } },
  spec: { type: "LoadBalancer", ports: [{ port: 443 }] },
});
