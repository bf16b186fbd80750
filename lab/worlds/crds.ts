import type { Profile } from "../../clusters/profile.ts";
import { managed, numberOf, type Builder } from "./builder.ts";
import { releaseTimes } from "./schedule.ts";

/** A kind that a CRD brings: what the rest of the world needs to know of it. */
export interface Kind {
  plural: string;
  group: string;
  kind: string;
  version: string;
  scope: "Namespaced" | "Cluster";
}

/** The custom resources of this world: those that the profile needs by name, and those that its components bring. */
export function addCrds(b: Builder): void {
  const requested = b.profile.crds.required.map((entry) => (typeof entry === "string" ? { name: entry } : entry));
  const names = new Set([...requested.map(({ name }) => name), ...dependents(b.profile), ...byComponents(b.profile)]);
  [...names].sort().forEach((name, index) => {
    const wanted = requested.find((entry) => entry.name === name);
    addCrd(b, kindOf(name, wanted && "version" in wanted ? wanted.version : undefined), Math.floor(index / 6));
  });
}

/** What is known of a CRD by its name. */
export function kindOf(name: string, version?: string): Kind {
  const dot = name.indexOf(".");
  const [plural, group] = [name.slice(0, dot), name.slice(dot + 1)];
  const scope = CLUSTER_SCOPED.has(name) ? "Cluster" : "Namespaced";
  return { plural, group, kind: KINDS[plural] ?? kindFrom(plural), version: version ?? versionOf(name, group), scope };
}

const dependents = ({ crds }: Profile): string[] =>
  crds.dependents.map(({ group, resource }) => `${resource}.${group}`);

function byComponents({ cilium, flux, secrets, platform, releases }: Profile): string[] {
  const has = (release: string) => releases.some(({ name }) => name === release);
  return [
    ...(cilium ? CILIUM : []),
    ...(has("cert-manager") || platform.certificates ? CERT_MANAGER : []),
    ...(has("external-secrets") || secrets ? EXTERNAL_SECRETS : []),
    ...(has("flux-operator") || flux?.instance ? FLUX_OPERATOR : []),
    ...(flux ? FLUX : []),
    ...(platform.gateways || cilium ? GATEWAY : []),
    ...(platform.ceph ? ["cephclusters.ceph.rook.io", "cephblockpools.ceph.rook.io"] : []),
    ...(platform.databases.length > 0 ? ["clusters.postgresql.cnpg.io"] : []),
    ...(platform.monitoring ? VICTORIA_METRICS : []),
    ...(platform.monitoring?.resources.some(({ kind }) => kind === "Prometheus" || kind === "Alertmanager")
      ? ["prometheuses.monitoring.coreos.com", "alertmanagers.monitoring.coreos.com"]
      : []),
  ];
}

/**
 * Who brings it decides when it came: the CRD phase what the profile requires and the groups that phase 0 extracts,
 * everything else its controller.
 */
function addCrd(b: Builder, { plural, group, kind, version, scope }: Kind, second: number): void {
  const name = `${plural}.${group}`;
  const { at, manager, labels } = origin(b, name, group, second);
  // Most are established within the second they were made in, some a second later (facts/captures.md §8).
  const established = b.at(at + (numberOf(5, name) === 0 ? 1 : 0));
  const singular = kind.toLowerCase();
  const names = { plural, singular, kind, listKind: `${kind}List` };
  const approved = group.endsWith(".k8s.io");
  b.add({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name,
      generation: 1,
      creationTimestamp: b.at(at),
      labels,
      ...(approved ? { annotations: { "api-approved.kubernetes.io": APPROVED_IN } } : {}),
      managedFields: [
        managed(manager, "Apply", b.at(at), "apiextensions.k8s.io/v1"),
        managed("kube-apiserver", "Update", established, "apiextensions.k8s.io/v1", "status"),
      ],
    },
    spec: {
      group,
      names,
      scope,
      conversion: { strategy: "None" },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: "object",
              "x-kubernetes-preserve-unknown-fields": true,
            },
          },
          additionalPrinterColumns: [
            {
              name: "Ready",
              type: "string",
              jsonPath: '.status.conditions[?(@.type=="Ready")].status',
            },
            {
              name: "Age",
              type: "date",
              jsonPath: ".metadata.creationTimestamp",
            },
          ],
        },
      ],
    },
    status: {
      acceptedNames: names,
      storedVersions: [version],
      conditions: [
        ...(approved
          ? [
              {
                ...crdCondition("KubernetesAPIApprovalPolicyConformant", established),
                reason: "ApprovedAnnotation",
                message: `approved in ${APPROVED_IN}`,
              },
            ]
          : []),
        { ...crdCondition("NamesAccepted", established), reason: "NoConflicts", message: "no conflicts found" },
        {
          ...crdCondition("Established", established),
          reason: "InitialNamesAccepted",
          message: "the initial names have been accepted",
        },
      ],
    },
  });
}

const APPROVED_IN = "https://github.com/kubernetes-sigs/gateway-api/pull/3328";

const crdCondition = (type: string, lastTransitionTime: string): object => ({
  type,
  status: "True",
  lastTransitionTime,
});

function origin(
  b: Builder,
  name: string,
  group: string,
  second: number,
): { at: number; manager: string; labels: Record<string, string> } {
  const { profile, times } = b;
  const required = profile.crds.required.some((entry) => (typeof entry === "string" ? entry : entry.name) === name);
  if (required || PHASE_0.some((suffix) => group.endsWith(suffix)))
    return { at: times.crds + Math.min(second, 12), manager: "kubectl", labels: {} };
  if (group === "cilium.io")
    return { at: releaseTimes(times, "cilium").start + 24, manager: "cilium-operator-generic", labels: {} };
  if (group === "fluxcd.controlplane.io")
    return { at: releaseTimes(times, "flux-operator").start + 1, manager: "helm", labels: helm };
  if (group.endsWith("toolkit.fluxcd.io")) {
    const labels = {
      "app.kubernetes.io/instance": profile.flux?.namespace ?? "flux-system",
      "app.kubernetes.io/managed-by": "flux-operator",
      "app.kubernetes.io/part-of": "flux",
      "app.kubernetes.io/version": profile.flux?.version ?? "v2.7.5",
    };
    return { at: releaseTimes(times, "flux-instance").start + 5, manager: "flux-operator", labels };
  }
  return { at: times.flux + 92, manager: "helm-controller", labels: helm };
}

const helm = { "app.kubernetes.io/managed-by": "Helm" };

/** Groups that phase 0 extracts from the charts (seeds/002, seeds/003 1.1). */
const PHASE_0 = [
  "cert-manager.io",
  "external-secrets.io",
  "monitoring.coreos.com",
  "operator.victoriametrics.com",
  "postgresql.cnpg.io",
  "gateway.networking.k8s.io",
];

const CILIUM = [
  "ciliumnodes",
  "ciliumendpoints",
  "ciliumidentities",
  "ciliumnetworkpolicies",
  "ciliumclusterwidenetworkpolicies",
  "ciliumloadbalancerippools",
  "ciliumbgpclusterconfigs",
  "ciliumbgppeerconfigs",
  "ciliumbgpnodeconfigs",
  "ciliumbgpadvertisements",
  "ciliumcidrgroups",
  "ciliumenvoyconfigs",
  "ciliumclusterwideenvoyconfigs",
  "ciliuml2announcementpolicies",
].map((plural) => `${plural}.cilium.io`);

const CERT_MANAGER = [
  ...["certificaterequests", "certificates", "clusterissuers", "issuers"].map((plural) => `${plural}.cert-manager.io`),
  ...["challenges", "orders"].map((plural) => `${plural}.acme.cert-manager.io`),
];
const EXTERNAL_SECRETS = [
  "clusterexternalsecrets",
  "clustersecretstores",
  "externalsecrets",
  "pushsecrets",
  "secretstores",
].map((plural) => `${plural}.external-secrets.io`);
const FLUX_OPERATOR = ["fluxinstances", "fluxreports", "resourcesets", "resourcesetinputproviders"].map(
  (plural) => `${plural}.fluxcd.controlplane.io`,
);
const FLUX = [
  ...["buckets", "externalartifacts", "gitrepositories", "helmcharts", "helmrepositories", "ocirepositories"].map(
    (plural) => `${plural}.source.toolkit.fluxcd.io`,
  ),
  "kustomizations.kustomize.toolkit.fluxcd.io",
  "helmreleases.helm.toolkit.fluxcd.io",
  ...["alerts", "providers", "receivers"].map((plural) => `${plural}.notification.toolkit.fluxcd.io`),
];
const GATEWAY = ["gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants"].map(
  (plural) => `${plural}.gateway.networking.k8s.io`,
);
const VICTORIA_METRICS = ["vmsingles", "vmclusters", "vmagents", "vmalerts", "vmalertmanagers", "vmrules"].map(
  (plural) => `${plural}.operator.victoriametrics.com`,
);

const CLUSTER_SCOPED = new Set([
  ...["ciliumnodes", "ciliumidentities", "ciliumclusterwidenetworkpolicies", "ciliumloadbalancerippools"].map(
    (it) => `${it}.cilium.io`,
  ),
  ...["ciliumbgpclusterconfigs", "ciliumbgppeerconfigs", "ciliumbgpnodeconfigs", "ciliumbgpadvertisements"].map(
    (it) => `${it}.cilium.io`,
  ),
  ...["ciliumcidrgroups", "ciliumclusterwideenvoyconfigs", "ciliuml2announcementpolicies"].map(
    (it) => `${it}.cilium.io`,
  ),
  "clusterissuers.cert-manager.io",
  "clusterexternalsecrets.external-secrets.io",
  "clustersecretstores.external-secrets.io",
  "clustergenerators.generators.external-secrets.io",
  "gatewayclasses.gateway.networking.k8s.io",
]);

function versionOf(name: string, group: string): string {
  if (name.startsWith("alerts.notification") || name.startsWith("providers.notification")) return "v1beta3";
  if (name.startsWith("helmreleases.")) return "v2";
  if (name.startsWith("ciliuml2")) return "v2alpha1";
  if (group === "cilium.io") return "v2";
  if (
    group === "generators.external-secrets.io" ||
    name.startsWith("pushsecrets.") ||
    name.startsWith("alertmanagerconfigs.monitoring.coreos.com") ||
    name.startsWith("scrapeconfigs.") ||
    name.startsWith("prometheusagents.")
  )
    return "v1alpha1";
  if (group === "operator.victoriametrics.com" || name.startsWith("referencegrants.")) return "v1beta1";
  return "v1";
}

/** Kinds whose plural does not tell where their words begin. */
const KINDS: Record<string, string> = {
  acraccesstokens: "ACRAccessToken",
  alertmanagerconfigs: "AlertmanagerConfig",
  cephblockpools: "CephBlockPool",
  cephclusters: "CephCluster",
  certificaterequests: "CertificateRequest",
  ciliumbgpadvertisements: "CiliumBGPAdvertisement",
  ciliumbgpclusterconfigs: "CiliumBGPClusterConfig",
  ciliumbgpnodeconfigs: "CiliumBGPNodeConfig",
  ciliumbgppeerconfigs: "CiliumBGPPeerConfig",
  ciliumcidrgroups: "CiliumCIDRGroup",
  ciliumclusterwideenvoyconfigs: "CiliumClusterwideEnvoyConfig",
  ciliumclusterwidenetworkpolicies: "CiliumClusterwideNetworkPolicy",
  ciliumendpoints: "CiliumEndpoint",
  ciliumenvoyconfigs: "CiliumEnvoyConfig",
  ciliumidentities: "CiliumIdentity",
  ciliuml2announcementpolicies: "CiliumL2AnnouncementPolicy",
  ciliumloadbalancerippools: "CiliumLoadBalancerIPPool",
  ciliumnetworkpolicies: "CiliumNetworkPolicy",
  ciliumnodes: "CiliumNode",
  clusterexternalsecrets: "ClusterExternalSecret",
  clustergenerators: "ClusterGenerator",
  clusterissuers: "ClusterIssuer",
  clustersecretstores: "ClusterSecretStore",
  ecrauthorizationtokens: "ECRAuthorizationToken",
  externalartifacts: "ExternalArtifact",
  externalsecrets: "ExternalSecret",
  fluxinstances: "FluxInstance",
  fluxreports: "FluxReport",
  gatewayclasses: "GatewayClass",
  gcraccesstokens: "GCRAccessToken",
  githubaccesstokens: "GithubAccessToken",
  gitrepositories: "GitRepository",
  grpcroutes: "GRPCRoute",
  helmcharts: "HelmChart",
  helmreleases: "HelmRelease",
  helmrepositories: "HelmRepository",
  httproutes: "HTTPRoute",
  ocirepositories: "OCIRepository",
  podmonitors: "PodMonitor",
  prometheusagents: "PrometheusAgent",
  prometheuses: "Prometheus",
  prometheusrules: "PrometheusRule",
  pushsecrets: "PushSecret",
  quayaccesstokens: "QuayAccessToken",
  referencegrants: "ReferenceGrant",
  resourcesetinputproviders: "ResourceSetInputProvider",
  resourcesets: "ResourceSet",
  scrapeconfigs: "ScrapeConfig",
  secretstores: "SecretStore",
  servicemonitors: "ServiceMonitor",
  stssessiontokens: "STSSessionToken",
  thanosrulers: "ThanosRuler",
  uuids: "UUID",
  vaultdynamicsecrets: "VaultDynamicSecret",
  vmagents: "VMAgent",
  vmalertmanagers: "VMAlertmanager",
  vmalerts: "VMAlert",
  vmclusters: "VMCluster",
  vmrules: "VMRule",
  vmsingles: "VMSingle",
};

function kindFrom(plural: string): string {
  const singular = plural
    .replace(/ies$/, "y")
    .replace(/(ss|x|ch)es$/, "$1")
    .replace(/([^s])s$/, "$1");
  return singular.slice(0, 1).toUpperCase() + singular.slice(1);
}
