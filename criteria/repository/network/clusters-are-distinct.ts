import type { OpenProfile } from "../../../clusters/profile.ts";
import type { Where } from "../../../observations/checkout.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { contains, parseNetwork } from "../../../clusters/notation/cidr.ts";
import {
  ciliumDefinitions,
  idFaults,
  peerSecrets,
  peersIn,
  switchAt,
  type CiliumDefinition,
} from "../../../repository/cilium/cluster-mesh.ts";
import { inText, isUnresolved, textAt } from "../../../repository/yaml/documents.ts";
import { poolsOf, requestsOf, type Range } from "../../../repository/cilium/load-balancers.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";
import { networkClaims } from "../../../repository/talos/networks.ts";

type Result = RepositoryExamination;

/** One thing that a place of the repository gives a cluster, and no other cluster may have. */
interface Claim {
  kind: "cluster.id" | "cluster.name" | "pod CIDR" | "load-balancer address" | "load-balancer range";
  /** `undefined` where only a rendering or the cluster would tell. */
  value?: string;
  range?: Range;
  by: string;
  where: Where;
}

/**
 * What a ClusterMesh demands of its clusters:
 * https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#prerequisites Without one two clusters may share
 * all of it, and on their own networks even addresses: then it is no error.
 */
export default repositoryCriterion({
  id: "repository/clusters-are-distinct",
  title: "cluster.id, cluster.name, pod CIDRs and load-balancer addresses differ between the repository's clusters",
  fails: "Two clusters share what must differ",
  why: "In a ClusterMesh two clusters of one identity or one network send each other's traffic to the wrong pods.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/pod-and-service-cidrs-agree"],
  advice:
    "cilium config view -n <cilium-namespace>; cilium clustermesh status -n <cilium-namespace>; compare the values of both clusters",
  seeks: "folders of further clusters beside this one",

  irrelevant: withoutRepository,

  examine({ repository: checkout }, { profile }) {
    const ours = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const own = claimsOf(ours);
    const others = ours.siblings.flatMap((name) => {
      const repository = repositoryFrom(checkout, profileFor(name, profile));
      const claims = claimsOf(repository);
      // a folder beside a cluster's may be a base for all: it says nothing of its own
      return claims.length > 0 && !sameClaims(own, claims) ? [{ name, repository, claims }] : [];
    });
    const meshed =
      profile.cilium?.clusterMesh !== undefined || [ours, ...others.map(({ repository }) => repository)].some(isMeshed);
    if (others.length === 0 && own.length > 0) {
      result.examined = 1;
      result.remarks.push("the repository holds no other cluster that says who it is");
    }
    for (const other of others)
      for (const claim of own) {
        // one place that tells is enough: whether all places agree is another check's matter
        const told = [own, other.claims].every((all) => all.some(({ kind, value }) => kind === claim.kind && value));
        compare(claim, other, { meshed, told }, result);
      }
    for (const definition of ciliumDefinitions(ours)) judgeId(definition, meshed, result);
    if (!meshed && (ours.siblings.length === 0 || own.length === 0)) {
      const [held, which] = ours.siblings.length === 0 ? ["one cluster", "that"] : ["several clusters", profile.name];
      result.inapplicable = `the checkout holds ${held}, and nothing of it says who ${which} is (looked for: Cilium's cluster.id and cluster.name, pod networks, addresses for load balancers)`;
    }
    return result;
  },
});

/** The profile of a sibling as far as the repository is read by it. */
function profileFor(name: string, profile: OpenProfile): OpenProfile {
  const { network: _, flux, ...rest } = profile;
  const path = flux?.kustomization.path
    ?.split("/")
    .map((part) => (part === profile.name ? name : part))
    .join("/");
  return {
    ...rest,
    name,
    ...(flux && path !== undefined && { flux: { ...flux, kustomization: { ...flux.kustomization, path } } }),
  };
}

const sameClaims = (one: readonly Claim[], other: readonly Claim[]): boolean => {
  const places = new Set(one.map(({ where, value }) => `${inText(where)} ${value}`));
  return other.every(({ where, value }) => places.has(`${inText(where)} ${value}`));
};

function claimsOf(repository: Repository): Claim[] {
  const identity = ciliumDefinitions(repository).flatMap(({ subject, values, place }): Claim[] =>
    // Cilium's own defaults: https://github.com/cilium/cilium/blob/v1.18.5/install/kubernetes/cilium/values.yaml
    (
      [
        ["cluster.id", textAt(values, "cluster", "id") ?? "0", place("cluster", "id")],
        ["cluster.name", textAt(values, "cluster", "name") ?? "default", place("cluster", "name")],
      ] as const
    ).map(([kind, value, where]) => ({ kind, by: subject, where, ...(!isUnresolved(value) && { value }) })),
  );
  const pods = networkClaims(repository).flatMap(({ network, cidr, by, where }): Claim[] =>
    network === "pods" ? [{ kind: "pod CIDR", by, where, ...(cidr !== undefined && { value: cidr }) }] : [],
  );
  const addresses = requestsOf(repository).map(({ address, subject, where, uncertain }): Claim => ({
    kind: "load-balancer address",
    by: subject,
    where,
    ...(uncertain === undefined && !isUnresolved(address) && { value: address }),
  }));
  const ranges = poolsOf(repository).flatMap(({ subject, where, ranges: all }) =>
    all.map((range): Claim => ({ kind: "load-balancer range", by: subject, where, range, value: range.written })),
  );
  return [...identity, ...pods, ...addresses, ...ranges];
}

/** Switched on, or given peers, on either side. */
const isMeshed = (repository: Repository): boolean =>
  peerSecrets(repository).length > 0 ||
  ciliumDefinitions(repository).some(
    ({ values }) =>
      switchAt(values, "clustermesh", "useAPIServer") === "on" ||
      switchAt(values, "clustermesh", "config", "enabled") === "on" ||
      peersIn(values).length > 0,
  );

function compare(
  claim: Claim,
  { name, claims }: { name: string; claims: readonly Claim[] },
  { meshed, told }: { meshed: boolean; told: boolean },
  result: Result,
): void {
  const { kind, value, by, where } = claim;
  const theirs = claims.filter((one) => one.kind === kind);
  if (theirs.length === 0) return;
  result.examined += 1;
  const subject = `file/${where.file}`;
  if (value === undefined) {
    const reason = `the ${kind} of ${by} (${inText(where)}) is not known offline`;
    if (!meshed || told) result.remarks.push(reason);
    else if (!result.unseen.some((one) => one.reason === reason)) result.unseen.push({ subject, reason });
    return;
  }
  const twin = theirs.find((one) => isSame(claim, one));
  if (!twin) return;
  const finding: RepositoryFinding = {
    subject,
    expected: `a ${kind} that cluster ${name} does not have`,
    actual: `${by} says ${value}; ${twin.by} of ${name} says ${twin.value} (${inText(twin.where)})`,
    where,
    because: kind.startsWith("load-balancer")
      ? "Two clusters answer for one address, and whoever is asked last gets the traffic."
      : "ClusterMesh takes the two for one cluster, or routes one's pods to the other.",
    mend: `Give each cluster a ${kind} of its own.`,
  };
  if (meshed) result.findings.push(finding);
  else result.notices.push({ ...finding, severity: kind.startsWith("load-balancer") ? "warning" : "information" });
}

function isSame(one: Claim, other: Claim): boolean {
  if (one.value === undefined || other.value === undefined) return false;
  if (one.range && other.range)
    return one.range.bits === other.range.bits && one.range.from <= other.range.to && other.range.from <= one.range.to;
  const [a, b] = [parseNetwork(one.value), parseNetwork(other.value)];
  if (one.kind === "pod CIDR" && a && b) return contains(a, b) || contains(b, a);
  return one.value === other.value;
}

/** An error in a mesh alone: elsewhere nobody asks for the id. */
function judgeId(definition: CiliumDefinition, meshed: boolean, result: Result): void {
  const { values, place } = definition;
  const id = textAt(values, "cluster", "id");
  // without a mesh 0 is every cluster's
  if (id !== undefined && isUnresolved(id)) return;
  if (!meshed && (id === undefined || id === "0")) return;
  if (meshed) result.examined += 1;
  const where = place("cluster", "id");
  for (const fault of idFaults(definition)) {
    const finding: RepositoryFinding = { subject: `file/${where.file}`, where, ...fault };
    if (meshed) result.findings.push(finding);
    else result.notices.push({ ...finding, severity: "information" });
  }
}
