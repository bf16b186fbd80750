import type { Profile } from "../../clusters/profile.ts";
import { profileWorkloads } from "./profile-workloads.ts";
import { subjectOfObject } from "./served-objects.ts";

interface Ref {
  kind: string;
  namespace?: string | undefined;
  name: string;
}

/** The objects that the profile names, by subject: a check of their own looks for each of them. */
export function namedByProfile(profile: Profile): ReadonlySet<string> {
  const refs = [
    ...profileWorkloads(profile),
    ...ofReleases(profile),
    ...ofPlatform(profile),
    ...ofFlux(profile),
    ...ofSecrets(profile),
  ];
  return new Set([
    ...refs.map(({ namespace, ...rest }) => subjectOfObject({ group: "", ...rest, ...(namespace && { namespace }) })),
    ...profile.platform.databases.map((it) =>
      subjectOfObject({ group: "postgresql.cnpg.io", kind: "Cluster", namespace: it.namespace, name: it.name }),
    ),
  ]);
}

const ofReleases = ({ releases, crds }: Profile): Ref[] => [
  ...releases.flatMap(({ webhooks }): Ref[] =>
    ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].flatMap((kind) =>
      webhooks.map((name) => ({ kind, name })),
    ),
  ),
  ...crds.required.map((it) => ({ kind: "CustomResourceDefinition", name: typeof it === "string" ? it : it.name })),
];

const ofPlatform = ({ platform, cilium }: Profile): Ref[] => [
  ...(platform.storage?.classes ?? []).map((name) => ({ kind: "StorageClass", name })),
  ...(platform.ceph ? [{ kind: "CephCluster", namespace: platform.ceph.namespace, name: platform.ceph.name }] : []),
  ...(platform.monitoring?.resources ?? []),
  ...(platform.certificates?.issuers ?? []),
  ...(platform.certificates?.certificates ?? []).map((it) => ({ kind: "Certificate", ...it })),
  ...(platform.gateways?.gateways ?? []).map((it) => ({ kind: "Gateway", ...it })),
  ...(cilium?.loadBalancerPools ?? []).map((name) => ({ kind: "CiliumLoadBalancerIPPool", name })),
];

const ofFlux = ({ flux }: Profile): Ref[] =>
  flux
    ? [
        ...(flux.instance ? [{ kind: "FluxInstance", namespace: flux.namespace, name: flux.instance }] : []),
        { kind: "GitRepository", namespace: flux.namespace, name: flux.source.name },
        { kind: "Kustomization", namespace: flux.namespace, name: flux.kustomization.name },
      ]
    : [];

const ofSecrets = ({ secrets }: Profile): Ref[] =>
  secrets
    ? [
        ...secrets.stores,
        ...secrets.shared.flatMap(({ name, namespaces }) =>
          namespaces.flatMap((namespace) => [
            { kind: "ExternalSecret", namespace, name },
            { kind: "Secret", namespace, name },
          ]),
        ),
      ]
    : [];
