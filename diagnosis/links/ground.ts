import { openRequests, SERVING } from "../../criteria/derive/certificate-requests.ts";
import { dnsPassages, type Blocked } from "../../criteria/derive/network-policies/dns.ts";
import { isFull, podRanges } from "../../criteria/derive/pod-ranges.ts";
import { AGENT_NOT_READY, isAgentReady } from "../../criteria/derive/taints.ts";
import { conditionOf, conditionsOf } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Node, Pod } from "../../observations/objects.ts";
import type { Observations, SourceKey } from "../../observations/observations.ts";
import { ownerOf, podState } from "../../observations/pods.ts";

/** What waits for what. */
type Edge = readonly [from: string, to: string];

/** A source's value, where it could be read. */
export type Seen = <Key extends SourceKey>(key: Key) => Observations[Key] | undefined;

/**
 * What pods and objects of Flux wait for below themselves: nodes that take none, ranges that are full, kubelets without
 * a certificate, servers of other APIs, DNS.
 */
export const groundEdges = (seen: Seen): Edge[] => [
  ...ofPlacement(seen("pods") ?? [], seen("nodes") ?? []),
  ...ofInitialisation(seen("pods") ?? [], seen("nodes") ?? []),
  ...ofPodRanges(seen),
  ...ofAggregatedApis(seen),
  ...ofKubeletCertificates(seen),
  ...ofAgentsNotAsked(seen),
  ...ofNames(seen),
];

/** The scheduler's words, which name the taint until 1.34: https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins */
function ofPlacement(pods: readonly Pod[], nodes: readonly Node[]): Edge[] {
  return pods.flatMap((pod) => {
    const { status, message = "" } = conditionOf(pod, "PodScheduled") ?? {};
    if (status !== "False") return [];
    const named = new Set([...message.matchAll(/untolerated taint\S* \{([^:}]+)/g)].map(([, key = ""]) => key.trim()));
    const isAny = named.size === 0 && message.includes("untolerated taint");
    const isCordon = message.includes("were unschedulable");
    const refusing = nodes.filter(({ spec }) => {
      const keys = (spec?.taints ?? []).map(({ key = "" }) => key);
      return (isCordon && spec?.unschedulable) || (isAny && keys.length > 0) || keys.some((key) => named.has(key));
    });
    return refusing.map((node): Edge => [ownerOf(pod), subjectOf("node", node)]);
  });
}

/** Cilium's operator takes the agent's taint away once the agent is ready; the agent says that there is a network. */
function ofInitialisation(pods: readonly Pod[], nodes: readonly Node[]): Edge[] {
  return nodes
    .filter((node) => conditionOf(node, "Ready")?.status === "True")
    .flatMap((node) => {
      const subject = subjectOf("node", node);
      const isTainted = (node.spec?.taints ?? []).some(({ key }) => key === AGENT_NOT_READY);
      const isCut = ["True", "Unknown"].includes(conditionOf(node, "NetworkUnavailable")?.status ?? "");
      if (!isTainted && !isCut) return [];
      const edges: Edge[] = [];
      if (isTainted) edges.push([subject, "deployment/kube-system/cilium-operator"]);
      if (isCut || isAgentReady(node.metadata?.name ?? "", pods) !== true)
        edges.push([subject, "daemonset/kube-system/cilium"]);
      return edges;
    });
}

function ofPodRanges(seen: Seen): Edge[] {
  const ranges = podRanges(seen("ciliumNodes") ?? [], seen("ciliumEndpoints") ?? [], seen("ciliumStatus"));
  const full = new Set(ranges.filter(isFull).map(({ node }) => node));
  return (seen("pods") ?? []).flatMap((pod): Edge[] => {
    const node = pod.spec?.nodeName ?? "";
    return full.has(node) && podState(pod).cause === "starting" ? [[ownerOf(pod), `node/${node}`]] : [];
  });
}

function ofAggregatedApis(seen: Seen): Edge[] {
  const apis = seen("apiServices") ?? [];
  const served = apis.flatMap(({ metadata, spec }): Edge[] =>
    spec?.service ? [[`apiservice/${metadata?.name}`, `service/${spec.service.namespace}/${spec.service.name}`]] : [],
  );
  const lost = apis.filter(({ status }) => conditionOf({ status: status ?? {} }, "Available")?.status !== "True");
  const ending = (seen("namespaces") ?? []).flatMap((namespace): Edge[] => {
    const failed = conditionOf(namespace, "NamespaceDeletionDiscoveryFailure");
    if (failed?.status !== "True") return [];
    return lost
      .filter(({ spec }) => failed.message?.includes(`${spec?.group}/${spec?.version}`))
      .map(({ metadata }): Edge => [subjectOf("namespace", namespace), `apiservice/${metadata?.name}`]);
  });
  return [...served, ...ending];
}

/** The group that metrics-server serves: it is ready only once a kubelet let it scrape. */
const METRICS = "metrics.k8s.io";

function ofKubeletCertificates(seen: Seen): Edge[] {
  const open = openRequests(seen("certificateSigningRequests") ?? []);
  const serving = open.filter(({ signer }) => signer === SERVING);
  const pods = seen("pods") ?? [];
  const scraping = (seen("apiServices") ?? []).flatMap(({ spec }) =>
    spec?.group === METRICS && spec.service ? [`${spec.service.namespace}/${spec.service.name}`] : [],
  );
  const scrapers = (seen("endpointSlices") ?? [])
    .filter(({ metadata }) =>
      scraping.includes(`${metadata?.namespace}/${metadata?.labels?.["kubernetes.io/service-name"]}`),
    )
    .flatMap(({ endpoints }) =>
      (endpoints ?? []).flatMap(({ targetRef }) => `${targetRef?.namespace}/${targetRef?.name}`),
    );
  return [
    ...pods.flatMap((pod): Edge[] => {
      const { namespace, name } = pod.metadata ?? {};
      const waits = scrapers.includes(`${namespace}/${name}`) && podState(pod).cause === "not-ready";
      return waits ? serving.map((request): Edge => [ownerOf(pod), requestSubject(request)]) : [];
    }),
    // the Cilium CLI asks an agent by exec, through the kubelet of its node
    ...pods.flatMap(({ metadata, spec }) =>
      serving
        .filter(({ node }) => node !== undefined && node === spec?.nodeName)
        .map((request): Edge => [`agent/${metadata?.name}`, requestSubject(request)]),
    ),
    ...open.flatMap((request): Edge[] =>
      request.signer !== SERVING && request.node !== undefined
        ? [[`node/${request.node}`, requestSubject(request)]]
        : [],
    ),
  ];
}

/** Agents that were not asked, because their node is away. */
const ofAgentsNotAsked = (seen: Seen): Edge[] =>
  Object.entries(seen("ciliumStatus")?.silentBecause ?? {}).flatMap(([pod, { awayNode }]): Edge[] =>
    awayNode === undefined ? [] : [[`agent/${pod}`, `node/${awayNode}`]],
  );

const requestSubject = ({ name }: { name: string }): string => `certificatesigningrequest/${name}`;

/** As Go's resolver and libcurl say that a name was not resolved. */
const NOT_RESOLVED =
  /\blookup \S+( on \S+)?: .*(server misbehaving|no such host|i\/o timeout|connection refused)|temporary failure in name resolution|could not resolve host/i;

/** Kinds whose controllers ask CoreDNS for hosts of others. */
const ASKING = {
  gitRepositories: "gitrepository",
  ociRepositories: "ocirepository",
  helmRepositories: "helmrepository",
  helmCharts: "helmchart",
  buckets: "bucket",
  // their controllers ask for source-controller by its name
  kustomizations: "kustomization",
  helmReleaseResources: "helmrelease",
  clusterSecretStores: "clustersecretstore",
  secretStores: "secretstore",
  issuers: "issuer",
  clusterIssuers: "clusterissuer",
} as const;

function ofNames(seen: Seen): Edge[] {
  const blocked = blockedPods(seen);
  return [...ofUnresolved(seen, blocked), ...ofBlocked(seen, blocked)];
}

function ofUnresolved(seen: Seen, blocked: readonly Blocked[]): Edge[] {
  const dns = new Set([
    ...(seen("pods") ?? []).filter(({ metadata }) => metadata?.labels?.["k8s-app"] === "kube-dns").map(ownerOf),
    ...blocked.flatMap(({ by }) => by),
  ]);
  return (Object.keys(ASKING) as (keyof typeof ASKING)[]).flatMap((key) =>
    (seen(key) ?? [])
      .filter((object) =>
        conditionsOf(object).some(({ status: is, message = "" }) => is !== "True" && NOT_RESOLVED.test(message)),
      )
      .flatMap((object) => [...dns].map((owner): Edge => [subjectOf(ASKING[key], object), owner])),
  );
}

/** Controllers of Flux ask one another by name: what they bring stands still without an answer. */
const BROUGHT_BY = {
  gitRepositories: "source-controller",
  ociRepositories: "source-controller",
  helmRepositories: "source-controller",
  kustomizations: "kustomize-controller",
  helmReleaseResources: "helm-controller",
} as const satisfies Partial<Record<keyof typeof ASKING, string>>;

/** Pods that are not ready and may not ask CoreDNS, and what blocked controllers bring: a policy keeps names from them. */
function ofBlocked(seen: Seen, blocked: readonly Blocked[]): Edge[] {
  const waiting = new Set((seen("pods") ?? []).filter((pod) => podState(pod).cause === "not-ready").map(ownerOf));
  return blocked.flatMap(({ owner, by }) => {
    const brought = (Object.keys(BROUGHT_BY) as (keyof typeof BROUGHT_BY)[]).flatMap((key) => {
      if (!owner.endsWith(`/${BROUGHT_BY[key]}`)) return [];
      return (seen(key) ?? [])
        .filter((object) => conditionOf(object, "Ready")?.status !== "True")
        .map((object) => subjectOf(ASKING[key], object));
    });
    return [...(waiting.has(owner) ? [owner] : []), ...brought].flatMap((subject) =>
      by.map((policy): Edge => [subject, policy]),
    );
  });
}

const blockedPods = (seen: Seen): Blocked[] =>
  dnsPassages({
    pods: seen("pods") ?? [],
    namespaces: seen("namespaces") ?? [],
    networkPolicies: seen("networkPolicies") ?? [],
    ciliumNetworkPolicies: seen("ciliumNetworkPolicies") ?? [],
    ciliumClusterwideNetworkPolicies: seen("ciliumClusterwideNetworkPolicies") ?? [],
    cluster: seen("ciliumConfig")?.data["cluster-name"] ?? "default",
  }).blocked.filter(({ passes }) => passes === false);
