import type { CustomResource, Namespace, NetworkPolicy, Pod } from "../../../observations/objects.ts";
import { isConnectivityTest, ownerOf } from "../../../observations/pods.ts";
import { groupsOf } from "../../../observations/groups.ts";
import { ofCilium } from "./cilium.ts";
import { ofKubernetes } from "./kubernetes.ts";
import { passage, type Party, type Passage, type Policy, type Port } from "./policy.ts";

/** What decides whether a pod may ask CoreDNS. Policies of a kind that the cluster does not serve are none. */
export interface Seen {
  pods: readonly Pod[];
  namespaces: readonly Namespace[];
  networkPolicies: readonly NetworkPolicy[];
  ciliumNetworkPolicies: readonly CustomResource[];
  ciliumClusterwideNetworkPolicies: readonly CustomResource[];
  /** Cilium's cluster-name. */
  cluster: string;
}

/** Pods of one owner that may not ask CoreDNS, or of which it cannot be told. */
export interface Blocked {
  /** As `ownerOf` names it. */
  owner: string;
  pods: number;
  /** Whose policies: `ingress`, those of CoreDNS; `egress`, those of the pods that ask. */
  direction: "ingress" | "egress";
  /** `false`: it is blocked; `undefined`: it cannot be told. */
  passes: Passage["passes"];
  by: readonly string[];
}

/** How many pods of CoreDNS there are to ask, how many pods ask them, and which of these no policy lets through. */
export function dnsPassages(seen: Seen): { servers: number; asking: number; blocked: Blocked[] } {
  const policies = policiesOf(seen);
  const namespaces: Namespaces = new Map(
    seen.namespaces.map(({ metadata }) => [metadata?.name ?? "", (metadata?.labels ?? {}) as Labels]),
  );
  const servers = seen.pods.filter(isDns).map((pod) => ({ self: partyOf(pod, namespaces), port: portOf(pod) }));
  const asking = servers.length === 0 ? [] : seen.pods.filter(asksDns);
  const alike = groupsOf(asking, (pod) => `${ownerOf(pod)} ${JSON.stringify(pod.metadata?.labels ?? {})}`);
  const blocked = alike.flatMap((pods): Blocked[] => {
    const [pod] = pods;
    const client = partyOf(pod, namespaces);
    const out = worst(servers, ({ self, port }) => passage(policies, "egress", { self: client, other: self, port }));
    const into = worst(servers, ({ self, port }) => passage(policies, "ingress", { self, other: client, port }));
    const group = { owner: ownerOf(pod), pods: pods.length };
    // who may not ask by policies of its own misses nothing of CoreDNS'
    if (out.passes !== true) return [{ ...group, direction: "egress", ...out }];
    return into.passes === true ? [] : [{ ...group, direction: "ingress", ...into }];
  });
  return { servers: servers.length, asking: asking.length, blocked };
}

const policiesOf = (seen: Seen): Policy[] => [
  ...seen.networkPolicies.map(ofKubernetes),
  ...seen.ciliumNetworkPolicies.flatMap((policy) => ofCilium("ciliumnetworkpolicy", policy, seen.cluster)),
  ...seen.ciliumClusterwideNetworkPolicies.flatMap((policy) =>
    ofCilium("ciliumclusterwidenetworkpolicy", policy, seen.cluster),
  ),
];

/** The label of the pods behind Service kube-dns: https://github.com/kubernetes/dns/blob/master/docs/specification.md */
const isDns = ({ metadata, spec }: Pod): boolean =>
  metadata?.namespace === "kube-system" && metadata.labels?.["k8s-app"] === "kube-dns" && !spec?.hostNetwork;

/** Pods of the host's network are the host to every policy. */
const asksDns = (pod: Pod): boolean =>
  !isDns(pod) &&
  !pod.spec?.hostNetwork &&
  ["ClusterFirst", "ClusterFirstWithHostNet"].includes(pod.spec?.dnsPolicy ?? "ClusterFirst") &&
  !["Succeeded", "Failed"].includes(pod.status?.phase ?? "") &&
  !isConnectivityTest(pod.metadata?.namespace);

type Labels = Readonly<Record<string, string>>;
type Namespaces = ReadonlyMap<string, Labels>;

function partyOf({ metadata, spec }: Pod, namespaces: Namespaces): Party {
  const namespace = metadata?.namespace ?? "";
  return {
    namespace,
    labels: (metadata?.labels ?? {}) as Labels,
    // the API server puts this label on every namespace
    namespaceLabels: { "kubernetes.io/metadata.name": namespace, ...namespaces.get(namespace) },
    ...(spec?.serviceAccountName !== undefined && { serviceAccount: spec.serviceAccountName }),
  };
}

/** Most questions come over UDP. */
function portOf({ spec }: Pod): Port {
  const ports = (spec?.containers ?? []).flatMap(({ ports: of }) => of ?? []);
  const { containerPort = 53, name } = ports.find(({ protocol }) => protocol === "UDP") ?? {};
  return { number: containerPort, protocol: "UDP", ...(name !== undefined && { name }) };
}

/** A question goes to any of the servers: one that drops it loses names at random. */
function worst<Server>(servers: readonly Server[], passageTo: (server: Server) => Passage): Passage {
  const passages = servers.map(passageTo);
  return (
    passages.find(({ passes }) => passes === false) ??
    passages.find(({ passes }) => passes === undefined) ?? { passes: true, by: [] }
  );
}
