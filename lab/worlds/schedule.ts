import type { Profile } from "../../clusters/profile.ts";

/** A believable bootstrap of some 22 minutes, in seconds after its beginning. */
export interface Schedule {
  /** The machines' boot; Talos' services follow. */
  boot: number;
  /** The API server answers: kube-system is made. */
  api: number;
  namespaces: number;
  /** The CRD phase: first to last CRD. */
  crds: number;
  /** Of each release of the profile, in order: Helm's first_deployed, and when --wait returned. */
  releases: { name: string; namespace: string; start: number; end: number }[];
  /** Nodes become Ready when the CNI writes its configuration. */
  nodesReady: number;
  /** The hand-over: the Git source's first artifact. */
  flux: number;
  /** The last awaited resource is ready. */
  end: number;
}

/** How long each release's `helm --wait` took. */
const TOOK: Record<string, number> = {
  cilium: 60,
  coredns: 17,
  spegel: 14,
  "cert-manager": 40,
  "external-secrets": 38,
  "flux-operator": 18,
  "flux-instance": 38,
};

export function schedule(profile: Profile): Schedule {
  let start = 290;
  const releases = profile.releases.map(({ name, namespace }) => {
    const release = { name, namespace, start, end: start + (TOOK[name] ?? 20) };
    start = release.end + 6;
    return release;
  });
  const flux = start;
  const cilium = releases.find(({ name }) => name === "cilium")?.start ?? 290;
  return { boot: 0, api: 200, namespaces: 258, crds: 270, releases, nodesReady: cilium + 46, flux, end: flux + 748 };
}

/** When a release began and ended; a workload outside of any release began with the hand-over. */
export const releaseTimes = (times: Schedule, name: string): { start: number; end: number } =>
  times.releases.find((release) => release.name === name) ?? { start: times.flux, end: times.flux + 30 };
