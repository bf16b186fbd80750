import type { OpenProfile } from "../../../clusters/profile.ts";
import { startOf, type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { parseNetwork } from "../../../clusters/notation/cidr.ts";
import { inText, isRecord, isUnresolved, record } from "../../../repository/yaml/documents.ts";
import {
  holds,
  poolIn,
  poolsOf,
  requestsOf,
  type AddressRequest,
  type Pool,
} from "../../../repository/cilium/load-balancers.ts";
import { hiddenMaker, repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";
import { judgePools, rangesOf } from "../../../repository/cilium/pool-judgement.ts";
import { takenAddresses, type Taken } from "../../../repository/cilium/taken-addresses.ts";
import { identityOf } from "../../../repository/kustomize/transformers.ts";

type Result = RepositoryExamination;

/** Cilium's LB IPAM as https://docs.cilium.io/en/stable/network/lb-ipam/ tells it; MetalLB's pools in the same way. */
export default repositoryCriterion({
  id: "repository/load-balancer-addresses-come-from-the-pool",
  title: "Every static load-balancer address lies in a pool of its own cluster, once, and is no node's and no VIP",
  fails: "A load-balancer address lies outside its pool",
  why: "A Service whose address no pool holds stays pending for ever; one that a node has takes the node off the net.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "grep -rn 'lbipam.cilium.io/ips\\|io.cilium/lb-ipam-ips\\|kind: CiliumLoadBalancerIPPool' <checkout>",
  seeks: "pools of addresses, and Services, Gateways or HelmReleases that ask for one",

  irrelevant: (profile) =>
    withoutRepository(profile) ??
    ((profile.cilium ?? profile.flux) ? undefined : "the profile has neither Cilium nor Flux"),

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const pools = poolsOf(repository);
    const requests = requestsOf(repository);
    const hidden = hiddenMaker(repository);
    const taken = takenAddresses(repository, profile);
    judgeNamed(profile, pools, { hidden, tree: repository.tree }, result);
    const judged = judgePools(pools, taken);
    result.examined += judged.examined;
    result.findings.push(...judged.findings);
    result.unseen.push(...judged.unseen);
    result.notices.push(...judged.notices);
    for (const request of requests) judgeRequest(request, { repository, pools, taken, hidden, result });
    judgeTwice(requests, result);
    for (const { values, object } of repository.releases)
      for (const reason of values.unresolved.filter((text) => !text.startsWith("values from Secret")))
        result.unseen.push({ subject: `helmrelease/${object.namespace ?? "-"}/${object.name}`, reason });
    if (requests.length === 0 && repository.tree.objects.length > 0) {
      result.remarks.push("nothing that Flux applies asks for a static load-balancer address");
      if (pools.length === 0 && result.examined === 0) result.examined = 1;
    }
    if (profile.flux === undefined && (profile.cilium?.loadBalancerPools ?? []).length === 0)
      result.inapplicable =
        "the profile names no pool of addresses and does not use Flux, and nothing in the checkout asks for an address";
    return result;
  },
});

/** Pools that the profile names must be there. */
function judgeNamed(
  { cilium }: OpenProfile,
  pools: readonly Pool[],
  { hidden, tree }: { hidden: string | undefined; tree: Repository["tree"] },
  result: Result,
): void {
  for (const name of cilium?.loadBalancerPools ?? []) {
    const subject = `ciliumloadbalancerippool/${name}`;
    const isThere = pools.some((pool) => pool.name === name);
    if (!isThere && hidden !== undefined) {
      result.unseen.push({ subject, reason: hidden });
      continue;
    }
    result.examined += 1;
    if (!isThere)
      result.findings.push({
        subject,
        expected: "a pool of this name, as the profile says",
        actual: `nothing that Flux applies to this cluster declares it`,
        where: pools[0]?.where ?? tree.roots[0]?.where ?? startOf("kubernetes"),
        because: "No Service of type LoadBalancer gets an address.",
        mend: "Add the CiliumLoadBalancerIPPool, or take its name out of the profile (cilium.loadBalancerPools).",
      });
  }
}

interface Scene {
  repository: Repository;
  pools: readonly Pool[];
  taken: readonly Taken[];
  hidden: string | undefined;
  result: Result;
}

function judgeRequest(request: AddressRequest, scene: Scene): void {
  const { subject, where, address, uncertain } = request;
  const { pools, taken, result } = scene;
  const wrong = (finding: Omit<RepositoryFinding, "subject" | "where">): void =>
    void result.findings.push({ subject, where, ...finding });
  if (isUnresolved(address) || uncertain !== undefined) {
    const reason = uncertain ?? `the address ${address} at ${inText(where)} is not known offline`;
    result.unseen.push({ subject, reason });
    return;
  }
  const lies = pools.some(({ ranges }) => ranges.some((range) => holds(range, address)));
  if (!lies && parseNetwork(address)) {
    const reason = notSeen(request, scene);
    if (reason !== undefined) {
      result.unseen.push({ subject, reason });
      return;
    }
  }
  result.examined += 1;
  const owner = taken.find((one) => one.address === address);
  if (!parseNetwork(address))
    wrong({
      expected: "an address",
      actual: `${address} is none`,
      because: "Cilium cannot read it: the Service stays pending.",
      mend: "Write one IP address.",
    });
  else if (owner?.mayBeItsOwn && lies)
    result.notices.push({
      severity: "warning",
      subject,
      expected: "an address that nothing else has",
      actual: `${address} is that of ${owner.by}: right only where this Service leads to the API itself`,
      where,
      because: "Otherwise two machines answer for one address.",
      mend: "Give the Service another address of the pool, unless it leads to the API.",
    });
  else if (owner && !owner.mayBeItsOwn)
    wrong({
      expected: "an address that no node and no VIP has",
      actual: `${address} is that of ${owner.by}`,
      because: "Two machines answer for one address.",
      mend: "Take another address of the pool.",
    });
  else if (!lies)
    wrong({
      expected: `an address of a pool of this cluster: ${pools.map((pool) => `${rangesOf(pool)} (${inText(pool.where)})`).join(", ") || "there is none"}`,
      actual: `${address}${elsewhere(address, scene)}`,
      because: "Nothing gives the Service its address: it stays pending, and so does what waits for it.",
      mend: "Take an address of the pool, or give this cluster a pool that holds it.",
    });
}

/** Why it cannot be told that no pool holds an address. */
function notSeen({ address, byCilium }: AddressRequest, { pools, hidden }: Scene): string | undefined {
  const unknown = pools.find(({ unresolved }) => unresolved.length > 0);
  if (unknown) return `${address} may lie in ${unknown.subject}, whose blocks are not known offline`;
  if (pools.length > 0) return undefined;
  if (hidden !== undefined) return `no pool is seen: ${hidden}`;
  return byCilium ? undefined : `${address}: no pool of Cilium or MetalLB is declared, something else may give it`;
}

/** A pool that holds it and that nothing applies to this cluster. */
function elsewhere(address: string, { repository }: Scene): string {
  const applied = new Set(repository.tree.objects.map(({ object }) => object.document));
  const other = repository.manifests
    .filter(({ document }) => isRecord(document.value) && !applied.has(document))
    .flatMap(({ document }) => poolIn(identityOf(record(document.value), document)) ?? [])
    .find(({ ranges }) => ranges.some((range) => holds(range, address)));
  return other ? `, of ${other.subject} (${inText(other.where)}), which nothing applies to this cluster` : "";
}

/** One address, one owner; Services share one only by the same key. */
function judgeTwice(requests: readonly AddressRequest[], result: Result): void {
  const first = new Map<string, AddressRequest>();
  for (const request of requests) {
    const { address, subject, where, sharingKey, uncertain } = request;
    if (isUnresolved(address) || uncertain !== undefined) continue;
    const other = first.get(address);
    if (!other) first.set(address, request);
    else if (sharingKey === undefined || sharingKey !== other.sharingKey)
      result.findings.push({
        subject,
        expected: `an address of its own, or the sharing key of ${other.subject}`,
        actual: `${address} is what ${other.subject} asks for too (${inText(other.where)})`,
        where,
        because: "The second of them stays pending.",
        mend: "Take another address of the pool, or give both the same lbipam.cilium.io/sharing-key.",
      });
  }
}
