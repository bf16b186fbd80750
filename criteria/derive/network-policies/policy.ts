/** A pod as policies see it: both who asks and who is asked. */
export interface Party {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** Of its namespace. */
  namespaceLabels: Readonly<Record<string, string>>;
  serviceAccount?: string;
}

/** A port of the pod that is asked, behind its Service: policies hold for what the Service translates to. */
export interface Port {
  number: number;
  /** As its container names it. */
  name?: string;
  protocol: "UDP" | "TCP";
}

/** `undefined`: it selects by something that cannot be read here. */
type Answer = boolean | undefined;

export interface Rule {
  peers(other: Party): Answer;
  ports(port: Port): Answer;
}

/** What a policy says of one direction of the pods that it selects. */
export interface Direction {
  /** Whether what no policy allows is dropped. */
  isolates: boolean;
  allows: readonly Rule[];
  denies: readonly Rule[];
}

/** A policy of any kind, in the one shape in which all are judged. */
export interface Policy {
  /** `kind/namespace/name`, as findings name it. */
  subject: string;
  selects(pod: Party): boolean;
  ingress: Direction;
  egress: Direction;
}

export interface Passage {
  /** `undefined`: it cannot be told. */
  passes: Answer;
  /** The policies that drop it, or may. */
  by: readonly string[];
}

/**
 * Whether the policies of one direction let traffic between `self`, whose policies they are, and `other` through to a
 * port. A deny counts before every allow; what no policy isolates passes.
 * https://docs.cilium.io/en/stable/security/policy/language/ and
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function passage(
  policies: readonly Policy[],
  direction: "ingress" | "egress",
  { self, other, port }: { self: Party; other: Party; port: Port },
): Passage {
  const admits = ({ peers, ports }: Rule): Answer => both(peers(other), ports(port));
  const selecting = policies.filter((policy) => policy.selects(self));
  const denying = selecting.filter((policy) => policy[direction].denies.some((rule) => admits(rule) === true));
  if (denying.length > 0) return { passes: false, by: denying.map(({ subject }) => subject) };
  const isolating = selecting.filter((policy) => policy[direction].isolates);
  if (isolating.length === 0) return { passes: true, by: [] };
  const answers = selecting.flatMap((policy) => policy[direction].allows.map(admits));
  if (answers.includes(true)) return { passes: true, by: [] };
  return { passes: answers.includes(undefined) ? undefined : false, by: isolating.map(({ subject }) => subject) };
}

const both = (left: Answer, right: Answer): Answer =>
  left === false || right === false ? false : left === undefined || right === undefined ? undefined : true;
