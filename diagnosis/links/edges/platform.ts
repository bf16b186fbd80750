import type { Profile } from "../../../clusters/profile.ts";
import { conditionOf } from "../../../observations/conditions.ts";
import { subjectOf } from "../../../observations/kubernetes.ts";
import type { Condition, CustomResource } from "../../../observations/objects.ts";
import { releaseOf, type HelmReleaseResource } from "../../../criteria/derive/ownership.ts";
import { addressed, subject, type Edge, type Seen, type World } from "./edge.ts";
import { objectsIn } from "./words.ts";
import { ownersOf, workloadsIn } from "./workloads.ts";

/** Custom resources: what they refer to, what their operators made for them, and what their conditions name. */
export const edgesOfPlatform = ({ seen, profile }: World): Edge[] => [
  ...edgesOfSecrets(seen),
  ...edgesOfCertificates(seen),
  ...edgesOfGateways(seen),
  ...edgesOfStorage(seen, profile),
  ...edgesToOperators(seen, profile),
  // what an operator made for a resource is how that resource fares
  ...workloadsIn(seen).flatMap(([it, object]) => ownersOf(object).map((owner): Edge => [owner, it])),
];

export type ExternalSecret = CustomResource<{
  secretStoreRef?: { kind?: string; name?: string };
  target?: { name?: string };
}>;

/** The Secret that it makes: https://external-secrets.io/latest/api/externalsecret/ */
export const targetOf = ({ metadata, spec }: ExternalSecret): string =>
  `secret/${metadata?.namespace}/${spec?.target?.name ?? metadata?.name ?? ""}`;

function edgesOfSecrets(seen: Seen): Edge[] {
  const stores = [
    ...addressed("clustersecretstore", seen.clusterSecretStores),
    ...addressed("secretstore", seen.secretStores),
  ];
  return [
    ...addressed<ExternalSecret>("externalsecret", seen.externalSecrets).flatMap(([it, { metadata, spec }]): Edge[] => {
      const { kind = "SecretStore", name = "" } = spec?.secretStoreRef ?? {};
      const place = kind === "ClusterSecretStore" ? undefined : metadata?.namespace;
      return [
        [it, subject(kind.toLowerCase(), place, name)],
        [targetOf({ metadata, spec }), it],
      ];
    }),
    ...stores.flatMap(([it, store]): Edge[] => {
      const host = connectHostOf(store);
      return [...(host === undefined ? [] : [[it, host] as const]), ...saidBy(it, store)];
    }),
  ];
}

type SecretStore = CustomResource<{ provider?: { onepassword?: { connectHost?: string } | null } | null }>;

/** The name of a Service, which its Deployment shares: https://developer.1password.com/docs/connect/ */
function connectHostOf({ spec }: SecretStore): string | undefined {
  const host = /^https?:\/\/([^./]+)\.([^./]+)\.svc\b/.exec(spec?.provider?.onepassword?.connectHost ?? "");
  return host ? `deployment/${host[2]}/${host[1]}` : undefined;
}

type Certificate = CustomResource<{ issuerRef?: { kind?: string; name?: string } | null; secretName?: string }>;

function edgesOfCertificates(seen: Seen): Edge[] {
  return [
    ...addressed<Certificate>("certificate", seen.certificates).flatMap(([it, certificate]): Edge[] => {
      const { kind = "Issuer", name } = certificate.spec?.issuerRef ?? {};
      const { namespace } = certificate.metadata ?? {};
      const issuer = subject(kind.toLowerCase(), kind === "ClusterIssuer" ? undefined : namespace, name ?? "");
      return [...(name ? [[it, issuer] as const] : []), ...saidBy(it, certificate)];
    }),
    ...[...addressed("clusterissuer", seen.clusterIssuers), ...addressed("issuer", seen.issuers)].flatMap(
      ([it, issuer]) => saidBy(it, issuer, "cert-manager"),
    ),
  ];
}

type Gateway = CustomResource<{
  gatewayClassName?: string;
  listeners?: { tls?: { certificateRefs?: { name?: string; namespace?: string }[] | null } | null }[] | null;
}>;

/** Cilium serves a Gateway by a Service of this name: https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/ */
function edgesOfGateways(seen: Seen): Edge[] {
  const pools = addressed("ciliumloadbalancerippool", seen.ciliumLoadBalancerIPPools).map(([pool]) => pool);
  const certificates = (seen.certificates ?? []) as Certificate[];
  return [
    ...addressed<Gateway>("gateway", seen.gateways).flatMap(([it, { metadata, spec }]): Edge[] => {
      const namespace = metadata?.namespace ?? "";
      const refs = (spec?.listeners ?? []).flatMap(({ tls }) => tls?.certificateRefs ?? []);
      return [
        [it, `service/${namespace}/cilium-gateway-${metadata?.name}`],
        ...(spec?.gatewayClassName ? [[it, `gatewayclass/${spec.gatewayClassName}`] as const] : []),
        ...refs.flatMap(({ name, namespace: place = namespace }) =>
          certificates
            .filter((one) => one.spec?.secretName === name && one.metadata?.namespace === place)
            .map((one) => [it, subjectOf("certificate", one)] as const),
        ),
      ];
    }),
    ...addressed("gatewayclass", seen.gatewayClasses).map(([it]): Edge => [
      it,
      "deployment/kube-system/cilium-operator",
    ]),
    ...addressed("service", seen.services).flatMap(([it, { spec }]) =>
      spec?.type === "LoadBalancer" ? pools.map((pool): Edge => [it, pool]) : [],
    ),
    ...addressed<Route>("httproute", seen.httpRoutes).flatMap(([it, { metadata, spec }]) =>
      (spec?.parentRefs ?? []).map(({ kind = "Gateway", name = "", namespace = metadata?.namespace }): Edge => [
        it,
        subject(kind.toLowerCase(), namespace, name),
      ]),
    ),
  ];
}

type Route = CustomResource<{ parentRefs?: { kind?: string; name?: string; namespace?: string }[] | null }>;

/**
 * A claim waits for its class, the class for whoever provisions for it. Ceph's status is what Rook's operator last saw:
 * https://rook.io/docs/rook/latest/Helm-Charts/operator-chart/
 */
function edgesOfStorage({ persistentVolumeClaims, storageClasses, cephClusters }: Seen, profile?: Profile): Edge[] {
  const meant = profile?.platform.ceph;
  const clusters = [
    ...addressed("cephcluster", cephClusters).map(([it, { metadata }]) => ({ it, namespace: metadata?.namespace })),
    ...(meant ? [{ it: `cephcluster/${meant.namespace}/${meant.name}`, namespace: meant.namespace }] : []),
  ];
  return [
    ...clusters.map(({ it, namespace }): Edge => [it, `deployment/${namespace}/rook-ceph-operator`]),
    ...addressed("persistentvolumeclaim", persistentVolumeClaims).flatMap(([claim, { spec }]): Edge[] =>
      spec?.storageClassName ? [[claim, `storageclass/${spec.storageClassName}`]] : [],
    ),
    ...addressed("storageclass", storageClasses).flatMap(([it, { provisioner }]) => {
      // https://rook.io/docs/rook/latest/Storage-Configuration/Block-Storage-RBD/block-storage/
      const [, namespace] = /^([\w-]+)\.(?:rbd|cephfs)\.csi\.ceph\.com$/.exec(provisioner ?? "") ?? [];
      return clusters.flatMap((cluster): Edge[] => (cluster.namespace === namespace ? [[it, cluster.it]] : []));
    }),
  ];
}

/** A resource fares as its controllers do: those of the release that brings them. */
function edgesToOperators(seen: Seen, profile?: Profile): Edge[] {
  return Object.entries(OPERATED).flatMap(([name, lists]) => {
    const release = profile?.releases.find((it) => it.name === name);
    // the controller itself and its webhook; others of the release write certificates and CA bundles once
    const workloads = (release?.workloads ?? [])
      .filter((it) => it.name === name || it.name === `${name}-webhook`)
      .map((it) => subject(it.kind.toLowerCase(), it.namespace ?? release?.namespace, it.name));
    return Object.entries(lists).flatMap(([kind, list]) =>
      addressed(kind, seen[list] as CustomResource[] | undefined)
        .filter(([, object]) => conditionOf(object, "Ready")?.status !== "True")
        .flatMap(([it]) => workloads.map((workload): Edge => [it, workload])),
    );
  });
}

const OPERATED: Readonly<Record<string, Readonly<Record<string, keyof Seen>>>> = {
  "cert-manager": { certificate: "certificates", issuer: "issuers", clusterissuer: "clusterIssuers" },
  "external-secrets": {
    clustersecretstore: "clusterSecretStores",
    secretstore: "secretStores",
    externalsecret: "externalSecrets",
  },
};

type Conditioned = { metadata?: { namespace?: string }; status?: { conditions?: Condition[] | null } | null };

/** What a resource's conditions name as missing, in its own namespace or the one in which its controller looks. */
function saidBy(it: string, object: Conditioned & CustomResource, place = object.metadata?.namespace): Edge[] {
  const ready = conditionOf(object, "Ready");
  if (ready?.status === "True") return [];
  return objectsIn(ready?.message ?? "", place).map((cause): Edge => [it, cause]);
}

/**
 * The HelmReleases that were uninstalled where an object of theirs is gone.
 * https://github.com/fluxcd/helm-controller/blob/main/api/v2/condition_types.go (UninstallSucceeded)
 */
export const uninstalledIn = (seen: Seen, namespace: string | undefined): string[] =>
  ((seen.helmReleaseResources ?? []) as HelmReleaseResource[])
    .filter((it) => conditionOf(it, "Ready")?.reason === "UninstallSucceeded")
    .filter((it) => namespace === undefined || releaseOf(it).namespace === namespace)
    .map((it) => subjectOf("helmrelease", it));
