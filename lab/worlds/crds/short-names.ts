/** By plural: as people type them, by the CRDs of their projects. */
const SHORT_NAMES: Record<string, string[] | undefined> = {
  // https://github.com/fluxcd/flux2/tree/main/manifests/crds
  kustomizations: ["ks"],
  helmreleases: ["hr"],
  gitrepositories: ["gitrepo"],
  helmrepositories: ["helmrepo"],
  helmcharts: ["hc"],
  ocirepositories: ["ocirepo"],
  // https://github.com/cilium/cilium/tree/v1.18.5/pkg/k8s/apis/cilium.io/client/crds
  ciliumendpoints: ["cep", "ciliumep"],
  ciliumidentities: ["ciliumid"],
  ciliumnodes: ["cn", "ciliumn"],
  ciliumnetworkpolicies: ["cnp", "ciliumnp"],
  ciliumclusterwidenetworkpolicies: ["ccnp"],
  ciliumloadbalancerippools: ["ippools", "ippool", "lbippool", "lbippools"],
  ciliumbgpclusterconfigs: ["cbgpcluster"],
  ciliumbgpnodeconfigs: ["cbgpnode"],
  ciliumbgppeerconfigs: ["cbgppeer"],
  ciliumbgpadvertisements: ["cbgpadvert"],
  // https://github.com/cert-manager/cert-manager/tree/v1.19.2/deploy/crds
  certificates: ["cert", "certs"],
  certificaterequests: ["cr", "crs"],
  clusterissuers: ["ciss"],
  issuers: ["iss"],
  // https://github.com/external-secrets/external-secrets/tree/main/config/crds/bases
  externalsecrets: ["es"],
  clusterexternalsecrets: ["ces"],
  secretstores: ["ss"],
  clustersecretstores: ["css"],
  // https://github.com/kubernetes-sigs/gateway-api/tree/v1.4.0/config/crd/standard
  gateways: ["gtw"],
  gatewayclasses: ["gc"],
  // https://github.com/prometheus-operator/prometheus-operator/tree/main/example/prometheus-operator-crd
  prometheuses: ["prom"],
  prometheusrules: ["promrule"],
  servicemonitors: ["smon"],
  podmonitors: ["pmon"],
  alertmanagers: ["am"],
};

/** `undefined` where a kind has none. */
export const shortNamesOf = (plural: string): string[] | undefined => SHORT_NAMES[plural];
