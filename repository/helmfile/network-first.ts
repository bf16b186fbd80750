import { productsOf } from "../crds/products.ts";
import { isOnlyCrds } from "../crds/providers.ts";
import { isCrdState } from "../crds/phase.ts";
import { baseOf } from "../yaml/documents.ts";
import type { HelmfileRelease } from "./release.ts";
import { before } from "./release-order.ts";
import type { HelmfileState } from "./state.ts";

/** A release that helmfile may start before pods get addresses, with the releases that hang on it alone. */
export interface Hasty {
  release: HelmfileRelease;
  network: HelmfileRelease;
  /** What needs it, and does not need the network otherwise. */
  with: HelmfileRelease[];
}

/**
 * Releases that are not after the one that brings the pod network, whatever the profile says of their order. Left out are
 * those that it needs itself, charts of CRDs, and what runs in the network of the host.
 */
export function beforeNetwork(states: readonly HelmfileState[]): Hasty[] {
  const core = states.filter((state) => !isCrdState(state));
  for (const state of core) {
    const network = state.releases.find((one) => !one.optional && isNetwork(one));
    if (!network) continue;
    const needed = before(network, state.releases);
    const early = state.releases.filter(
      (one) => one !== network && !needed.has(one) && !isFine(one) && !before(one, state.releases).has(network),
    );
    return early
      .filter((one) => ![...before(one, state.releases)].some((other) => early.includes(other)))
      .map((release) => ({
        release,
        network,
        with: early.filter((one) => before(one, state.releases).has(release)),
      }));
  }
  return [];
}

const isNetwork = ({ name, chart }: HelmfileRelease): boolean =>
  [name, baseOf(chart?.text ?? "")].some((one) =>
    /^(?:cilium|tigera-operator|calico|flannel|kube-ovn|antrea)$/.test(one),
  );

/** Nothing but CRDs, or pods in the host's network. */
function isFine({ name, chart, values }: HelmfileRelease): boolean {
  const named = chart?.text ?? name;
  if (/crds?$/i.test(baseOf(named)) || /crds?$/i.test(name)) return true;
  if ((productsOf(named) ?? []).some((product) => isOnlyCrds(product, named))) return true;
  return (
    /kube-vip|talos-cloud-controller-manager|kubelet-csr-approver|multus/.test(`${name} ${named}`) ||
    hasKey(values.known, "hostNetwork")
  );
}

const hasKey = (value: unknown, key: string): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).some(([name, item]) => (name === key && item === true) || hasKey(item, key));
