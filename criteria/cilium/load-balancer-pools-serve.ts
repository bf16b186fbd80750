import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { between, contains, parseNetwork } from "../derive/cidr.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { conditionOf, inWords, named } from "../kubernetes.ts";
import type { CustomResource, Service } from "../objects.ts";

interface PoolSpec {
  disabled?: boolean;
  blocks?: { cidr?: string; start?: string; stop?: string }[] | null;
}

/** Both names of the operator's condition: ≤1.14 and later (facts/cli.md B.5). */
const SATISFIED = ["cilium.io/IPAMRequestSatisfied", "io.cilium/lb-ipam-request-satisfied"];

/** https://docs.cilium.io/en/stable/network/lb-ipam/ */
export default criterion({
  id: "cilium/load-balancer-pools-serve",
  title: "No address pool conflicts or is exhausted, and every LoadBalancer Service has its address from a pool",
  why: "A Service without its address looks created; kstatus calls it current.",
  serves: ["S3"],
  needs: ["ciliumLoadBalancerIPPools", "services"],
  restsOn: ["cilium/status-is-ok", "flux/everything-is-reconciled"],
  advice:
    "kubectl get ciliumloadbalancerippools; kubectl get svc -A | grep LoadBalancer; kubectl -n <namespace> get svc <name> -o yaml",

  irrelevant: (profile) =>
    withoutCilium(profile) ??
    (profile.cilium?.loadBalancerPools ? undefined : "the profile names no load-balancer pools"),

  examine({ ciliumLoadBalancerIPPools: pools, services }, { profile }) {
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    const remarks: string[] = [];
    for (const name of profile.cilium?.loadBalancerPools ?? []) {
      if (!pools.some(named(name)))
        findings.push({ subject: `ciliumloadbalancerippool/${name}`, expected: "an address pool", actual: "none" });
    }
    for (const pool of pools) findings.push(...wrongPool(pool, profile.cilium?.loadBalancerPools ?? []));
    const balanced = services.filter(
      ({ spec }) => spec?.type === "LoadBalancer" && (spec.loadBalancerClass ?? "io.cilium/").startsWith("io.cilium/"),
    );
    for (const service of balanced) {
      const finding = withoutAddress(service) ?? strangeAddress(service, pools);
      if (finding) findings.push(finding);
    }
    if (balanced.length === 0) remarks.push("no Service of type LoadBalancer");
    return { examined: pools.length + balanced.length, findings, unseen, remarks };
  },
});

function wrongPool(pool: CustomResource, expected: readonly string[]): Finding[] {
  const subject = `ciliumloadbalancerippool/${pool.metadata?.name}`;
  const conflict = conditionOf(pool, "cilium.io/PoolConflict");
  if (conflict?.status === "True")
    return [
      {
        subject,
        expected: "no conflict",
        actual: inWords(conflict, "PoolConflict"),
        since: conflict.lastTransitionTime,
      },
    ];
  if (!expected.includes(pool.metadata?.name ?? "")) return [];
  if (specOf(pool).disabled) return [{ subject, expected: "enabled", actual: "disabled" }];
  const available = conditionOf(pool, "cilium.io/IPsAvailable")?.message;
  return available !== undefined && Number(available) === 0
    ? [{ subject, expected: "free addresses", actual: "0 available" }]
    : [];
}

function withoutAddress(service: Service): Finding | undefined {
  const subject = `service/${service.metadata?.namespace}/${service.metadata?.name}`;
  const request = SATISFIED.map((type) => conditionOf(service, type)).find((condition) => condition !== undefined);
  if (request?.status === "False")
    return { subject, expected: "an address from a pool", actual: inWords(request), since: request.lastTransitionTime };
  const addresses = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return addresses.length === 0
    ? { subject, expected: "an address from a pool", actual: "none", since: service.metadata?.creationTimestamp }
    : undefined;
}

function strangeAddress(service: Service, pools: readonly CustomResource[]): Finding | undefined {
  const blocks = pools.flatMap(({ spec }) => specOf({ spec }).blocks ?? []);
  const strange = (service.status?.loadBalancer?.ingress ?? []).find(
    ({ ip }) => ip !== undefined && !blocks.some((block) => holds(block, ip)),
  );
  if (!strange) return undefined;
  return {
    subject: `service/${service.metadata?.namespace}/${service.metadata?.name}`,
    expected: "an address of a pool",
    actual: `${strange.ip} lies in none`,
  };
}

const specOf = ({ spec }: CustomResource): PoolSpec => spec ?? {};

function holds({ cidr, start, stop }: { cidr?: string; start?: string; stop?: string }, ip: string): boolean {
  if (start !== undefined) return between(ip, start, stop ?? start);
  const [outer, inner] = [parseNetwork(cidr ?? ""), parseNetwork(ip)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
