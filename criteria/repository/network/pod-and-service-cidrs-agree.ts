import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { contains, parseNetwork } from "../../../clusters/notation/cidr.ts";
import { inText } from "../../../repository/yaml/documents.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { clusterIps, networkClaims, type ClusterIp, type NetworkClaim } from "../../../repository/talos/networks.ts";

type Result = RepositoryExamination;

/** A network with who says so: the profile, or the first place of the repository where the profile is silent. */
interface Agreed {
  cidr: string;
  by: string;
}

export default repositoryCriterion({
  id: "repository/pod-and-service-cidrs-agree",
  title: "Talos, Cilium and the cluster settings give the same pod and service CIDRs, and no two networks overlap",
  fails: "Networks differ or overlap",
  why: "Pods get addresses that nothing routes, or that Cilium masquerades as if they were outside.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "grep -rn 'podSubnets\\|ipv4NativeRoutingCIDR\\|clusterPoolIPv4PodCIDRList' <checkout>",
  seeks: "pod and service networks in Talos configuration, Cilium values and cluster settings",

  irrelevant: withoutRepository,

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const claims = networkClaims(model);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const networks = profile.network ?? { pods: [], services: [], nodes: [] };
    const pods = judgeClaims("pods", claims, networks.pods, result);
    const services = judgeClaims("services", claims, networks.services, result);
    judgeNative(claims, pods, result);
    judgeClusterIps(clusterIps(model), services, result);
    const isSilent = networks.pods.length === 0 && networks.services.length === 0;
    const isUntold = claims.length === 0 || (result.examined === 0 && result.unseen.length === 0);
    if (isSilent && isUntold) return { ...result, inapplicable: NOWHERE };
    if (claims.length === 0) return result;
    const nodes = networks.nodes.map((cidr): Agreed => ({ cidr, by: "the profile" }));
    const addresses = profile.nodes.flatMap(({ name, address }): Agreed[] =>
      address === undefined ? [] : [{ cidr: address, by: `node ${name}` }],
    );
    apart("pod", pods, "service", services, claims, result);
    apart("pod", pods, "node", nodes.length > 0 ? nodes : addresses, claims, result);
    apart("service", services, "node", nodes.length > 0 ? nodes : addresses, claims, result);
    return result;
  },
});

const NOWHERE =
  "neither the profile nor the checkout gives pod or service networks (looked for: Talos' podSubnets and serviceSubnets, talhelper's clusterPodNets and clusterSvcNets, Cilium's ipv4NativeRoutingCIDR and clusterPoolIPv4PodCIDRList, cluster settings)";

/** Holds each place against the profile, or against the first place; gives what then counts as the network. */
function judgeClaims(
  network: "pods" | "services",
  claims: readonly NetworkClaim[],
  given: readonly string[],
  result: Result,
): Agreed[] {
  const ours = claims.filter((claim) => claim.network === network);
  const first = ours.find(({ cidr }) => cidr !== undefined);
  const beside = first
    ? ours.filter(
        ({ where, by }) => by === first.by && where.file === first.where.file && where.line === first.where.line,
      )
    : [];
  const agreed: Agreed[] =
    given.length > 0
      ? given.map((cidr) => ({ cidr, by: "the profile" }))
      : beside.flatMap(({ cidr, by, where }) => (cidr === undefined ? [] : [{ cidr, by: `${by}, ${inText(where)}` }]));
  for (const { by, cidr, where } of ours) {
    const subject = `file/${where.file}`;
    if (cidr === undefined) {
      result.unseen.push({
        subject,
        reason: `the ${network} that ${by} gives at ${inText(where)} are not known before it is rendered`,
      });
      continue;
    }
    result.examined += 1;
    const network_ = parseNetwork(cidr);
    if (network_ && agreed.some((one) => same(one.cidr, cidr))) continue;
    result.findings.push({
      subject,
      expected: `${network} ${agreed.map((one) => `${one.cidr} (${one.by})`).join(", ")}`,
      actual: network_ ? `${by} says ${cidr}` : `${by} says ${cidr}, which is no network`,
      where,
      because: "Two parts of the cluster hand out and route different addresses.",
      mend: "Write one CIDR in all places, or correct the profile.",
    });
  }
  return agreed;
}

function same(one: string, other: string): boolean {
  const [a, b] = [parseNetwork(one), parseNetwork(other)];
  return a !== undefined && b !== undefined && a.first === b.first && a.prefix === b.prefix && a.bits === b.bits;
}

/** https://docs.cilium.io/en/stable/network/concepts/routing/#native-routing: what lies outside of it is masqueraded. */
function judgeNative(claims: readonly NetworkClaim[], pods: readonly Agreed[], result: Result): void {
  for (const { cidr, by, where, network, unresolved } of claims) {
    if (network !== "native") continue;
    const subject = `file/${where.file}`;
    if (cidr === undefined) {
      const reason =
        unresolved === undefined
          ? `the native routing CIDR that ${by} gives is not known before it is rendered`
          : `which networks ${by} gives at ${inText(where)} is not known whole: ${unresolved}`;
      result.unseen.push({ subject, reason });
      continue;
    }
    const outer = parseNetwork(cidr);
    const inner = pods.filter((pod) => parseNetwork(pod.cidr)?.bits === (outer?.bits ?? 32));
    if (inner.length === 0) continue;
    result.examined += 1;
    const outside = inner.find((pod) => {
      const network_ = parseNetwork(pod.cidr);
      return !outer || !network_ || !contains(outer, network_);
    });
    if (!outside) continue;
    result.findings.push({
      subject,
      expected: `a native routing CIDR that holds the pods' ${outside.cidr} (${outside.by})`,
      actual: `${by} says ${cidr}`,
      where,
      because: "Cilium masquerades traffic between pods as if they were outside of the cluster.",
      mend: `ipv4NativeRoutingCIDR: ${outside.cidr}`,
    });
  }
}

/** The API server refuses a Service whose address lies outside: the release that brings it fails (k8s-gitops 9586db3). */
function judgeClusterIps(all: readonly ClusterIp[], services: readonly Agreed[], result: Result): void {
  for (const { by, address, where } of all) {
    const one = parseNetwork(address);
    const ranges = services.filter(({ cidr }) => parseNetwork(cidr)?.bits === one?.bits);
    if (!one || ranges.length === 0) continue;
    result.examined += 1;
    if (ranges.some(({ cidr }) => isWithin(one, cidr))) continue;
    result.findings.push({
      subject: `file/${where.file}`,
      expected: `an address of the service network ${ranges.map((range) => `${range.cidr} (${range.by})`).join(", ")}`,
      actual: `${by} asks for the cluster IP ${address}`,
      where,
      because:
        "The API server refuses the Service, and the release that brings it fails; of CoreDNS, nothing resolves.",
      mend: "Take an address of the service network, the tenth for DNS, or leave it out.",
    });
  }
}

const isWithin = (one: NonNullable<ReturnType<typeof parseNetwork>>, cidr: string): boolean => {
  const network = parseNetwork(cidr);
  return network !== undefined && contains(network, one);
};

function apart(
  one: string,
  ours: readonly Agreed[],
  other: string,
  theirs: readonly Agreed[],
  claims: readonly NetworkClaim[],
  result: Result,
): void {
  for (const a of ours) {
    for (const b of theirs) {
      const [left, right] = [parseNetwork(a.cidr), parseNetwork(b.cidr)];
      if (!left || !right) continue;
      result.examined += 1;
      if (!contains(left, right) && !contains(right, left)) continue;
      const [first] = claims;
      const where = (claims.find(({ cidr }) => cidr === a.cidr || cidr === b.cidr) ?? first)?.where;
      if (!where) continue;
      result.findings.push({
        subject: `file/${where.file}`,
        expected: `${one} and ${other} networks that do not overlap`,
        actual: `${a.cidr} (${a.by}) and ${b.cidr} (${b.by}) do`,
        where,
        because: "An address then means two things, and one of them cannot be reached.",
        mend: `Give the ${one} network addresses of its own, before the first bootstrap.`,
      });
    }
  }
}
