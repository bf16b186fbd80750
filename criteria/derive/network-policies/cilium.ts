import { subjectOf } from "../../../observations/kubernetes.ts";
import type { CustomResource } from "../../../observations/objects.ts";
import { selects, type LabelSelector } from "../selectors.ts";
import type { Direction, Party, Policy, Port, Rule } from "./policy.ts";

/** A CiliumNetworkPolicy or a CiliumClusterwideNetworkPolicy, which may hold several. */
export function ofCilium(kind: string, policy: CustomResource, cluster: string): Policy[] {
  const { spec, specs } = policy as { spec?: Spec; specs?: Spec[] };
  const scope = { namespace: policy.metadata?.namespace, cluster };
  return [...(spec ? [spec] : []), ...(specs ?? [])]
    .filter((it) => it.endpointSelector !== undefined)
    .map((it) => ({
      subject: subjectOf(kind, policy),
      selects: (pod) => isSelected(it.endpointSelector ?? {}, pod, scope),
      ingress: directionOf(it, "ingress", scope),
      egress: directionOf(it, "egress", scope),
    }));
}

interface Spec extends Partial<Record<"ingress" | "ingressDeny" | "egress" | "egressDeny", Given[] | null>> {
  endpointSelector?: LabelSelector;
  enableDefaultDeny?: { ingress?: boolean; egress?: boolean };
}

interface Scope {
  /** `undefined`: the policy holds for the whole cluster. */
  namespace: string | undefined;
  cluster: string;
}

/** Peers by their keys: `from…` of ingress, `to…` of egress. */
type Given = Record<string, unknown> & { toPorts?: { ports?: GivenPort[] | null }[] | null; icmps?: unknown };
type GivenPort = { port?: string; endPort?: number; protocol?: string };

/** https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes (rules isolate, empty lists do not) */
function directionOf(spec: Spec, side: "ingress" | "egress", scope: Scope): Direction {
  const allows = spec[side] ?? [];
  const denies = spec[`${side}Deny`] ?? [];
  const toRule = (given: Given): Rule => ruleOf(given, side === "ingress" ? "from" : "to", scope);
  return {
    isolates: spec.enableDefaultDeny?.[side] ?? allows.length + denies.length > 0,
    allows: allows.map(toRule),
    denies: denies.map(toRule),
  };
}

/** A rule without peers takes everybody on its ports; one without anything takes nobody. */
function ruleOf(given: Given, prefix: "from" | "to", scope: Scope): Rule {
  const lists = Object.entries(given).filter(([key, value]) => key !== "toPorts" && key.startsWith(prefix) && value);
  return {
    peers(other) {
      if (lists.length === 0) return (given.toPorts ?? []).length > 0;
      if (lists.some(([key]) => key.endsWith("Requires"))) return undefined;
      const answers = lists.map(([key, value]) => isPeer(key.slice(prefix.length), value as unknown[], other, scope));
      return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
    },
    ports: (port) => !given.icmps && isPort(given.toPorts ?? [], port),
  };
}

const OF_THE_CLUSTER = ["all", "cluster"];
/** None of these is a pod of the cluster. */
const ELSEWHERE = ["CIDR", "CIDRSet", "FQDNs", "Nodes"];

function isPeer(list: string, items: readonly unknown[], other: Party, scope: Scope): boolean | undefined {
  if (list === "Entities") return items.some((entity) => OF_THE_CLUSTER.includes(String(entity)));
  if (ELSEWHERE.includes(list)) return false;
  if (list !== "Endpoints") return undefined;
  return items.some((selector) => isSelected(selector ?? {}, other, scope));
}

function isPort(groups: readonly { ports?: GivenPort[] | null }[], asked: Port): boolean {
  if (groups.length === 0) return true;
  return groups.some(({ ports }) => (ports ?? []).length === 0 || (ports ?? []).some((given) => isIt(given, asked)));
}

/** Port 0 is every port; without a protocol it is any. */
function isIt({ port = "0", endPort, protocol = "ANY" }: GivenPort, asked: Port): boolean {
  if (protocol !== "ANY" && protocol !== asked.protocol) return false;
  const number = Number(port);
  if (Number.isNaN(number)) return port === asked.name;
  return number === 0 || (number <= asked.number && asked.number <= (endPort || number));
}

const NAMESPACE = "io.kubernetes.pod.namespace";
const NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";

/**
 * Selectors of a namespace's policy take pods of that namespace, unless they name another.
 * https://docs.cilium.io/en/stable/security/policy/kubernetes/#kubernetes-policies
 */
function isSelected(selector: LabelSelector, pod: Party, { namespace, cluster }: Scope): boolean {
  const plain = withoutSources(selector);
  const keys = [...Object.keys(plain.matchLabels ?? {}), ...(plain.matchExpressions ?? []).map(({ key = "" }) => key)];
  const isElsewhere = keys.some((key) => key === NAMESPACE || key.startsWith(NAMESPACE_LABELS));
  if (namespace !== undefined && !isElsewhere && pod.namespace !== namespace) return false;
  return selects(plain, labelsOf(pod, cluster));
}

/** `k8s:app` and `any:app` are `app` of a pod; other sources (`reserved:`) are no pod's. */
function withoutSources({ matchLabels, matchExpressions }: LabelSelector): LabelSelector {
  const bare = (key: string): string => key.replace(/^(k8s|any)[:.](?=.)/, "");
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels ?? {}).map(([key, value]) => [bare(key), value])),
    matchExpressions: (matchExpressions ?? []).map((it) => ({ ...it, key: bare(it.key ?? "") })),
  };
}

/** https://docs.cilium.io/en/stable/internals/security-identities/ */
const labelsOf = ({ namespace, labels, namespaceLabels, serviceAccount }: Party, cluster: string) => ({
  ...labels,
  [NAMESPACE]: namespace,
  "io.cilium.k8s.policy.cluster": cluster,
  ...(serviceAccount !== undefined && { "io.cilium.k8s.policy.serviceaccount": serviceAccount }),
  ...Object.fromEntries(Object.entries(namespaceLabels).map(([key, value]) => [`${NAMESPACE_LABELS}${key}`, value])),
});
