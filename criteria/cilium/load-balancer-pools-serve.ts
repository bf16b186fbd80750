import { criterion, each, together, type Finding, type Unseen } from "../criterion.ts";
import { between, contains, parseNetwork } from "../../clusters/notation/cidr.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { isCiliums } from "../derive/load-balancers.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource, Service } from "../../observations/objects.ts";

interface PoolSpec {
  disabled?: boolean;
  blocks?: { cidr?: string; start?: string; stop?: string }[] | null;
}

/** Both names of the operator's condition: ≤1.14 and later. */
const SATISFIED = ["cilium.io/IPAMRequestSatisfied", "io.cilium/lb-ipam-request-satisfied"];

/** https://docs.cilium.io/en/stable/network/lb-ipam/ */
export default criterion({
  id: "cilium/load-balancer-pools-serve",
  title: "No address pool conflicts or is exhausted, and every LoadBalancer Service has its address from a pool",
  fails: "A LoadBalancer gets no address from a pool",
  why: "A Service without its address looks created; kstatus calls it current.",
  serves: ["S3"],
  needs: ["ciliumLoadBalancerIPPools", "services"],
  restsOn: ["cilium/status-is-ok", "flux/everything-is-reconciled"],
  advice:
    "kubectl get ciliumloadbalancerippools -o wide; kubectl get <kind> <name> -o yaml; kubectl -n <namespace> get <kind> <name> -o yaml",

  irrelevant: (profile) =>
    withoutCilium(profile) ??
    (profile.cilium?.loadBalancerPools ? undefined : "the profile names no load-balancer pools"),

  examine({ ciliumLoadBalancerIPPools: pools, services }, { profile }) {
    const expected = profile.cilium?.loadBalancerPools ?? [];
    const missing = expected
      .filter((name) => !pools.some(named(name)))
      .map((name): Finding => ({
        subject: `ciliumloadbalancerippool/${name}`,
        expected: "an address pool",
        actual: "none",
      }));
    const judged = pools.filter(isJudged);
    const balanced = services.filter(({ spec }) => spec?.type === "LoadBalancer");
    return together(
      { examined: 0, findings: missing, unseen: pools.filter((pool) => !isJudged(pool)).map(unjudged) },
      { ...each(judged, (pool) => wrongPool(pool, expected)), remarks: judged.flatMap(uncounted) },
      each(balanced, (service) => withoutAddress(service) ?? strangeAddress(service, pools)),
      { examined: 0, findings: [], remarks: balanced.length === 0 ? ["no Service of type LoadBalancer"] : [] },
    );
  },
});

/** The operator writes its verdict and its counts on every pool it knows, whether or not one is in conflict. */
const isJudged = (pool: CustomResource): boolean =>
  ["cilium.io/PoolConflict", "cilium.io/IPsAvailable"].some((type) => conditionOf(pool, type) !== undefined);

const unjudged = (pool: CustomResource): Unseen => ({
  subject: poolSubject(pool),
  reason: "has no condition of the operator: neither PoolConflict nor IPsAvailable",
});

const uncounted = (pool: CustomResource): string[] =>
  availableOf(pool) === undefined ? [`${poolSubject(pool)} does not say how many addresses are free`] : [];

/** The number stands in the condition's message; its status is always Unknown. */
function availableOf(pool: CustomResource): bigint | undefined {
  const message = conditionOf(pool, "cilium.io/IPsAvailable")?.message?.trim() ?? "";
  return /^\d+$/.test(message) ? BigInt(message) : undefined;
}

const poolSubject = ({ metadata }: CustomResource): string => `ciliumloadbalancerippool/${metadata?.name}`;

function wrongPool(pool: CustomResource, expected: readonly string[]): Finding[] {
  const subject = poolSubject(pool);
  const conflict = conditionOf(pool, "cilium.io/PoolConflict");
  if (conflict?.status === "True")
    return [
      {
        subject,
        expected: "no conflict",
        actual: inWords(conflict),
        since: conflict.lastTransitionTime,
      },
    ];
  if (!expected.includes(pool.metadata?.name ?? "")) return [];
  if (specOf(pool).disabled) return [{ subject, expected: "enabled", actual: "disabled" }];
  return availableOf(pool) === 0n ? [{ subject, expected: "free addresses", actual: "0 available" }] : [];
}

function withoutAddress(service: Service): Finding | undefined {
  const subject = subjectOf("service", service);
  const expected = isCiliums(service) ? "an address from a pool" : `an address of ${service.spec?.loadBalancerClass}`;
  const request = SATISFIED.map((type) => conditionOf(service, type)).find((condition) => condition !== undefined);
  if (request?.status === "False")
    return { subject, expected, actual: inWords(request), since: request.lastTransitionTime };
  const addressed = (service.status?.loadBalancer?.ingress ?? []).some(
    ({ ip, hostname }) => Boolean(ip) || (!isCiliums(service) && Boolean(hostname)),
  );
  return addressed ? undefined : { subject, expected, actual: "none", since: service.metadata?.creationTimestamp };
}

function strangeAddress(service: Service, pools: readonly CustomResource[]): Finding | undefined {
  if (!isCiliums(service)) return undefined;
  const blocks = pools.flatMap(({ spec }) => specOf({ spec }).blocks ?? []);
  const strange = (service.status?.loadBalancer?.ingress ?? []).find(
    ({ ip }) => ip && !blocks.some((block) => holds(block, ip)),
  );
  if (!strange) return undefined;
  return {
    subject: subjectOf("service", service),
    expected: "an address of a pool",
    actual: `${strange.ip} lies in none`,
  };
}

const specOf = ({ spec }: CustomResource): PoolSpec => spec ?? {};

function holds({ cidr, start, stop }: { cidr?: string; start?: string; stop?: string }, ip: string): boolean {
  if (start) return between(ip, start, stop || start);
  const [outer, inner] = [parseNetwork(cidr ?? ""), parseNetwork(ip)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
