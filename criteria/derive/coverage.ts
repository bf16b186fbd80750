import type { Profile } from "../../clusters/profile.ts";

/** A part of the platform whose checks do not apply where the profile leaves its key out. */
export interface PlatformPart {
  /** The profile's key, as `docs/profile.md` names it. */
  key: string;
  /** What it is called. */
  name: string;
  /** Whether the profile says nothing of it. */
  isLeftOut(profile: Profile): boolean;
  /** Kinds of which one object shows that it is there; a CRD alone shows nothing, because many are installed first. */
  shownBy: readonly ShowingKind[];
}

export interface ShowingKind {
  group: string;
  resource: string;
  kind: string;
  labelSelector?: string;
}

const of = (group: string, resource: string, kind: string, labelSelector?: string): ShowingKind => ({
  ...{ group, resource, kind },
  ...(labelSelector !== undefined && { labelSelector }),
});

const VICTORIA = "operator.victoriametrics.com";
const PROMETHEUS = "monitoring.coreos.com";

/** Talos is no kind of the API: nodes tell it by their operating system. */
export const PARTS: readonly PlatformPart[] = [
  {
    key: "cilium",
    name: "Cilium",
    isLeftOut: ({ cilium }) => cilium === undefined,
    // each agent makes its own CiliumNode; the chart labels its DaemonSet
    shownBy: [of("cilium.io", "ciliumnodes", "CiliumNode"), of("apps", "daemonsets", "DaemonSet", "k8s-app=cilium")],
  },
  {
    key: "flux",
    name: "Flux",
    isLeftOut: ({ flux }) => flux === undefined,
    shownBy: [
      of("fluxcd.controlplane.io", "fluxinstances", "FluxInstance"),
      of("source.toolkit.fluxcd.io", "gitrepositories", "GitRepository"),
      of("source.toolkit.fluxcd.io", "ocirepositories", "OCIRepository"),
      of("kustomize.toolkit.fluxcd.io", "kustomizations", "Kustomization"),
      of("helm.toolkit.fluxcd.io", "helmreleases", "HelmRelease"),
      of("apps", "deployments", "Deployment", "app.kubernetes.io/part-of=flux"),
    ],
  },
  {
    key: "releases",
    name: "Helm",
    isLeftOut: ({ releases }) => releases.length === 0,
    shownBy: [of("", "secrets", "Secret", "owner=helm")],
  },
  {
    key: "crds.required",
    name: "CustomResourceDefinitions",
    isLeftOut: ({ crds }) => crds.required.length === 0,
    shownBy: [of("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition")],
  },
  {
    key: "secrets",
    name: "external-secrets",
    isLeftOut: ({ secrets }) => secrets === undefined,
    shownBy: [
      of("external-secrets.io", "externalsecrets", "ExternalSecret"),
      of("external-secrets.io", "clustersecretstores", "ClusterSecretStore"),
      of("external-secrets.io", "secretstores", "SecretStore"),
    ],
  },
  {
    key: "platform.certificates",
    name: "cert-manager",
    isLeftOut: ({ platform }) => platform.certificates === undefined,
    shownBy: [
      of("cert-manager.io", "certificates", "Certificate"),
      of("cert-manager.io", "clusterissuers", "ClusterIssuer"),
      of("cert-manager.io", "issuers", "Issuer"),
    ],
  },
  {
    key: "platform.ceph",
    name: "Rook's Ceph",
    isLeftOut: ({ platform }) => platform.ceph === undefined,
    shownBy: [of("ceph.rook.io", "cephclusters", "CephCluster")],
  },
  {
    key: "platform.databases",
    name: "CloudNativePG",
    isLeftOut: ({ platform }) => platform.databases.length === 0,
    shownBy: [of("postgresql.cnpg.io", "clusters", "Cluster")],
  },
  {
    key: "platform.gateways",
    name: "the Gateway API",
    isLeftOut: ({ platform }) => platform.gateways === undefined,
    shownBy: [of("gateway.networking.k8s.io", "gateways", "Gateway")],
  },
  {
    key: "platform.monitoring",
    name: "a monitoring stack",
    isLeftOut: ({ platform }) => platform.monitoring === undefined,
    shownBy: [
      of(VICTORIA, "vmsingles", "VMSingle"),
      of(VICTORIA, "vmclusters", "VMCluster"),
      of(VICTORIA, "vmagents", "VMAgent"),
      of(VICTORIA, "vmalerts", "VMAlert"),
      of(VICTORIA, "vmalertmanagers", "VMAlertmanager"),
      of(PROMETHEUS, "prometheuses", "Prometheus"),
      of(PROMETHEUS, "alertmanagers", "Alertmanager"),
    ],
  },
];

/** The parts that this profile says nothing of. */
export const leftOutOf = (profile: Profile): PlatformPart[] => PARTS.filter((part) => part.isLeftOut(profile));
