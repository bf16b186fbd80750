import { baseOf } from "../yaml/documents.ts";

/**
 * A product that brings CRDs. Charts cannot be rendered offline, so the common ones are described here. A chart that is
 * missing here is *unknown*, which never counts as "brings none".
 */
export interface CrdProduct {
  name: string;
  /** API groups of its CRDs. */
  groups: readonly string[];
  /** Charts (the last part of their name) that run the controller and can bring the CRDs. */
  charts: readonly string[];
  /** Charts with nothing but CRDs. */
  only?: readonly string[];
  /**
   * How the controller's chart brings them. `templates`: Helm owns them, and refuses what is there already without its
   * marks; `folder`: the chart's `crds/`, which Helm installs where missing and never owns; `runtime`: the controller
   * registers them itself.
   */
  by: "templates" | "folder" | "runtime";
  /** The values that switch the CRDs on, as dotted paths; the first one that is set decides. */
  switches?: readonly string[];
  /** Whether they are on where no switch is set. */
  default?: boolean;
  /** The controller's major and minor version, from its chart's. Left out where only rendering tells. */
  app?: (chart: string) => string;
  /** Matches URLs of its manifests. */
  url?: RegExp;
}

/** `1.19` of `v1.19.2`. */
export const minor = (version: string): string => /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;

/** Read from the charts' values.yaml and templates, in mid 2026. */
const CRD_PRODUCTS: readonly CrdProduct[] = [
  {
    // https://github.com/cert-manager/cert-manager/blob/master/deploy/charts/cert-manager/values.yaml
    name: "cert-manager",
    app: minor,
    groups: ["cert-manager.io", "acme.cert-manager.io"],
    charts: ["cert-manager"],
    by: "templates",
    switches: ["crds.enabled", "installCRDs"],
    default: false,
    url: /\/cert-manager\/|cert-manager\.crds/,
  },
  {
    // https://github.com/external-secrets/external-secrets/blob/main/deploy/charts/external-secrets/values.yaml
    name: "external-secrets",
    app: minor,
    groups: ["external-secrets.io", "generators.external-secrets.io"],
    charts: ["external-secrets"],
    by: "templates",
    switches: ["installCRDs"],
    default: true,
    url: /\/external-secrets\//,
  },
  {
    name: "prometheus-operator",
    groups: ["monitoring.coreos.com"],
    charts: ["kube-prometheus-stack"],
    only: ["prometheus-operator-crds"],
    by: "folder",
    switches: ["crds.enabled"],
    default: true,
    url: /\/prometheus-operator\/|prometheus-operator-crds|monitoring\.coreos\.com/,
  },
  {
    name: "victoria-metrics-operator",
    groups: ["operator.victoriametrics.com"],
    // the stack has the operator and its CRDs as a subchart
    charts: ["victoria-metrics-operator", "victoria-metrics-k8s-stack"],
    only: ["victoria-metrics-operator-crds"],
    by: "folder",
    switches: ["crds.enabled"],
    default: true,
    url: /\/VictoriaMetrics\/operator\//i,
  },
  {
    // https://github.com/cloudnative-pg/charts/blob/main/charts/cloudnative-pg/values.yaml
    name: "cloudnative-pg",
    groups: ["postgresql.cnpg.io"],
    charts: ["cloudnative-pg"],
    by: "templates",
    switches: ["crds.create"],
    default: true,
    url: /\/cloudnative-pg\//,
  },
  {
    name: "gateway-api",
    groups: ["gateway.networking.k8s.io"],
    charts: [],
    // Envoy Gateway's charts include the Gateway API
    only: ["gateway-api-crds", "gateway-crds-helm", "gateway-helm"],
    by: "folder",
    url: /\/gateway-api\//,
  },
  {
    name: "envoy-gateway",
    app: minor,
    groups: ["gateway.envoyproxy.io"],
    charts: ["gateway-helm"],
    only: ["gateway-crds-helm"],
    by: "folder",
    url: /\/envoyproxy\/gateway\//,
  },
  {
    name: "external-dns",
    // its chart 1.N has 0.N:
    // https://github.com/kubernetes-sigs/external-dns/blob/master/charts/external-dns/CHANGELOG.md
    app: (chart) => minor(chart).replace(/^1\./, "0."),
    groups: ["externaldns.k8s.io"],
    charts: ["external-dns"],
    by: "folder",
    url: /\/external-dns\//,
  },
  {
    name: "grafana-operator",
    app: minor,
    groups: ["grafana.integreatly.org"],
    charts: ["grafana-operator"],
    by: "folder",
    url: /\/grafana-operator\//,
  },
  {
    // https://github.com/controlplaneio-fluxcd/charts/blob/main/charts/flux-operator/values.yaml
    name: "flux-operator",
    app: minor,
    groups: ["fluxcd.controlplane.io"],
    charts: ["flux-operator"],
    by: "templates",
    switches: ["installCRDs"],
    default: true,
    url: /\/flux-operator\//,
  },
  {
    name: "flux",
    groups: [
      "source.toolkit.fluxcd.io",
      "kustomize.toolkit.fluxcd.io",
      "helm.toolkit.fluxcd.io",
      "notification.toolkit.fluxcd.io",
      "image.toolkit.fluxcd.io",
    ],
    charts: ["flux-instance", "flux2"],
    by: "runtime",
    url: /\/fluxcd\/flux2\//,
  },
  {
    // the agents and the operator register them:
    // https://docs.cilium.io/en/stable/internals/cilium_operator/#crd-registration
    name: "cilium",
    app: minor,
    groups: ["cilium.io"],
    charts: ["cilium"],
    by: "runtime",
    url: /\/cilium\/cilium\//,
  },
  {
    name: "rook-ceph",
    app: minor,
    groups: ["ceph.rook.io", "objectbucket.io", "csi.ceph.io"],
    charts: ["rook-ceph"],
    by: "templates",
    switches: ["crds.enabled"],
    default: true,
    url: /\/rook\/rook\//,
  },
  {
    name: "snapshot-controller",
    groups: ["snapshot.storage.k8s.io", "groupsnapshot.storage.k8s.io"],
    charts: ["snapshot-controller"],
    by: "folder",
    url: /\/external-snapshotter\//,
  },
  {
    name: "volsync",
    groups: ["volsync.backube"],
    charts: ["volsync", "volsync-perfectra1n"],
    by: "templates",
    switches: ["manageCRDs"],
    default: true,
  },
  {
    name: "keda",
    app: minor,
    groups: ["keda.sh", "eventing.keda.sh"],
    charts: ["keda"],
    by: "templates",
    switches: ["crds.install"],
    default: true,
    url: /\/kedacore\/keda\//,
  },
  { name: "dragonfly-operator", groups: ["dragonflydb.io"], charts: ["dragonfly-operator"], by: "templates" },
  {
    name: "strimzi",
    groups: ["kafka.strimzi.io", "core.strimzi.io"],
    charts: ["strimzi-kafka-operator"],
    by: "folder",
  },
  { name: "node-feature-discovery", groups: ["nfd.k8s-sigs.io"], charts: ["node-feature-discovery"], by: "folder" },
  { name: "kopiur", groups: ["kopiur.home-operations.com"], charts: ["kopiur"], by: "folder" },
  { name: "longhorn", groups: ["longhorn.io"], charts: ["longhorn"], by: "templates" },
  {
    name: "traefik",
    groups: ["traefik.io", "hub.traefik.io"],
    charts: ["traefik"],
    only: ["traefik-crds"],
    by: "folder",
  },
];

/** Charts that bring no CRD. */
const WITHOUT_CRDS =
  /^(?:coredns|spegel|metrics-server|reloader|connect|app-template|kubelet-csr-approver|talos-cloud-controller-manager|victoria-logs-single|fluent-bit|openebs|localpv-provisioner|csi-driver-nfs|descheduler|k8s-sidecar|vmagent)$/;

/** The products of a chart, by the last part of its name; `undefined` where the chart is unknown. */
export function productsOf(chart: string): CrdProduct[] | undefined {
  const name = baseOf(chart).replace(/[@:].*$/, "");
  const found = CRD_PRODUCTS.filter(({ charts, only }) => charts.includes(name) || (only?.includes(name) ?? false));
  return found.length > 0 || WITHOUT_CRDS.test(name) ? found : undefined;
}

/** The product whose CRDs have this API group. */
export const productOfGroup = (group: string): CrdProduct | undefined =>
  CRD_PRODUCTS.find(({ groups }) => groups.includes(group));

export const productsOfUrl = (url: string): CrdProduct[] => CRD_PRODUCTS.filter((product) => product.url?.test(url));
