/** Why the lab differs from the clusters that were captured, by kind or call, and by place, which stands for what is below it. */
type Differences = Record<string, Record<string, string>>;

const NO_OPERATOR = "made by operators (external-secrets, databases, monitoring) that no captured cluster runs";
const NO_JOB = "no Job had run where it was captured, and the lab has pods that ended";
const NO_LOAD_BALANCER = "no captured cluster has a Service of type LoadBalancer";
const NO_BOND = "machines in containers have veth links: no bond, no bus, no driver of hardware";
const OF_A_TEMPLATE = "of a template no check reads it";
const BY_HAND = "there after somebody asked for it; the lab's healthy world was left alone";

/** Fields of the lab that no captured cluster has. */
export const INVENTED: Differences = {
  "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration": {
    "webhooks[].clientConfig.caBundle":
      "cert-manager's cainjector writes it, which was a stand-in where it was captured",
  },
  "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": {
    "webhooks[].clientConfig.caBundle":
      "cert-manager's cainjector writes it, which was a stand-in where it was captured",
  },
  "apiregistration.k8s.io/v1/APIService": {
    "spec.insecureSkipTLSVerify": "of metrics-server, which no captured cluster has",
    "spec.service": "of metrics-server, which no captured cluster has",
  },
  "apps/v1/DaemonSet": {
    "spec.template.spec.containers[].resources.requests": "the lab's containers all request something",
  },
  "apps/v1/Deployment": { "metadata.ownerReferences": NO_OPERATOR },
  "fluxcd.controlplane.io/v1/FluxInstance": {
    "spec.distribution.artifact": "a captured instance takes its manifests from the operator's image",
    "spec.sync.pullSecret": "a captured instance that has a sync takes a public repository",
  },
  "kustomize.toolkit.fluxcd.io/v1/Kustomization": {
    "spec.dependsOn": "a captured cluster has one Kustomization, which depends on none",
    "spec.retryInterval": "a captured Kustomization does not set it",
    "status.inventory.entries": "the lab has Kustomizations that apply nothing but others",
  },
  "talosctl get links -o json": {
    "spec.bondMaster": NO_BOND,
    "spec.busPath": NO_BOND,
    "spec.masterIndex": NO_BOND,
    "spec.pciID": NO_BOND,
  },
  "v1/Node": { "spec.taints": "the captured control plane takes pods, and has no taint" },
  "v1/Pod": {
    "spec.volumes[].persistentVolumeClaim": "no captured cluster has storage",
    "status.conditions[].reason": NO_JOB,
    "status.containerStatuses[].state.terminated": NO_JOB,
  },
  "v1/Secret": { "metadata.ownerReferences": NO_OPERATOR },
  "v1/Service": {
    "metadata.ownerReferences": NO_OPERATOR,
    "status.conditions": NO_LOAD_BALANCER,
    "status.loadBalancer.ingress": NO_LOAD_BALANCER,
  },
};

/** Fields of a captured cluster that assay may read, and the lab does not have. */
export const LEFT_OUT: Differences = {
  "apiextensions.k8s.io/v1/CustomResourceDefinition": {
    "spec.versions[].deprecated": "the lab's CRDs have the version alone that is in use",
  },
  "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": {
    "webhooks[].namespaceSelector.matchExpressions": "no check reads which namespaces a webhook is for",
  },
  "apps/v1/DaemonSet": {
    "spec.template.metadata.annotations": OF_A_TEMPLATE,
    "spec.template.spec.serviceAccount": OF_A_TEMPLATE,
    "spec.template.spec.serviceAccountName": OF_A_TEMPLATE,
  },
  "apps/v1/Deployment": {
    "spec.template.metadata.annotations": OF_A_TEMPLATE,
    "spec.template.spec.serviceAccount": OF_A_TEMPLATE,
    "spec.template.spec.serviceAccountName": OF_A_TEMPLATE,
  },
  "cilium status -o json --interactive=false": {
    "cilium_status.*.kube-proxy-replacement.features.annotations": "no check reads Cilium's features",
  },
  "kubectl exec -c cilium-agent -- cilium-dbg status -o json": {
    "kube-proxy-replacement.features.annotations": "no check reads Cilium's features",
  },
  "kustomize.toolkit.fluxcd.io/v1/Kustomization": { "spec.targetNamespace": "a Kustomization need not set it" },
  "source.toolkit.fluxcd.io/v1/GitRepository": { "status.lastHandledReconcileAt": BY_HAND },
  "v1/Event": { action: "of events no check reads it" },
  "v1/Node": { "status.images": "no check reads the images that a node holds" },
  "v1/Pod": { "status.containerStatuses[].lastState.terminated": "no container of the healthy world ended before" },
};

/** Conditions of the lab that no captured object has. */
export const OTHER_CONDITIONS: Differences = {
  "apiregistration.k8s.io/v1/APIService": {
    "Available=True Passed": "of metrics-server, which no captured cluster has",
  },
  "v1/Pod": {
    "ContainersReady=False PodCompleted": NO_JOB,
    "Initialized=True PodCompleted": NO_JOB,
    "PodReadyToStartContainers=False": NO_JOB,
    "Ready=False PodCompleted": NO_JOB,
  },
  "v1/Service": { "cilium.io/IPAMRequestSatisfied=True satisfied": NO_LOAD_BALANCER },
};

const ENDED = "the test that was captured failed: its pods reached nothing outside";
const SKIPPED = "the lab skips for two reasons, a real cluster for as many as it has features that are off";
const NOT_AWAITED = "what the test waits for besides Deployments, which the lab does not tell one by one";
const GAVE_UP =
  "the upstream of the captured cluster answers all with SERVFAIL; the lab's answers, but for one that timed out";
const NO_DIGEST = "an instance whose registry is a mirror names images without digests; the lab's has Flux's own";

/** Lines that only the lab or only the captured cluster prints, by how they begin. */
export const OTHER_LINES: Differences = {
  "cilium connectivity test": {
    "✅ [cilium-test-<number>] All": ENDED,
    "❌ <number>/<number> tests failed": ENDED,
    "📋 Test Report": ENDED,
    "⌛ [<name>] Waiting for pod": NOT_AWAITED,
    "⌛ [<name>] Waiting for Service": NOT_AWAITED,
    "⌛ [<name>] Waiting for NodePort": NOT_AWAITED,
    "⌛ [<name>] Waiting for DaemonSet": NOT_AWAITED,
    "[=] [cilium-test-<number>] Skipping test": SKIPPED,
    ".[=] [cilium-test-<number>] Skipping test": SKIPPED,
  },
  "GET metrics of CoreDNS": {
    'coredns_dns_responses_total{plugin="",rcode="SERVFAIL"': GAVE_UP,
    'coredns_dns_responses_total{plugin="loadbalance",rcode="SERVFAIL"': GAVE_UP,
    "coredns_proxy_request_duration_seconds_count{": GAVE_UP,
  },
  "flux check": { "► ghcr.io/fluxcd/": NO_DIGEST },
};
