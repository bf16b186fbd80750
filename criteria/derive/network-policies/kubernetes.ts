import { subjectOf } from "../../../observations/kubernetes.ts";
import type { NetworkPolicy } from "../../../observations/objects.ts";
import { selects, type LabelSelector } from "../selectors.ts";
import type { Direction, Party, Policy, Port, Rule } from "./policy.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export function ofKubernetes(policy: NetworkPolicy): Policy {
  const { spec = {}, metadata } = policy;
  const namespace = metadata?.namespace ?? "";
  const types = spec.policyTypes ?? ["Ingress", ...(spec.egress ? ["Egress"] : [])];
  const direction = (isolates: boolean, rules: readonly Given[] | undefined, side: "from" | "to"): Direction => ({
    isolates,
    allows: (isolates ? (rules ?? []) : []).map((rule) => allowed(rule, side, namespace)),
    denies: [],
  });
  return {
    subject: subjectOf("networkpolicy", policy),
    selects: (pod) => pod.namespace === namespace && selects(selectorOf(spec.podSelector), pod.labels),
    ingress: direction(types.includes("Ingress"), spec.ingress, "from"),
    egress: direction(types.includes("Egress"), spec.egress, "to"),
  };
}

type Given = { from?: Peer[]; to?: Peer[]; ports?: GivenPort[] };
type Peer = { podSelector?: object; namespaceSelector?: object; ipBlock?: object };
type GivenPort = { port?: string | number; endPort?: number; protocol?: string };

const selectorOf = (selector: object | undefined): LabelSelector => selector ?? {};

/** Without peers everybody, without ports every port. */
const allowed = (rule: Given, side: "from" | "to", namespace: string): Rule => ({
  peers: (other) => anyOf(rule[side], (peer) => isPeer(peer, other, namespace)),
  ports: (port) => anyOf(rule.ports, (given) => isPort(given, port)),
});

function anyOf<Item>(items: readonly Item[] | undefined, test: (item: Item) => boolean | undefined) {
  if (items === undefined || items.length === 0) return true;
  const answers = items.map(test);
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

/** A block of addresses may or may not hold a pod's: by the network plug-in. */
function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, other: Party, namespace: string) {
  if (ipBlock) return undefined;
  const isThere = namespaceSelector
    ? selects(selectorOf(namespaceSelector), other.namespaceLabels)
    : other.namespace === namespace;
  return isThere && selects(selectorOf(podSelector), other.labels);
}

function isPort({ port, endPort, protocol = "TCP" }: GivenPort, asked: Port): boolean {
  if (protocol !== asked.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "string") return port === asked.name;
  return port <= asked.number && asked.number <= (endPort ?? port);
}
