import { inWords } from "../../clusters/notation/duration.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource, Lease, Service } from "../../observations/objects.ts";
import type { Finding } from "../criterion.ts";
import { addressesOf, selectableLabels } from "./load-balancers.ts";
import { selects, type LabelSelector } from "./selectors.ts";

interface PolicySpec {
  loadBalancerIPs?: boolean;
  serviceSelector?: LabelSelector | null;
}

/** Policies that announce addresses of LoadBalancers. */
export const announcing = (policies: readonly CustomResource[]): CustomResource[] =>
  policies.filter((policy) => specOf(policy).loadBalancerIPs === true);

const specOf = ({ spec }: CustomResource): PolicySpec => spec ?? {};

/** A policy without a selector is for every Service. https://docs.cilium.io/en/stable/network/l2-announcements/ */
export const isAnnounced = (service: Service, policies: readonly CustomResource[]): boolean =>
  announcing(policies).some((policy) => selects(specOf(policy).serviceSelector ?? {}, selectableLabels(service)));

/** The agents' own default, in seconds. */
const LEASE_SECONDS = 15;

/** The node that answers for a Service holds its lease, and renews it long before it ends. */
export function notHeld(service: Service, leases: readonly Lease[], now: Date): Finding | undefined {
  const { namespace = "", name = "" } = service.metadata ?? {};
  const leaseName = `cilium-l2announce-${namespace}-${name}`;
  const lease = leases.find(named(leaseName));
  const finding = (actual: string, since?: string): Finding => ({
    subject: subjectOf("service", service),
    expected: `${addressesOf(service).join(", ")} announced by the node that holds lease ${leaseName}`,
    actual,
    ...(since && { since }),
  });
  if (!lease) return finding("there is no such lease: no node announces it");
  const { holderIdentity, renewTime, leaseDurationSeconds = LEASE_SECONDS } = lease.spec ?? {};
  if (!holderIdentity) return finding("nobody holds the lease");
  const age = now.getTime() - Date.parse(renewTime ?? "");
  if (age <= 2 * leaseDurationSeconds * 1000) return undefined;
  const ago = Number.isNaN(age) ? "never renewed it" : `renewed it ${inWords(age)} ago`;
  return finding(`${holderIdentity} holds the lease and ${ago}`, renewTime);
}
