import { kindOf, subject } from "./edge.ts";

/** The agents that write the CNI configuration, and serve what the kubelet calls for each pod. */
export const CNI = "daemonset/kube-system/cilium";

/** Whoever answers names inside the cluster: a Deployment that charts, kubeadm and Talos name alike. */
export const DNS = "deployment/kube-system/coredns";

/** Whoever writes messages may write megabytes: what one waits for stands at its beginning. */
const MOST = 4000;

/** Objects that a message of the API server, a kubelet or a controller names as what it waits for or misses. */
export function objectsIn(text: string, namespace = ""): string[] {
  const message = text.slice(0, MOST);
  return [...missingData(message, namespace), ...missingKinds(message), ...webhooks(message), ...network(message)];
}

/**
 * Flux' list of what it waits for: `timeout waiting for: [HelmRelease/kube-system/cilium status: 'Failed', …]`.
 * https://github.com/fluxcd/pkg/blob/main/ssa/manager_wait.go
 */
export function waitedFor(message: string): string[] {
  return [...message.slice(0, MOST).matchAll(/\b([A-Z]\w+)\/(?:([\w.-]+)\/)?([\w.-]+) status: /g)].map(
    ([, kind = "", namespace, name = ""]) => subject(kindOf(kind, ""), namespace, name),
  );
}

/** `dependency 'flux-system/cluster-storage' is not ready`: the first that is not; others may follow. */
export const dependencyIn = (message: string): string | undefined =>
  /\bdependency '([^'/]+\/[^'/]+)' is not ready/.exec(message.slice(0, MOST))?.[1];

/** The words of the kubelet, of Flux and of external-secrets: Secrets and ConfigMaps. */
function missingData(message: string, namespace: string): string[] {
  if (!/not found|couldn't find|does not exist|failed to get/i.test(message)) return [];
  const named = message.matchAll(/\b(secret|configmap)s? (?:"([^"]+)"|'([^']+)'|([\w.-]+\/[\w.-]+))/gi);
  return [...named].flatMap(([, kind = "", ...names]) =>
    names.filter(Boolean).map((name) => {
      const [place, own] = name.includes("/") ? name.split("/") : [namespace, name];
      return subject(kind.toLowerCase(), place, own ?? "");
    }),
  );
}

/**
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/api/meta/errors.go (NoKindMatchError): it names the kind, a
 * CRD its plural.
 */
function missingKinds(message: string): string[] {
  return [...message.matchAll(/no matches for kind "(\w+)" in version "([\w.-]+)\//g)].flatMap(
    ([, kind = "", group = ""]) => pluralsOf(kind.toLowerCase()).map((it) => `customresourcedefinition/${it}.${group}`),
  );
}

const pluralsOf = (kind: string): string[] => [`${kind}s`, `${kind}es`, kind.replace(/y$/, "ies")];

/** https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/webhook/errors/statuserror.go */
const webhooks = (message: string): string[] =>
  [...message.matchAll(/\bcalling webhook "?([\w.-]+\w)"?/g)].map(([, name = ""]) => `webhook/${name}`);

/** Pods for which the CNI plugin does not come back. */
const network = (message: string): string[] =>
  /cilium-cni|Cilium API client|network plugin is not ready|cni plugin not initialized/i.test(message) ? [CNI] : [];
