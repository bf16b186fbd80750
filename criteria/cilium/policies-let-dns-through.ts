import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { groupsOf } from "../../observations/groups.ts";
import { dnsPassages, type Blocked } from "../derive/network-policies/dns.ts";

/**
 * The questions of pods, and the answers of CoreDNS, as its NetworkPolicies and Cilium's let them through.
 * https://docs.cilium.io/en/stable/security/policy/language/#dns-based and
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export default criterion({
  id: "cilium/policies-let-dns-through",
  title: "No network policy keeps pods from asking CoreDNS",
  fails: "A network policy blocks DNS",
  why: "CoreDNS stays Ready, since kubelets may always ask it; everybody else resolves no name, and fails one after the other.",
  serves: ["T7"],
  needs: ["pods", "namespaces", "networkPolicies"],
  wants: ["ciliumNetworkPolicies", "ciliumClusterwideNetworkPolicies", "ciliumConfig"],
  restsOn: ["kubernetes/api-is-ready", "components/releases-are-deployed", "components/workloads-are-rolled-out"],
  advice:
    "kubectl get networkpolicies -A; kubectl get ciliumnetworkpolicies -A; kubectl get ciliumclusterwidenetworkpolicies; " +
    "hubble observe --verdict DROPPED --port 53",

  examine({ ciliumConfig, ciliumNetworkPolicies, ciliumClusterwideNetworkPolicies, ...seen }, { profile }) {
    const { servers, asking, blocked } = dnsPassages({
      ...seen,
      ciliumNetworkPolicies: ciliumNetworkPolicies ?? [],
      ciliumClusterwideNetworkPolicies: ciliumClusterwideNetworkPolicies ?? [],
      cluster: ciliumConfig?.data["cluster-name"] ?? profile.cilium?.clusterName ?? "default",
    });
    // who may not ask by its own policies is often meant to be silent; of these it is known that they must
    const counting = blocked.filter(({ direction, owner }) => direction === "ingress" || NEEDS_NAMES.test(owner));
    const silent = blocked.filter((it) => !counting.includes(it) && it.passes === false);
    return {
      ...(servers === 0 &&
        seen.pods.length > 0 &&
        !profile.releases.some(({ name }) => name === "coredns") && {
          inapplicable: "the profile lists no release coredns, and no pod with its label runs in kube-system",
        }),
      examined: asking,
      findings: findingsOf(counting.filter(({ passes }) => passes === false)),
      unseen: [
        ...unseenPolicies({ ciliumNetworkPolicies, ciliumClusterwideNetworkPolicies }, profile.cilium !== undefined),
        ...counting
          .filter(({ passes }) => passes === undefined)
          .map(({ owner, by }) => ({ subject: owner, reason: `${by.join(", ")}: has peers that cannot be told here` })),
      ],
      remarks: silent.map(({ owner, by }) => `${owner} may not ask CoreDNS, by ${by.join(", ")}`),
    };
  },
});

/** They ask for hosts of others, or for one another by name, and do nothing without an answer. */
const NEEDS_NAMES =
  /^deployment\/[^/]+\/((source|kustomize|helm|image-reflector|image-automation)-controller|hubble-relay|external-secrets)$/;

/** One finding for the policies that block together: they are what must be mended. */
function findingsOf(blocked: readonly Blocked[]): Finding[] {
  return groupsOf(blocked, ({ by, direction }) => `${direction} ${by.join(" ")}`).map((group): Finding => {
    const [first] = group;
    const [subject = "", ...others] = first.by;
    const pods = group.reduce((sum, { pods: count }) => sum + count, 0);
    const beside = others.length === 0 ? "" : `with ${others.join(", ")} it `;
    const way = first.direction === "ingress" ? "drops at CoreDNS what they ask" : "lets them send nothing to CoreDNS";
    return {
      subject,
      expected: "lets pods ask CoreDNS (port 53, UDP)",
      actual: `${beside}${way}: ${pods} ${pods === 1 ? "pod" : "pods"}, of ${someOf(group.map(({ owner }) => owner))}`,
      hopeless: true,
    };
  });
}

const SHOWN = 3;

function someOf(owners: readonly string[]): string {
  const names = [...new Set(owners)].toSorted();
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Where Cilium is, its policies decide too: what could not be read may block. */
function unseenPolicies(policies: Record<string, readonly unknown[] | undefined>, hasCilium: boolean): Unseen[] {
  return Object.entries(policies)
    .filter(([, list]) => list === undefined && hasCilium)
    .map(([name]) => ({ subject: name, reason: "could not be read" }));
}
